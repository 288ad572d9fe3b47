import avro from "avsc";
import type { ResolvedSchema } from "../../src/client/resolve.js";
import { SerializationError } from "../../src/errors/serialization-error.js";
import { describeValue, type ValueIssue } from "../../src/errors/value-issue.js";
import type { Decoder, Encoder, SchemaFormat, TypedReference, TypedSchema } from "../../src/serde/typed-schema.js";

/** Avro over avsc, as small as it can be: it proves that the seam carries a format that resolves schemas. */
export const avscFormat: SchemaFormat = {
  schemaType: "AVRO",
  parse(writer) {
    const type = parseWriter(writer);
    return { recordName: () => nameOf(type), decoder: () => decoderOf(type, undefined) };
  },
};

/** A schema literal with the references it uses. */
export function avscSchema<Out, In = Out>(
  schema: avro.Schema,
  references: readonly TypedReference[] = [],
): TypedSchema<Out, In> {
  const registry = {};
  for (const { schema: text } of referencesInOrder(references))
    avro.Type.forSchema(JSON.parse(text) as avro.Schema, { registry });
  const own = avro.Type.forSchema(schema, { registry });
  const text = JSON.stringify(schema);
  return {
    format: avscFormat,
    schema: text,
    references,
    recordName: nameOf(own),
    encoder: (writer) => encoderOf(writer.schema === text ? own : parseWriter(writer)),
    decoder(writer) {
      if (writer.schema === text) return decoderOf(own, undefined);
      const type = parseWriter(writer);
      return decoderOf(own, own.createResolver(type));
    },
  };
}

function encoderOf<In>(type: avro.Type): Encoder<In> {
  return {
    encode(value, target, offset) {
      try {
        return (type as unknown as { encode(value: unknown, target: Buffer, offset: number): number }).encode(
          value,
          target,
          offset,
        );
      } catch (error) {
        throw SerializationError.forIssues(issuesOf(type, value), error);
      }
    },
  };
}

function issuesOf(type: avro.Type, value: unknown): ValueIssue[] {
  const issues: ValueIssue[] = [];
  type.isValid(value, {
    errorHook: (path: string[], wrong: unknown, expected: avro.Type) => {
      issues.push({ path: path.join("."), expected: expected.typeName, actual: describeValue(wrong) });
    },
  });
  return issues;
}

function decoderOf<Out>(type: avro.Type, resolver: unknown): Decoder<Out> {
  return {
    decode(bytes, offset) {
      const { value, offset: end } = (
        type as unknown as { decode(bytes: Buffer, offset: number, resolver: unknown): { value: Out; offset: number } }
      ).decode(bytes, offset, resolver);
      if (end < 0) throw new Error("the payload ends too early");
      return value;
    },
  };
}

function parseWriter(writer: ResolvedSchema): avro.Type {
  const registry = {};
  for (const { schema } of writer.dependencies) avro.Type.forSchema(JSON.parse(schema) as avro.Schema, { registry });
  return avro.Type.forSchema(JSON.parse(writer.schema) as avro.Schema, { registry });
}

/** Those that others need first; one that is reached in two ways stands once. */
function referencesInOrder(references: readonly TypedReference[]): ReadonlySet<TypedSchema<unknown, never>> {
  return new Set(references.flatMap(({ schema }) => [...referencesInOrder(schema.references), schema]));
}

/** The types of avsc leave the name out. */
function nameOf(type: avro.Type): string | undefined {
  return (type as avro.Type & { readonly name?: string }).name;
}
