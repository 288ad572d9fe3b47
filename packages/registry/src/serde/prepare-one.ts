import { serializeChannel } from "../diagnostics/channels.js";
import { SerializationError } from "../errors/serialization-error.js";
import { UsageError } from "../errors/usage-error.js";
import type { MessageHeaders } from "../wire/headers.js";
import type { MessageWriter } from "./prepared-serializer.js";
import { createRenewal } from "./renewal.js";
import { checkRules } from "./rules.js";
import type { AnyTypedSchema } from "./typed-schema.js";
import { findWriteSchema, isRenewable } from "./write-schema.js";
import { createWriter, type WritableSchema } from "./writer.js";
import type { WriterSettings } from "./writer-settings.js";

/** Prepares the writing of one schema to one topic. */
export async function prepareOne(
  schema: AnyTypedSchema,
  settings: WriterSettings,
  topic: string | undefined,
): Promise<MessageWriter> {
  const { client, part, steps, slab } = settings;
  const inHeader = settings.schemaIdIn === "header";
  const subject = await subjectOf(schema, settings, topic);

  async function find(fresh: boolean): Promise<WritableSchema> {
    const found = await findWriteSchema({ ...settings, schema, subject, fresh });
    return inHeader && found.guid === undefined ? { ...found, guid: await guidOf(found.id) } : found;
  }

  async function guidOf(id: number): Promise<string> {
    // With a subject it is another entry of the cache: the one without may hold an answer that lacks the GUID.
    const { guid } = await client.schemas.byId(id, { subject });
    if (guid === undefined) {
      throw new UsageError('this registry gives no GUIDs (Confluent does since 8.0): write with schemaIdIn: "prefix"');
    }
    return guid;
  }

  function writerFor(found: WritableSchema) {
    checkRules(found, "write", steps, settings.warned);
    return createWriter({ typed: schema, found, part, subject, topic, inHeader, steps, slab });
  }

  let writer = writerFor(await find(false));
  const renewal = isRenewable(settings.lookup)
    ? createRenewal(settings.renewMs, async () => {
        if (client.closed) return;
        const found = await find(true);
        if (found.id !== writer.schemaId) writer = writerFor(found);
      })
    : undefined;

  function write(value: unknown, headers: MessageHeaders | undefined, index: number | undefined): Buffer {
    return serializeChannel.hasSubscribers
      ? writeObserved(value, headers, index)
      : writeUnobserved(value, headers, index);
  }

  function writeUnobserved(value: unknown, headers: MessageHeaders | undefined, index: number | undefined): Buffer {
    renewal?.touch();
    try {
      return writer.writeNow(value, headers);
    } catch (error) {
      throw located(error, index);
    }
  }

  function writeObserved(value: unknown, headers: MessageHeaders | undefined, index: number | undefined): Buffer {
    const publish = observe();
    try {
      const frame = writeUnobserved(value, headers, index);
      publish(frame.length, undefined);
      return frame;
    } catch (error) {
      publish(0, error);
      throw error;
    }
  }

  async function writeWaiting(
    value: unknown,
    headers: MessageHeaders | undefined,
    index: number | undefined,
  ): Promise<Buffer> {
    renewal?.touch();
    const publish = serializeChannel.hasSubscribers ? observe() : undefined;
    try {
      const frame = await writer.write(value, headers);
      publish?.(frame.length, undefined);
      return frame;
    } catch (error) {
      publish?.(0, error);
      throw located(error, index);
    }
  }

  function observe() {
    const started = performance.now();
    return (bytes: number, error: unknown) => {
      const durationMs = performance.now() - started;
      serializeChannel.publish({ part, topic, subject, schemaId: writer.schemaId, bytes, durationMs, error });
    };
  }

  function located(error: unknown, index: number | undefined): unknown {
    if (error instanceof UsageError) return error;
    return SerializationError.from(error, { topic, subject, schemaId: writer.schemaId, part, index });
  }

  return {
    get schemaId() {
      return writer.schemaId;
    },
    get guid() {
      return writer.guid;
    },
    subject,
    get async() {
      return writer.async;
    },
    write,
    writeWaiting,
  };
}

async function subjectOf(schema: AnyTypedSchema, settings: WriterSettings, topic: string | undefined): Promise<string> {
  const { subject: strategy, part } = settings;
  if (typeof strategy === "string") return strategy;
  const subject = await strategy({ topic, part, schemaType: schema.format.schemaType, recordName: schema.recordName });
  if (typeof subject === "string" && subject !== "") return subject;
  throw new UsageError("the subject strategy gave no subject: it must return a string that is not empty");
}
