// A format of your own: what the registry package needs to know to carry any kind of payload. The packages for
// Avro, JSON Schema and Protobuf do the same with real codecs and validation.
import { SerializationError } from "@magicbyte/registry/serde";

/** @type {import("@magicbyte/registry").SchemaFormat} */
const plainJsonFormat = {
  schemaType: "JSON",
  parse: (writer) => ({
    recordName: () => JSON.parse(writer.schema).title,
    decoder: () => ({ decode: (bytes, offset) => JSON.parse(bytes.toString("utf8", offset)) }),
  }),
};

/**
 * A schema of objects whose `required` members are checked when writing, and whose `default`s are filled in when reading.
 *
 * @template {object} T
 * @param {{ title: string, required?: string[], properties: Record<string, { type: string, default?: unknown }> }} schema
 * @returns {import("@magicbyte/registry").TypedSchema<T, Partial<T>>}
 */
export function plainJson(schema) {
  const defaults = Object.fromEntries(
    Object.entries(schema.properties).flatMap(([name, { default: value }]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
  return {
    format: plainJsonFormat,
    schema: JSON.stringify(schema),
    references: [],
    recordName: schema.title,
    encoder: () => ({
      encode(value, target, offset) {
        const missing = (schema.required ?? []).filter((name) => !(name in value));
        if (missing.length > 0) {
          throw SerializationError.forIssues(
            missing.map((path) => ({ path, expected: "a value", actual: "undefined" })),
          );
        }
        const text = JSON.stringify(value);
        const length = Buffer.byteLength(text);
        const room = target.length - offset;
        return length > room ? room - length : offset + target.write(text, offset);
      },
    }),
    decoder: () => ({ decode: (bytes, offset) => ({ ...defaults, ...JSON.parse(bytes.toString("utf8", offset)) }) }),
  };
}
