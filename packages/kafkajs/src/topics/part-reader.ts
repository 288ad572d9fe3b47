import {
  createDeserializer,
  type DecodeOutcome,
  DeserializationError,
  type DeserializerOptions,
  type IncomingMessage,
  MagicbyteError,
  type MessagePart,
  type MessageSchema,
  type SchemaKey,
  type SerdeClient,
  type Step,
} from "@magicbyte/registry";
import type { AnyCodec } from "./codec.js";
import { type Part, shapeOf } from "./part.js";

/** Reads the keys or the values of a topic. */
export type PartReader = {
  /** Loads the schemas of many messages: see {@link Deserializer.prefetch}. Without schemas there is nothing to load. */
  prefetch(messages: readonly IncomingMessage[]): Promise<ReadonlyMap<SchemaKey, DeserializationError>>;
  /**
   * What became of each of many messages whose schemas are loaded; a promise only where a step is asynchronous. Null
   * where it is not allowed is bad data.
   */
  decodeAll(
    messages: readonly IncomingMessage[],
  ): readonly DecodeOutcome<unknown>[] | Promise<readonly DecodeOutcome<unknown>[]>;
  /** The id and the subject of the schema that a message was written with, if it is loaded. */
  schemaOf: SchemaOf;
};

/** What is known of the schema of a message. */
type SchemaOf = (message: IncomingMessage) => { readonly id?: number; readonly subject?: string } | undefined;

/** What a reader is made of. */
export type PartReaderOptions = Pick<DeserializerOptions<MessageSchema>, "ignoreHeaders" | "maxSchemas"> & {
  readonly client: SerdeClient;
  readonly part: MessagePart;
  readonly steps?: readonly Step[] | undefined;
};

const NO_FAILURES: ReadonlyMap<SchemaKey, DeserializationError> = new Map();
const NULL: DecodeOutcome<unknown> = { ok: true, value: null };

/** Makes what reads the keys or the values of a topic. */
export function createPartReader(part: Part, options: PartReaderOptions): PartReader {
  const shape = shapeOf(part);
  switch (shape.kind) {
    case "nothing":
      return {
        prefetch: async () => NO_FAILURES,
        decodeAll: (messages) => messages.map(() => NULL),
        schemaOf: () => undefined,
      };
    case "codec":
      return codecReader(shape.codec, shape.nullable, options.part);
    case "schema": {
      const deserializer = createDeserializer({ ...options, schema: shape.schema });
      return {
        prefetch: (messages) => deserializer.prefetch(messages),
        decodeAll: shape.nullable
          ? deserializer.decodeAll
          : (messages) => {
              const outcomes = deserializer.decodeAll(messages);
              return outcomes instanceof Promise
                ? outcomes.then((settled) => refuseNull(messages, settled, options.part))
                : refuseNull(messages, outcomes, options.part);
            },
        schemaOf: ({ bytes, headers }) => (bytes === null ? undefined : deserializer.schemaOf(bytes, headers)),
      };
    }
  }
}

function codecReader(codec: AnyCodec, nullable: boolean, part: MessagePart): PartReader {
  return {
    prefetch: async () => NO_FAILURES,
    decodeAll: (messages) =>
      messages.map(({ bytes }): DecodeOutcome<unknown> => {
        if (bytes === null) return nullable ? NULL : nullNotAllowed(part);
        try {
          return { ok: true, value: codec.decode(asBuffer(bytes)) };
        } catch (error) {
          return { ok: false, error: codecFailure(codec, part, error) };
        }
      }),
    schemaOf: () => undefined,
  };
}

/** What a codec threw, as an error of ours whose kind is bad data. */
export function codecFailure(codec: AnyCodec, what: string, error: unknown): MagicbyteError {
  if (error instanceof MagicbyteError) return error;
  const words = error instanceof Error ? error.message : "see cause";
  return new DeserializationError(`the ${what} does not decode as ${codec.name}: ${words}`, { cause: error });
}

/** The bytes decide, not the value: a schema may have a null of its own, which is no tombstone. */
function refuseNull(
  messages: readonly IncomingMessage[],
  outcomes: readonly DecodeOutcome<unknown>[],
  part: MessagePart,
): readonly DecodeOutcome<unknown>[] {
  if (!messages.some(({ bytes }) => bytes === null)) return outcomes;
  return outcomes.map((outcome, index) => (messages[index]?.bytes === null ? nullNotAllowed(part) : outcome));
}

function nullNotAllowed(part: MessagePart): DecodeOutcome<unknown> {
  const what = part === "value" ? "the value is null, a tombstone" : "the key is null";
  return {
    ok: false,
    error: new DeserializationError(`${what}, and the topic does not declare it: ${part}: nullable(...)`),
  };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
