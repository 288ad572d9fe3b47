import type { JsonValue } from "../json-text/json-value.js";
import { printJson as printJsonText } from "../json-text/print-json.js";
import { printString } from "../json-text/print-string.js";
import { jsonNumber } from "./number-text.js";

/** A list of strings. */
export function printStrings(strings: Iterable<string>): string {
  return `[${Array.from(strings, printString).join(",")}]`;
}

/** A value without blanks, its numbers as Avro's own parser reads them. */
export function printJson(value: JsonValue, sortMembers = false): string {
  return printJsonText(value, { sortMembers, number: jsonNumber });
}
