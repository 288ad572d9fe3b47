import type { JsonValue } from "../json-text/json-value.js";
import { parseJson } from "../json-text/parse-json.js";
import { SchemaError } from "../schema-error.js";

/** A string, or one of the words that Jackson takes for numbers and JSON does not know. */
const STRING_OR_WORD = /"(?:[^"\\]|\\.)*"|[+-]?\b(?:NaN|Infinity|INF)\b/gs;
const WORDS: Readonly<Record<string, string>> = {
  NaN: '"NaN"',
  Infinity: '"Infinity"',
  INF: '"Infinity"',
  "+Infinity": '"Infinity"',
  "+INF": '"Infinity"',
  "-Infinity": '"-Infinity"',
  "-INF": '"-Infinity"',
};

/**
 * Reads a schema's text as the registry does: what follows the value is ignored, and `NaN` and the infinities are read
 * and become strings. Undefined for a text without a value.
 *
 * @throws SchemaError with the place and what was expected there
 */
export function readSchemaJson(text: string, reference?: string): JsonValue | undefined {
  if (/^[ \t\n\r]*$/.test(text)) return undefined;
  try {
    return parseJson(text, { allowTrailing: true });
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    const quoted = /NaN|INF|Infinity/.test(text)
      ? text.replace(STRING_OR_WORD, (match) => WORDS[match] ?? match)
      : text;
    // What is wrong with a text that has such a word is told about the text as it is.
    if (quoted !== text && parses(quoted)) return parseJson(quoted, { allowTrailing: true });
    if (reference === undefined) throw error;
    const { message, position, expected } = error;
    throw new SchemaError(`${JSON.stringify(reference)}: ${message}`, { position, expected, reference, cause: error });
  }
}

function parses(text: string): boolean {
  try {
    parseJson(text, { allowTrailing: true });
    return true;
  } catch {
    return false;
  }
}
