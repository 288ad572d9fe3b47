import {
  DeserializationError,
  type ResolvedSchema,
  SerializationError,
  type TypedSchema,
} from "@magicbyte/registry/serde";

/** A schema as the registry gives it. */
export function writerOf(schema: string, dependencies: Readonly<Record<string, string>> = {}): ResolvedSchema {
  return {
    schema,
    schemaType: "JSON",
    references: [],
    dependencies: Object.entries(dependencies).map(([name, text]) => ({
      name,
      subject: name,
      version: 1,
      schema: text,
      schemaType: "JSON",
      references: [],
    })),
  };
}

/** Writes a value with its own schema, and gives the text. */
export function write<In>(schema: TypedSchema<unknown, In>, value: In, writer = writerOf(schema.schema)): string {
  const target = Buffer.alloc(100_000);
  const end = schema.encoder(writer).encode(value, target, 3);
  if (end < 0) throw new Error(`${-end} bytes are missing`);
  return target.toString("utf8", 3, end);
}

/** Reads a text, or bytes, that stand behind something else. */
export function read<Out>(
  schema: TypedSchema<Out, never>,
  payload: string | Buffer,
  writer = writerOf(schema.schema),
): Out {
  const bytes = Buffer.concat([Buffer.from([0xff]), Buffer.from(payload)]);
  return schema.decoder(writer, new Uint8Array()).decode(bytes, 1);
}

/** What is wrong with a value, as `path: expected, actual`. */
export function issuesOf(act: () => unknown): string[] {
  try {
    act();
  } catch (error) {
    if (error instanceof SerializationError || error instanceof DeserializationError) {
      return error.issues.map(({ path, expected, actual }) => `${path}: ${expected}, ${actual}`);
    }
    throw error;
  }
  throw new Error("nothing is wrong with it");
}

/** The error that something throws. */
export function errorOf(act: () => unknown): Error {
  try {
    act();
  } catch (error) {
    return error as Error;
  }
  throw new Error("it does not throw");
}
