import type { ResolvedSchema, SchemaFormat, TypedSchema } from "@magicbyte/registry";
import { describeValue, SerializationError, type ValueIssue } from "@magicbyte/registry/serde";
import avro from "avsc";

type Codec = {
  encode(value: unknown, target: Buffer, offset: number): number;
  decode(bytes: Buffer, offset: number, resolver?: unknown): { value: unknown; offset: number };
};

/** Avro for the tests of a package that imports no format. */
const avscFormat: SchemaFormat = {
  schemaType: "AVRO",
  parse(writer) {
    const type = typeOf(writer);
    return { recordName: () => nameOf(type), decoder: () => decoderOf(type, undefined) };
  },
};

/** A typed schema of an Avro schema without references. */
export function avscSchema<Out, In = Out>(schema: avro.Schema): TypedSchema<Out, In> {
  const own = avro.Type.forSchema(schema);
  const text = JSON.stringify(schema);
  return {
    format: avscFormat,
    schema: text,
    references: [],
    recordName: nameOf(own),
    encoder(writer) {
      const type = writer.schema === text ? own : typeOf(writer);
      return {
        encode(value, target, offset) {
          try {
            return codecOf(type).encode(value, target, offset);
          } catch (error) {
            throw SerializationError.forIssues(issuesOf(type, value), error);
          }
        },
      };
    },
    decoder(writer) {
      if (writer.schema === text) return decoderOf<Out>(own, undefined);
      return decoderOf<Out>(own, own.createResolver(typeOf(writer)));
    },
  };
}

function decoderOf<Out>(type: avro.Type, resolver: unknown) {
  return {
    decode(bytes: Buffer, offset: number) {
      const { value, offset: end } = codecOf(type).decode(bytes, offset, resolver);
      if (end < 0) throw new Error("the payload ends too early");
      return value as Out;
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

function typeOf(writer: ResolvedSchema): avro.Type {
  return avro.Type.forSchema(JSON.parse(writer.schema) as avro.Schema);
}

/** The types of avsc leave these methods and the name out. */
function codecOf(type: avro.Type): Codec {
  return type as unknown as Codec;
}

function nameOf(type: avro.Type): string | undefined {
  return (type as avro.Type & { readonly name?: string }).name;
}
