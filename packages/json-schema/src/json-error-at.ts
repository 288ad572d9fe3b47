/** Where a text stops being JSON. */
export type JsonErrorPlace = { readonly position: number; readonly expected: string };

const SPACE = /[ \t\n\r]*/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: a string of JSON has none.
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})[^"\\\u0000-\u001f]*)*"/y;
const SCALAR = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[Ee][+-]?\d+)?/y;

/** Finds where a text that JSON.parse refuses stops being JSON: the messages of JSON.parse quote it instead. */
export function jsonErrorAt(text: string): JsonErrorPlace {
  /** The closing brackets of what is open, innermost last. */
  const open: ("]" | "}")[] = [];
  let position = 0;
  let expected = "a value";

  function skip(pattern: RegExp): boolean {
    pattern.lastIndex = position;
    if (!pattern.test(text)) return false;
    position = pattern.lastIndex;
    return true;
  }

  function skipCharacter(character: string): boolean {
    skip(SPACE);
    if (text[position] !== character) return false;
    position++;
    return true;
  }

  function skipName(): boolean {
    expected = "the name of a property, in double quotes";
    skip(SPACE);
    if (!skip(STRING)) return false;
    expected = "a colon";
    return skipCharacter(":");
  }

  /** The beginning of a value, up to where the next one stands. */
  function skipValue(): "value" | "opened" | "wrong" {
    expected = "a value";
    if (skipCharacter("[")) {
      if (skipCharacter("]")) return "value";
      open.push("]");
      return "opened";
    }
    if (skipCharacter("{")) {
      if (skipCharacter("}")) return "value";
      open.push("}");
      return skipName() ? "opened" : "wrong";
    }
    if (text[position] === '"') expected = "a string without control characters, that ends";
    return skip(STRING) || skip(SCALAR) ? "value" : "wrong";
  }

  for (;;) {
    const found = skipValue();
    if (found === "wrong") return { position, expected };
    if (found === "opened") continue;
    for (;;) {
      const closing = open.at(-1);
      expected = closing === undefined ? "its end" : `a comma or "${closing}"`;
      if (closing === undefined) {
        skip(SPACE);
        return { position, expected };
      }
      if (skipCharacter(closing)) {
        open.pop();
        continue;
      }
      if (!skipCharacter(",") || (closing === "}" && !skipName())) return { position, expected };
      break;
    }
  }
}
