import { SerializationError } from "../../src/errors/serialization-error.js";
import { describeValue } from "../../src/errors/value-issue.js";
import type { SchemaFormat, TypedSchema } from "../../src/serde/typed-schema.js";

/** JSON with the one check that its schema's `required` members are there: enough for what is tested with it. */
export const jsonFormat: SchemaFormat = {
  schemaType: "JSON",
  parse: ({ schema }) => ({
    recordName: () => (JSON.parse(schema) as { title?: string }).title,
    decoder: () => ({ decode: parse }),
  }),
};

/** A schema whose values are objects. */
export function jsonSchema<T extends object>(schema: {
  readonly title?: string;
  readonly required?: readonly string[];
}): TypedSchema<T> {
  return {
    format: jsonFormat,
    schema: JSON.stringify(schema),
    references: [],
    recordName: schema.title,
    encoder: () => ({
      encode(value, target, offset) {
        if (typeof value !== "object")
          throw SerializationError.forIssues([{ path: "", expected: "object", actual: describeValue(value) }]);
        const missing = (schema.required ?? []).filter((name) => !(name in value));
        if (missing.length > 0) {
          throw SerializationError.forIssues(
            missing.map((path) => ({ path, expected: "a value", actual: "undefined" })),
          );
        }
        const text = JSON.stringify(value);
        const length = Buffer.byteLength(text);
        if (offset + length > target.length) return target.length - offset - length;
        return offset + target.write(text, offset);
      },
    }),
    decoder: () => ({ decode: (bytes, offset) => parse(bytes, offset) as T }),
  };
}

function parse(bytes: Buffer, offset: number): unknown {
  return JSON.parse(bytes.toString("utf8", offset));
}
