import type { ResolvedSchema } from "../client/resolve.js";
import { DeserializationError } from "../errors/deserialization-error.js";
import { UsageError } from "../errors/usage-error.js";
import type { MessagePart } from "../wire/headers.js";
import { isOneOf, type MessageSchema, type OneOf } from "./one-of.js";
import { createReader, type DecoderMaker, type Reader } from "./reader.js";
import { checkRules } from "./rules.js";
import type { Step } from "./step.js";
import type { AnyTypedSchema, Decoder, SchemaFormat } from "./typed-schema.js";

/** What readers are made with. */
export type ReaderSettings = {
  /** The reader's own schema; undefined: messages are read as they were written. */
  readonly schema: MessageSchema | undefined;
  readonly formats: readonly SchemaFormat[];
  readonly steps: readonly Step[];
  readonly part: MessagePart;
};

/**
 * Makes the reader for a writer's schema. This is the one place where a schema's type decides anything: it picks the
 * format out of those that the caller gave.
 */
export function createReaderFactory(settings: ReaderSettings): (writer: ResolvedSchema) => Reader {
  const { schema, steps, part } = settings;
  const formats = new Map(formatsOf(settings).map((format) => [format.schemaType, format]));
  if (formats.size === 0) {
    throw new UsageError(
      "createDeserializer needs a `schema` to read into, or `formats` to read what was written: formats: [avroFormat()]",
    );
  }
  const maker = makerFor(schema);
  const warned = new Set<string>();

  return (writer) => {
    const format = formats.get(writer.schemaType);
    if (format === undefined) {
      const known = [...formats.keys()].join(", ");
      throw new DeserializationError(
        schema === undefined
          ? `it is of type ${writer.schemaType}, and \`formats\` has ${known}: add that format to read it`
          : `it is of type ${writer.schemaType}, and the reader's schema of type ${known}`,
      );
    }
    checkRules(writer, "read", steps, warned);
    return createReader(writer, format, maker(format, writer), steps, part);
  };
}

function formatsOf({ schema, formats }: ReaderSettings): readonly SchemaFormat[] {
  if (schema === undefined) return formats;
  return isOneOf(schema) ? Object.values(schema.variants).map((variant) => variant.format) : [schema.format];
}

type MakerFor = (format: SchemaFormat, writer: ResolvedSchema) => DecoderMaker;

function makerFor(schema: MessageSchema | undefined): MakerFor {
  if (schema === undefined) return untyped;
  if (isOneOf(schema)) return chosenByRecordName(schema);
  return () => (writer, suffix) => schema.decoder(writer, suffix);
}

const untyped: MakerFor = (format, writer) => {
  const parsed = format.parse(writer);
  return (_, suffix) => parsed.decoder(suffix);
};

function chosenByRecordName({ variants }: OneOf): MakerFor {
  const byRecordName = new Map(
    Object.entries(variants).map(([type, variant]) => [variant.recordName, { type, variant }]),
  );
  return (format, writer) => {
    const parsed = format.parse(writer);
    return (_, suffix) => {
      const name = parsed.recordName(suffix);
      const chosen = byRecordName.get(name);
      if (chosen === undefined) {
        throw new DeserializationError(
          `it is ${name === undefined ? "no record" : `the record ${name}`}, and none of ${[...byRecordName.keys()].join(", ")}`,
        );
      }
      return tagged(chosen.type, chosen.variant.decoder(writer, suffix));
    };
  };
}

function tagged(type: string, decoder: ReturnType<AnyTypedSchema["decoder"]>): Decoder<unknown> {
  return { decode: (bytes, offset) => ({ type, value: decoder.decode(bytes, offset) }) };
}
