import { deserializeChannel } from "../diagnostics/channels.js";
import { DeserializationError } from "../errors/deserialization-error.js";
import { MagicbyteError } from "../errors/magicbyte-error.js";
import { UsageError } from "../errors/usage-error.js";
import { GUID_MAGIC_BYTE, ID_FRAME_LENGTH, readFrame, readSchemaId } from "../wire/frame.js";
import { type MessageHeaders, readSchemaIdHeader } from "../wire/headers.js";
import type {
  DecodeOutcome,
  DeserializeOptions,
  Deserializer,
  DeserializerOptions,
  IncomingMessage,
  UntypedDeserializerOptions,
} from "./deserializer-types.js";
import { failureKind } from "./failure-kind-of.js";
import type { MessageSchema, OutputOf } from "./one-of.js";
import type { Reader } from "./reader.js";
import { createReaderStore, type SchemaKey, schemaOf } from "./reader-store.js";

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
    issues: error instanceof DeserializationError ? error.issues : undefined,
    cause: error,
  });
}

/** A view of the same memory: codecs want a Buffer, and Kafka clients give one. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
