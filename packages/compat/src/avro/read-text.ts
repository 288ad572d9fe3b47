import type { JsonValue } from "../json-text/json-value.js";
import { parseJson } from "../json-text/parse-json.js";
import { SchemaError } from "../schema-error.js";
import { checkNesting } from "./nesting.js";
import type { Source } from "./source.js";

/** A string, which may hold what looks like a comment, or a comment. */
const STRING_OR_COMMENT = /"[^"\\]*(?:\\.[^"\\]*)*"|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;

/**
 * Reads a schema's JSON.
 *
 * @throws SchemaError where it is not JSON, or nested too deep
 */
export function readText(source: Source): JsonValue {
  const json = parse(source);
  checkNesting(json, source);
  return json;
}

function parse(source: Source): JsonValue {
  try {
    return parseJson(source.text);
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    // Avro's own parser accepts comments, so registered schemas have them. They are rare: look for them only now.
    const bare = /\/[/*]/.test(source.text) ? withoutComments(source.text) : source.text;
    if (bare !== source.text) return parseJson(bare);
    if (source.reference === undefined) throw error;
    throw new SchemaError(`in the reference ${JSON.stringify(source.reference)}: ${error.message}`, {
      position: error.position,
      expected: error.expected,
      reference: source.reference,
      cause: error,
    });
  }
}

/** The text with blanks for comments, so that every place stays where it was. */
function withoutComments(text: string): string {
  return text.replace(STRING_OR_COMMENT, (match) => (match.startsWith('"') ? match : match.replace(/[^\n]/g, " ")));
}
