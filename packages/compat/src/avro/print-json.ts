import type { JsonValue } from "../json-text/json-value.js";
import { jsonNumber } from "./number-text.js";

/** What cannot stand for itself in a string: everything else can, even half a surrogate pair. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const SPECIAL = /["\\\u0000-\u001f]/g;
const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\f": "\\f",
  "\r": "\\r",
};

/** A string as Jackson prints it: JSON.stringify differs in the case of hex digits, and in lone surrogates. */
export function printString(text: string): string {
  const escaped = text.replace(
    SPECIAL,
    (character) => SHORT[character] ?? `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`,
  );
  return `"${escaped}"`;
}

/** A list of strings. */
export function printStrings(strings: Iterable<string>): string {
  return `[${Array.from(strings, printString).join(",")}]`;
}

/**
 * A value as Jackson prints it, without blanks. It recurses: the nesting was limited when it was parsed.
 *
 * @param sorted Whether the members of objects are put in order of their names.
 */
export function printJson(value: JsonValue, sorted = false): string {
  switch (value.kind) {
    case "null":
      return "null";
    case "boolean":
      return String(value.value);
    case "number":
      return jsonNumber(value.lexeme);
    case "string":
      return printString(value.value);
    case "array":
      return `[${value.items.map((item) => printJson(item, sorted)).join(",")}]`;
    case "object": {
      const members = [...value.members];
      if (sorted) members.sort(([one], [other]) => (one < other ? -1 : 1));
      return `{${members.map(([name, member]) => `${printString(name)}:${printJson(member, sorted)}`).join(",")}}`;
    }
  }
}
