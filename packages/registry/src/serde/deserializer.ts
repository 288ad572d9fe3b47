import type { ResolvedSchema } from "../client/resolve.js";
import { deserializeChannel } from "../diagnostics/channels.js";
import { DeserializationError, type DeserializationPlace } from "../errors/deserialization-error.js";
import { MagicbyteError } from "../errors/magicbyte-error.js";
import { UsageError } from "../errors/usage-error.js";
import { GUID_MAGIC_BYTE, ID_FRAME_LENGTH, readFrame, readSchemaId } from "../wire/frame.js";
import { type MessageHeaders, type MessagePart, readSchemaIdHeader } from "../wire/headers.js";
import { failureKind } from "./failure-kind-of.js";
import type { MessageSchema, OutputOf } from "./one-of.js";
import type { Reader } from "./reader.js";
import { createReaderStore, type SchemaKey, schemaOf } from "./reader-store.js";
import type { SerdeClient } from "./serde-client.js";
import type { Step } from "./step.js";
import type { SchemaFormat } from "./typed-schema.js";

type CommonOptions = {
  readonly client: SerdeClient;
  /**
   * Which half of the records is read.
   * @default "value"
   */
  readonly part?: MessagePart | undefined;
  /**
   * Whether the schema is looked for in the payload only, even when a header names one.
   * @default false: a header comes first, as in Java
   */
  readonly ignoreHeaders?: boolean | undefined;
  /** What is done to payloads and values on their way, in the order in which it was done when writing. */
  readonly steps?: readonly Step[] | undefined;
  /**
   * How many schemas are kept ready for `decode`. More than that in one batch do not fit.
   * @default 10_000
   */
  readonly maxSchemas?: number | undefined;
};

/** What a deserializer that reads into a schema is made of. */
export type DeserializerOptions<S extends MessageSchema> = CommonOptions & {
  /** The schema to read into, whatever version was written; or several, by `oneOf`. */
  readonly schema: S;
  readonly formats?: undefined;
};

/** What a deserializer that reads messages as they were written is made of. */
export type UntypedDeserializerOptions = CommonOptions & {
  readonly schema?: undefined;
  /** The formats to understand. */
  readonly formats: readonly SchemaFormat[];
};

/** Where bytes came from: for errors, and for headers that name the schema. */
export type DeserializeOptions = Omit<DeserializationPlace, "schemaId" | "guid"> & {
  readonly headers?: MessageHeaders | undefined;
};

/** A message to read: its bytes, and its headers where it has some. */
export type IncomingMessage = { readonly bytes: Uint8Array | null; readonly headers?: MessageHeaders | undefined };

/** What became of one message of many. */
export type DecodeOutcome<Out> =
  | { readonly ok: true; readonly value: Out | null }
  | { readonly ok: false; readonly error: MagicbyteError };

/** Turns bytes in the Confluent wire format into values. */
export type Deserializer<Out> = {
  /**
   * The value of a message. Asks the registry for a schema it has not seen. `null` stays null: a tombstone.
   *
   * @throws WireFormatError when the bytes are not framed
   * @throws DeserializationError, whose `kind` says whether the message or the registry is at fault
   */
  deserialize(bytes: Uint8Array, options?: DeserializeOptions): Promise<Out>;
  deserialize(bytes: null, options?: DeserializeOptions): Promise<null>;
  deserialize(bytes: Uint8Array | null, options?: DeserializeOptions): Promise<Out | null>;
  /**
   * Loads the schemas of many messages, each once and all in parallel, and returns those that could not be loaded,
   * with the reason. Never rejects for one of them; `decode` then throws it. What failed is tried again next time.
   */
  prefetch(
    messages: Iterable<Uint8Array | IncomingMessage | null>,
  ): Promise<ReadonlyMap<SchemaKey, DeserializationError>>;
  /**
   * The value of a message whose schema is loaded: synchronous.
   *
   * @throws SchemaNotLoadedError when it is not; otherwise as `deserialize` does
   */
  decode(bytes: Uint8Array, headers?: MessageHeaders): Out;
  decode(bytes: null, headers?: MessageHeaders): null;
  decode(bytes: Uint8Array | null, headers?: MessageHeaders): Out | null;
  /** What became of each of many messages whose schemas are loaded. A promise only where a step is asynchronous. */
  decodeAll(
    messages: readonly IncomingMessage[],
  ): readonly DecodeOutcome<Out>[] | Promise<readonly DecodeOutcome<Out>[]>;
  /** The schema that a message was written with, metadata and rules included, if it is loaded. */
  schemaOf(bytes: Uint8Array, headers?: MessageHeaders): ResolvedSchema | undefined;
  /** Forgets every schema: for tests whose registry starts anew. */
  clear(): void;
};

