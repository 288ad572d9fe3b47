import { serializeChannel } from "../diagnostics/channels.js";
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

  // Called for every message, and all that stands between the caller and the frame writer.
  function write(value: unknown, headers: MessageHeaders | undefined, index?: number): Buffer | null {
    if (value === null) return null;
    if (serializeChannel.hasSubscribers) return writeObserved(value, headers, index);
    if (renewal !== undefined) renewal.touch();
    return writer.writeNow(value, headers, index);
  }

  function writeObserved(value: unknown, headers: MessageHeaders | undefined, index: number | undefined): Buffer {
    renewal?.touch();
    const publish = observe();
    try {
      const frame = writer.writeNow(value, headers, index);
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
    index?: number,
  ): Promise<Buffer | null> {
    if (value === null) return null;
    renewal?.touch();
    const publish = serializeChannel.hasSubscribers ? observe() : undefined;
    try {
      const frame = await writer.write(value, headers, index);
      publish?.(frame.length, undefined);
      return frame;
    } catch (error) {
      publish?.(0, error);
      throw error;
    }
  }

  function observe() {
    const started = performance.now();
    return (bytes: number, error: unknown) => {
      const durationMs = performance.now() - started;
      serializeChannel.publish({ part, topic, subject, schemaId: writer.schemaId, bytes, durationMs, error });
    };
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
