import type { AnyTypedSchema, ResolvedReference, ResolvedSchema, TypedReference } from "@magicbyte/registry/serde";

/** A schema as the registry gives it back, with all that it references. */
export function resolved(schema: AnyTypedSchema, text: string = schema.schema): ResolvedSchema {
  const dependencies = new Map<string, ResolvedReference>();
  const visit = (references: readonly TypedReference[]) => {
    for (const { name, subject = name, schema: one } of references) {
      visit(one.references);
      dependencies.set(name, {
        name,
        subject,
        version: 1,
        schema: one.schema,
        schemaType: "PROTOBUF",
        references: [],
      });
    }
  };
  visit(schema.references);
  return writtenWith(text, [...dependencies.values()]);
}

/** A text of the registry's. */
export function writtenWith(schema: string, dependencies: readonly ResolvedReference[] = []): ResolvedSchema {
  return { schema, schemaType: "PROTOBUF", references: [], dependencies };
}

/** A text that others import. */
export function imported(name: string, schema: string): ResolvedReference {
  return { name, subject: name, version: 1, schema, schemaType: "PROTOBUF", references: [] };
}

/** What a schema writes, without a frame. */
export function payloadOf<In>(
  schema: { encoder(writer: ResolvedSchema): { encode(value: In, target: Buffer, offset: number): number } },
  writer: ResolvedSchema,
  value: In,
): Buffer {
  const encoder = schema.encoder(writer);
  let target = Buffer.alloc(64);
  for (;;) {
    const end = encoder.encode(value, target, 0);
    if (end >= 0) return target.subarray(0, end);
    target = Buffer.alloc(target.length - end);
  }
}
