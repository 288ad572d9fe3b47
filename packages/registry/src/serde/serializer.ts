import { LRUCache } from "lru-cache";
import { UsageError } from "../errors/usage-error.js";
import type { MessageHeaders, MessagePart } from "../wire/headers.js";
import { type InputOf, isOneOf, type MessageSchema } from "./one-of.js";
import { prepareOne } from "./prepare-one.js";
import { prepareOneOf } from "./prepare-one-of.js";
import { type MessageWriter, type PreparedSerializer, preparedSerializer } from "./prepared-serializer.js";
import type { SerdeClient } from "./serde-client.js";
import { createSlab } from "./slab.js";
import type { Step } from "./step.js";
import { type SubjectStrategy, topicName, topicRecordName } from "./subject-strategy.js";
import type { Lookup } from "./write-schema.js";
import type { WriterSettings } from "./writer-settings.js";

/** What a serializer is made of. */
export type SerializerOptions<S extends MessageSchema> = {
  readonly client: SerdeClient;
  /** The schema of the values, or several by `oneOf`. */
  readonly schema: S;
  /**
   * Which half of the records is written.
   * @default "value"
   */
  readonly part?: MessagePart | undefined;
  /**
   * Under which subject the schema is registered: a strategy, or a subject's name.
   * @default topicName, as in every other client; topicRecordName for `oneOf`
   */
  readonly subject?: SubjectStrategy | string | undefined;
  /**
   * Which schema of the registry is used.
   * @default "register", so that a first run just works; use "existing" in production
   */
  readonly lookup?: Lookup | undefined;
  /** Whether the registry normalises schemas. Default: what the registry is configured for. */
  readonly normalize?: boolean | undefined;
  /**
   * Where the schema is named: by its id in front of the payload, or by its GUID in a record header (8.0).
   * @default "prefix", which every client reads
   */
  readonly schemaIdIn?: "prefix" | "header" | undefined;
  /** What is done to values and payloads on their way. */
  readonly steps?: readonly Step[] | undefined;
  /**
   * How often what was prepared with `"latest"` or `{ metadata }` is renewed.
   * @default 60_000
   */
  readonly renewMs?: number | undefined;
};

/** Where a value goes. */
export type SerializeOptions = {
  readonly topic?: string | undefined;
  /** The record's headers. The schema is added to them where `schemaIdIn` is `"header"`. */
  readonly headers?: MessageHeaders | undefined;
};

/** Turns values into bytes in the Confluent wire format. */
export type Serializer<In> = {
  /** The value's bytes. Asks the registry with the first value of a topic. `null` stays null: a tombstone. */
  serialize(value: In, options?: SerializeOptions): Promise<Buffer>;
  serialize(value: null, options?: SerializeOptions): Promise<null>;
  serialize(value: In | null, options?: SerializeOptions): Promise<Buffer | null>;
  /** Asks the registry now, once for a topic: what it gives is synchronous. */
  prepare(options?: { readonly topic?: string | undefined }): Promise<PreparedSerializer<In>>;
};

/** A serializer remembers this many topics. Beyond it, the one used least recently is prepared anew. */
const MAX_TOPICS = 1_000;

/**
 * Writes values of a schema. Make one for a schema and share it.
 *
 * @throws UsageError when the options cannot be right
 */
export function createSerializer<const S extends MessageSchema>(options: SerializerOptions<S>): Serializer<InputOf<S>> {
  const { schema } = options;
  const settings: WriterSettings = {
    client: options.client,
    part: options.part ?? "value",
    subject: options.subject ?? (isOneOf(schema) ? topicRecordName : topicName),
    lookup: options.lookup ?? "register",
    normalize: options.normalize,
    schemaIdIn: options.schemaIdIn ?? "prefix",
    steps: options.steps ?? [],
    renewMs: options.renewMs ?? 60_000,
    slab: createSlab(),
    warned: new Set(),
  };
  checkSettings(settings, isOneOf(schema));

  const ready = new LRUCache<string, MessageWriter>({ max: MAX_TOPICS });
  const pending = new Map<string, Promise<MessageWriter>>();

  function prepare(topic: string | undefined): Promise<MessageWriter> {
    const key = topic ?? "";
    const known = ready.get(key);
    if (known !== undefined) return Promise.resolve(known);
    let promise = pending.get(key);
    if (promise === undefined) {
      promise = (isOneOf(schema) ? prepareOneOf(schema, settings, topic) : prepareOne(schema, settings, topic))
        .then((writer) => {
          ready.set(key, writer);
          return writer;
        })
        .finally(() => pending.delete(key));
      pending.set(key, promise);
    }
    return promise;
  }

  async function serialize(
    value: InputOf<S> | null,
    { topic, headers }: SerializeOptions = {},
  ): Promise<Buffer | null> {
    if (value === null) return null;
    const writer = ready.get(topic ?? "") ?? (await prepare(topic));
    return writer.async ? writer.writeWaiting(value, headers) : writer.write(value, headers);
  }

  return {
    serialize: serialize as Serializer<InputOf<S>>["serialize"],
    prepare: async ({ topic } = {}) => preparedSerializer(await prepare(topic)) as PreparedSerializer<InputOf<S>>,
  };
}

function checkSettings(settings: WriterSettings, several: boolean): void {
  const { client, lookup, part, schemaIdIn, subject } = settings;
  if (client?.subjects === undefined)
    throw new UsageError("createSerializer needs a `client`: createRegistryClient({ baseUrl })");
  if (part !== "key" && part !== "value") throw new UsageError('`part` must be "key" or "value"');
  if (schemaIdIn !== "prefix" && schemaIdIn !== "header")
    throw new UsageError('`schemaIdIn` must be "prefix" or "header"');
  if (typeof lookup !== "object" && !["register", "existing", "latest"].includes(lookup)) {
    throw new UsageError('`lookup` must be "register", "existing", "latest", { id }, { version } or { metadata }');
  }
  if (several && typeof lookup === "object" && !("metadata" in lookup)) {
    throw new UsageError(
      '`lookup` by id or version names one schema, and `oneOf` has several: use "existing" or "latest"',
    );
  }
  if (several && typeof subject === "string") {
    throw new UsageError(
      "`subject` is one name, and each schema of `oneOf` needs its own: give a strategy, such as recordName",
    );
  }
}
