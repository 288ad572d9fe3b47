import { printJson } from "../json-text/print-json.js";
import type { ParseOptions } from "../options.js";
import { readSchemaJson } from "./read-json.js";

/**
 * The canonical text of a JSON Schema, byte for byte what the registry stores: no whitespace, members in their order,
 * numbers with their trailing zeros.
 *
 * @throws SchemaError for a text that is no JSON; whether it is a schema is not asked here
 */
export function canonicalizeJsonSchema(text: string, _options: ParseOptions = {}): string {
  const json = readSchemaJson(text);
  return json === undefined ? "null" : printJson(json);
}

/** The normalised text of a JSON Schema: its canonical text with the members of every object sorted by name. */
export function normalizeJsonSchema(text: string, _options: ParseOptions = {}): string {
  const json = readSchemaJson(text);
  return json === undefined ? "null" : printJson(json, { sortMembers: true });
}