/** Where the parts of a message are: the schema's key and suffix in `frame`, the payload in the message itself. */
type Located = {
  readonly key: SchemaKey;
  readonly frame: Uint8Array;
  readonly suffixOffset: number;
  readonly payloadOffset: number;
};

/**
 * Reads messages into a schema (`schema`), or as they were written (`formats`). Make one and share it.
 *
 * @throws UsageError when the options cannot be right
 */
export function createDeserializer<const S extends MessageSchema>(
  options: DeserializerOptions<S>,
): Deserializer<OutputOf<S>>;
export function createDeserializer(options: UntypedDeserializerOptions): Deserializer<unknown>;
export function createDeserializer(
  options: DeserializerOptions<MessageSchema> | UntypedDeserializerOptions,
): Deserializer<unknown> {
  const { client, part = "value", ignoreHeaders = false } = options;
  if (client?.schemas === undefined)
    throw new UsageError("createDeserializer needs a `client`: createRegistryClient({ baseUrl })");
  const settings = { schema: options.schema, formats: options.formats ?? [], steps: options.steps ?? [], part };
  const store = createReaderStore(client, settings, options.maxSchemas ?? 10_000);
  /** Most messages are of the schema of the one before: that is found without a look-up. */
  let lastId = -1;
  let lastReader: Reader | undefined;

  function headerOf(headers: MessageHeaders | undefined): Uint8Array | undefined {
    return headers === undefined || ignoreHeaders ? undefined : readSchemaIdHeader(headers, part);
  }

  function locate(message: Uint8Array, header: Uint8Array | undefined): Located {
    const frame = header ?? message;
    const { schemaId, guid, payloadOffset } = readFrame(frame);
    return {
      key: schemaId ?? guid ?? "",
      frame,
      suffixOffset: payloadOffset,
      payloadOffset: header === undefined ? payloadOffset : 0,
    };
  }

  function read(
    reader: Reader,
    { key, frame, suffixOffset, payloadOffset }: Located,
    bytes: Buffer,
    headers: MessageHeaders | undefined,
  ) {
    try {
      const value = reader.read(bytes, payloadOffset, frame, suffixOffset, headers);
      return value instanceof Promise
        ? value.catch((error: unknown) => Promise.reject(readFailure(key, error)))
        : value;
    } catch (error) {
      throw readFailure(key, error);
    }
  }

  function decodeUnobserved(message: Uint8Array, headers: MessageHeaders | undefined): unknown {
    const bytes = asBuffer(message);
    // Most records have headers, and few a schema among them.
    const header = headerOf(headers);
    if (header !== undefined || bytes[0] === GUID_MAGIC_BYTE) {
      const located = locate(bytes, header);
      return read(synchronous(store.get(located.key)), located, bytes, headers);
    }
    const id = readSchemaId(bytes);
    if (id !== lastId || lastReader === undefined) {
      lastReader = synchronous(store.get(id));
      lastId = id;
    }
    try {
      return lastReader.read(bytes, ID_FRAME_LENGTH, bytes, ID_FRAME_LENGTH, headers);
    } catch (error) {
      throw readFailure(id, error);
    }
  }

  function decode(message: Uint8Array | null, headers?: MessageHeaders): unknown {
    if (message === null) return null;
    if (!deserializeChannel.hasSubscribers) return decodeUnobserved(message, headers);
    const publish = observe(message, headers);
    try {
      const value = decodeUnobserved(message, headers);
      publish(undefined);
      return value;
    } catch (error) {
      publish(error);
      throw error;
    }
  }

  async function decodeWaiting(
    message: Uint8Array | null,
    headers: MessageHeaders | undefined,
    load: boolean,
  ): Promise<unknown> {
    if (message === null) return null;
    const publish = deserializeChannel.hasSubscribers ? observe(message, headers) : undefined;
    try {
      const bytes = asBuffer(message);
      const located = locate(bytes, headerOf(headers));
      const reader = store.peek(located.key) ?? (load ? await store.load(located.key) : store.get(located.key));
      const value = await read(reader, located, bytes, headers);
      publish?.(undefined);
      return value;
    } catch (error) {
      publish?.(error);
      throw error;
    }
  }

  function observe(message: Uint8Array, headers: MessageHeaders | undefined) {
    const started = performance.now();
    return (error: unknown) => {
      const schema = keyOf(message, headers);
      const durationMs = performance.now() - started;
      deserializeChannel.publish({ part, schema, bytes: message.length, durationMs, error });
    };
  }

  function keyOf(message: Uint8Array, headers: MessageHeaders | undefined): SchemaKey | undefined {
    try {
      return locate(message, headerOf(headers)).key;
    } catch {
      return undefined;
    }
  }

  async function prefetch(messages: Iterable<Uint8Array | IncomingMessage | null>) {
    const keys = new Set<SchemaKey>();
    for (const message of messages) {
      const { bytes, headers } =
        message === null || message instanceof Uint8Array ? { bytes: message, headers: undefined } : message;
      // What is not framed has no schema to load: decode() says so.
      const key = bytes === null ? undefined : keyOf(bytes, headers);
      if (key !== undefined && store.peek(key) === undefined) keys.add(key);
    }
    const failures = new Map<SchemaKey, DeserializationError>();
    const load = (key: SchemaKey) =>
      store.load(key).catch((error: unknown) => {
        if (!(error instanceof DeserializationError)) throw error;
        failures.set(key, error);
      });
    await Promise.all([...keys].map(load));
    return failures;
  }

  function decodeAll(messages: readonly IncomingMessage[]) {
    const needsWaiting = messages.some(({ bytes, headers }) => {
      const key = bytes === null ? undefined : keyOf(bytes, headers);
      return key !== undefined && store.peek(key)?.async === true;
    });
    if (needsWaiting) {
      return Promise.all(
        messages.map(({ bytes, headers }) => decodeWaiting(bytes, headers, false).then(success, failure)),
      );
    }
    return messages.map(({ bytes, headers }) => {
      try {
        return success(decode(bytes, headers));
      } catch (error) {
        return failure(error);
      }
    });
  }

  return {
    async deserialize(bytes: Uint8Array | null, { headers, ...place }: DeserializeOptions = {}) {
      try {
        return await decodeWaiting(bytes, headers, true);
      } catch (error) {
        throw error instanceof DeserializationError ? error.at(place) : error;
      }
    },
    prefetch,
    decode,
    decodeAll,
    schemaOf(bytes, headers) {
      const key = keyOf(bytes, headers);
      return key === undefined ? undefined : store.peek(key)?.schema;
    },
    clear() {
      store.clear();
      lastId = -1;
      lastReader = undefined;
    },
  } as Deserializer<unknown>;
}

function synchronous(reader: Reader): Reader {
  if (!reader.async) return reader;
  throw new UsageError(
    "a step is asynchronous: use deserialize() or decodeAll(), which wait for it, in place of decode()",
  );
}

function success<Out>(value: Out | null): DecodeOutcome<Out> {
  return { ok: true, value };
}

function failure(error: unknown): { readonly ok: false; readonly error: MagicbyteError } {
  if (error instanceof MagicbyteError) return { ok: false, error };
  throw error;
}

/** What a codec or a step threw, with the schema it happened with. */
function readFailure(key: SchemaKey, error: unknown): unknown {
  if (error instanceof UsageError) return error;
  // The message indexes belong to the frame: what is wrong with them is said by an error of the frame.
  if (error instanceof MagicbyteError && error.code === "MAGICBYTE_WIRE_FORMAT") return error;
  const words = error instanceof Error ? error.message : "see cause";
  return new DeserializationError(`the message does not decode with schema ${key}: ${words}`, {
    kind: failureKind(error) ?? "bad-data",
    ...schemaOf(key),
    cause: error,
  });
}

/** A view of the same memory: codecs want a Buffer, and Kafka clients give one. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
