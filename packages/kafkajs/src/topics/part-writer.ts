import {
  createSerializer,
  type MessageHeaders,
  type MessagePart,
  type MessageSchema,
  type OutgoingMessage,
  type PreparedSerializer,
  SerializationError,
  type SerializerOptions,
} from "@magicbyte/registry";
import type { AnyCodec } from "./codec.js";
import { type Part, shapeOf } from "./part.js";

/** Writes the keys or the values of a topic; what had to be asked of the registry has been asked. */
export type PartWriter = {
  /**
   * The bytes of many values, all or none. A promise only where a step is asynchronous.
   *
   * @throws SerializationError for the first that does not fit, with its index
   */
  encodeAll(messages: readonly PartValue[]): Encoded | Promise<Encoded>;
};

/** The bytes of many values, in their order. */
type Encoded = readonly (Buffer | null)[];

/** A value to write, and the headers of its message: a schema may go into one of them. */
export type PartValue = { readonly value: unknown; readonly headers?: MessageHeaders | undefined };

/** What a writer is made of. */
export type PartWriterOptions = Omit<SerializerOptions<MessageSchema>, "schema" | "part"> & {
  readonly part: MessagePart;
  readonly topic: string;
};

/** Asks the registry what there is to ask, and gives what writes the keys or the values of a topic. */
export async function preparePartWriter(part: Part, options: PartWriterOptions): Promise<PartWriter> {
  const { topic, ...serializerOptions } = options;
  const shape = shapeOf(part);
  switch (shape.kind) {
    case "nothing":
      return { encodeAll: (messages) => messages.map(({ value }, index) => nothing(value, options, index)) };
    case "codec":
      return codecWriter(shape.codec, shape.nullable, options);
    case "schema": {
      const prepared = await createSerializer({ ...serializerOptions, schema: shape.schema }).prepare({ topic });
      return schemaWriter(prepared, shape.nullable, options);
    }
  }
}

function schemaWriter(prepared: PreparedSerializer<unknown>, nullable: boolean, place: PartWriterOptions): PartWriter {
  return {
    encodeAll(messages) {
      messages.forEach(({ value }, index) => {
        if (value === undefined || (value === null && !nullable)) throw missing(value, nullable, place, index);
      });
      return prepared.encodeAll(messages as readonly OutgoingMessage<unknown>[]);
    },
  };
}

function codecWriter(codec: AnyCodec, nullable: boolean, place: PartWriterOptions): PartWriter {
  const { topic, part } = place;
  return {
    encodeAll: (messages) =>
      messages.map(({ value }, index) => {
        if (value === null && nullable) return null;
        if (value === undefined || value === null) throw missing(value, nullable, place, index);
        try {
          return codec.encode(value as never);
        } catch (error) {
          throw SerializationError.from(error, { topic, part, index });
        }
      }),
  };
}

function nothing(value: unknown, { topic, part }: PartWriterOptions, index: number): null {
  if (value === null || value === undefined) return null;
  const issue = { path: "", expected: `nothing: the topic's ${part} is declared as \`none\``, actual: typeof value };
  throw SerializationError.from(SerializationError.forIssues([issue]), { topic, part, index });
}

function missing(value: null | undefined, nullable: boolean, place: PartWriterOptions, index: number) {
  const { topic, part } = place;
  const what = part === "value" && value === null ? "null, which is a tombstone" : String(value);
  const remedy = nullable ? "null where there is none" : `declare ${part}: nullable(...) for null`;
  return SerializationError.from(
    SerializationError.forIssues([{ path: "", expected: `a ${part} (${remedy})`, actual: what }]),
    { topic, part, index },
  );
}
