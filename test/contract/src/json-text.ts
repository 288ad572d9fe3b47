import type { ResolvedSchema, SchemaFormat, TypedSchema } from "@magicbyte/registry";

/** The smallest format there is: payloads are JSON, and nothing is checked. */
export const jsonTextFormat: SchemaFormat = {
  schemaType: "JSON",
  parse: (writer: ResolvedSchema) => ({
    recordName: () => titleOf(writer.schema),
    decoder: () => ({ decode: read }),
  }),
};

/** A schema of that format, with the types of its values as the caller says. */
export function jsonText<T>(title: string): TypedSchema<T> {
  return {
    format: jsonTextFormat,
    schema: JSON.stringify({ title, type: "object" }),
    references: [],
    recordName: title,
    encoder: () => ({
      encode(value, target, offset) {
        const text = JSON.stringify(value);
        const missing = Buffer.byteLength(text) - (target.length - offset);
        return missing > 0 ? -missing : offset + target.write(text, offset);
      },
    }),
    decoder: () => ({ decode: (bytes, offset) => read(bytes, offset) as T }),
  };
}

function read(bytes: Buffer, offset: number): unknown {
  return JSON.parse(bytes.toString("utf8", offset));
}

function titleOf(schema: string): string | undefined {
  const { title } = JSON.parse(schema) as { readonly title?: string };
  return title;
}
