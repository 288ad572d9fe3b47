import type { ParseOptions } from "../options.js";
import { SchemaError } from "../schema-error.js";
import { type Dialect, dialectOf } from "./dialect.js";
import { createDocuments } from "./documents.js";
import { loadSchema } from "./load-schema.js";
import type { Schema } from "./model.js";
import { describe, fail } from "./place.js";
import { readSchemaJson } from "./read-json.js";

/** A schema that was parsed: what is compared. */
export type JsonSchema = {
  readonly text: string;
  readonly dialect: Dialect;
  /** The object model of the reference. It may contain itself: references are links, not copies. */
  readonly schema: Schema;
};

/**
 * Parses a JSON Schema and all that it references.
 *
 * @throws SchemaError with line, column and pointer for what the registry would not take: text that is no JSON, an
 * unknown type, a keyword of the wrong type, a bad regular expression, a `$ref` that leads nowhere
 */
export function parseJsonSchema(text: string, options: ParseOptions = {}): JsonSchema {
  const json = readSchemaJson(text);
  if (json === undefined)
    throw new SchemaError("expected a schema: an object or a boolean, found an empty text", {
      expected: "a schema: an object or a boolean",
      position: { line: 1, column: 1 },
      pointer: "",
    });
  const dialect = dialectOf(json);
  const documents = createDocuments(json, text, options.references ?? {}, dialect);
  const { place } = documents.root;
  if (json.kind === "boolean")
    return {
      text,
      dialect,
      schema: { kind: json.value ? "true" : "false", document: place.document, offset: json.offset },
    };
  if (json.kind !== "object") return fail(place, json, "a schema: an object or a boolean", describe(json));
  const schema = loadSchema(documents, dialect);
  if (options.strict !== false && schema.kind === "object")
    for (const [name, property] of schema.properties)
      if (name.startsWith("$$"))
        return fail(place, { kind: "null", offset: property.offset }, "no property whose name starts with $$", name);
  return { text, dialect, schema };
}
