import type { ResolvedSchema } from "../client/resolve.js";
import type { DeserializationError, DeserializationPlace } from "../errors/deserialization-error.js";
import type { MagicbyteError } from "../errors/magicbyte-error.js";
import type { MessageHeaders, MessagePart } from "../wire/headers.js";
import type { MessageSchema } from "./one-of.js";
import type { SchemaKey } from "./reader-store.js";
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
