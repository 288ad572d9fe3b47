import type { CodeTemplate, KeywordContext, KeywordHost } from "./keyword-code.js";

/**
 * `minLength` and `maxLength` that count characters only where the number of code units leaves the answer open. Ajv's
 * own walk over every string, which is most of what it costs to validate a small message.
 */
export function useFastLength(ajv: KeywordHost, _: CodeTemplate): void {
  function replace(
    keyword: string,
    fails: (length: unknown, data: unknown, limit: unknown, count: unknown) => unknown,
  ) {
    ajv.removeKeyword(keyword);
    ajv.addKeyword({
      keyword,
      type: "string",
      schemaType: "number",
      code(context: KeywordContext) {
        const { data, schema, gen } = context;
        const count = gen.scopeValue("func", { ref: characterCount });
        context.fail(fails(_`${data}.length`, data, schema, count));
      },
    });
  }
  // A character is one code unit or two.
  replace("minLength", (length, data, limit, count) => {
    return _`${length} < ${limit} || (${length} < 2 * ${limit} && ${count}(${data}) < ${limit})`;
  });
  replace("maxLength", (length, data, limit, count) => _`${length} > ${limit} && ${count}(${data}) > ${limit}`);
}

const SURROGATE = /[\ud800-\udfff]/;

/** How many characters a string has: one beyond U+FFFF, which has two code units, is one. */
function characterCount(text: string): number {
  // At once where the string has one byte a character, as most have.
  if (!SURROGATE.test(text)) return text.length;
  let count = text.length;
  for (let i = 1; i < text.length; i++) {
    const pair = (text.charCodeAt(i - 1) & 0xfc00) === 0xd800 && (text.charCodeAt(i) & 0xfc00) === 0xdc00;
    if (pair) count--;
  }
  return count;
}
