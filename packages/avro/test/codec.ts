import type { ResolvedReference, ResolvedSchema } from "@magicbyte/registry/serde";
import type { AnyAvroSchema, AvroSchema } from "../src/index.js";

const NO_SUFFIX = new Uint8Array(0);

/** A schema as the registry would have it. */
export function stored(schema: AnyAvroSchema | string | object): ResolvedSchema {
  const text = typeof schema === "string" ? schema : isTyped(schema) ? schema.schema : JSON.stringify(schema);
  return {
    schema: text,
    schemaType: "AVRO",
    references: [],
    dependencies: typeof schema === "object" && isTyped(schema) ? dependenciesOf(schema) : [],
  };
}

function isTyped(schema: object): schema is AnyAvroSchema {
  return "~avro" in schema;
}

function dependenciesOf(schema: Pick<AnyAvroSchema, "references">): ResolvedReference[] {
  return schema.references.flatMap(({ name, schema: referenced }) => [
    ...dependenciesOf(referenced as AnyAvroSchema),
    { name, subject: name, version: 1, schema: referenced.schema, schemaType: "AVRO", references: [] },
  ]);
}

/** The payload of a value, written with a schema of the registry: the schema itself unless another is given. */
export function encode<Out, In>(
  schema: AvroSchema<Out, In, unknown>,
  value: In,
  writer: ResolvedSchema = stored(schema as AnyAvroSchema),
): Buffer {
  const encoder = schema.encoder(writer);
  let target = Buffer.alloc(64, 0xaa);
  let end = encoder.encode(value, target, 3);
  if (end < 0) {
    target = Buffer.alloc(64 - end, 0xaa);
    end = encoder.encode(value, target, 3);
  }
  return target.subarray(3, end);
}

/** The value of a payload. */
export function decode<Out, In>(
  schema: AvroSchema<Out, In, unknown>,
  bytes: Uint8Array,
  writer: ResolvedSchema = stored(schema as AnyAvroSchema),
): Out {
  return schema.decoder(writer, NO_SUFFIX).decode(Buffer.concat([Buffer.from("xyz"), bytes]), 3);
}

/** What a function throws. */
export function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}
