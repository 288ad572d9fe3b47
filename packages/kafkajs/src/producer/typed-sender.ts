import { UsageError } from "@magicbyte/registry";
import type { RecordSender, SendSettings, SentPartition, TopicRecords } from "../client/kafka-client.js";
import type { AnyTopic, MessageInput } from "../topics/define-topic.js";
import { encodeBatch, type RecordToEncode } from "./encode-batch.js";
import type { OutgoingRecord, SendHandler, SendRequest } from "./interceptor.js";
import type { PreparedTopic, TopicPreparer } from "./prepared-topic.js";
import type { TypedProducerOptions } from "./producer-options.js";

/** Messages for a topic. */
export type TopicBatch<T extends AnyTopic> = { readonly topic: T; readonly messages: readonly MessageInput<T>[] };

/** Sends typed messages: a producer, or a transaction. */
export type TypedSender = RecordsSender & {
  /**
   * Sends messages to a topic: all of them, or none when one does not fit.
   *
   * @throws SerializationError with topic, part, index and path, before anything is sent
   */
  send<T extends AnyTopic>(
    topic: T,
    messages: readonly MessageInput<T>[],
    settings?: SendSettings,
  ): Promise<readonly SentPartition[]>;
  /**
   * Sends messages to several topics: all of them, or none when one does not fit. The index in errors counts within
   * a topic.
   */
  sendBatch<const Topics extends readonly AnyTopic[]>(
    batch: readonly [...{ readonly [I in keyof Topics]: TopicBatch<Topics[I]> }],
    settings?: SendSettings,
  ): Promise<readonly SentPartition[]>;
};

/** Sends records as they are: what dead letters need of a producer or a transaction. */
export type RecordsSender = {
  /** Sends records as they are: bytes in, without schemas and interceptors. */
  sendRecords(batch: readonly TopicRecords[], settings?: SendSettings): Promise<readonly SentPartition[]>;
};

/** A topic's messages before interceptors and encoding. */
type Given = { readonly topic: AnyTopic; readonly messages: readonly RecordToEncode[] };

/** What a sender is made of. */
export type SenderParts = {
  readonly sender: RecordSender;
  readonly clientName: string;
  readonly settingsPerBatch: boolean;
  readonly transactional: boolean;
  readonly preparer: TopicPreparer;
  readonly options: TypedProducerOptions;
  /** What must have happened before the first send; undefined once it has. */
  readonly ready: () => Promise<void> | undefined;
};

/** Interceptors, then schemas, then encoding, then the client. */
export function createTypedSender(parts: SenderParts): TypedSender {
  const { sender, options, preparer, transactional } = parts;
  const { interceptors = [], schemaIdIn = "prefix" } = options;

  async function deliver(given: readonly Given[], settings: SendSettings): Promise<readonly SentPartition[]> {
    const waiting = parts.ready();
    if (waiting !== undefined) await waiting;
    const encoded: (TopicRecords | Promise<TopicRecords>)[] = [];
    for (const prepared of allReady(given) ?? (await Promise.all(given.map(({ topic }) => preparer.prepare(topic))))) {
      encoded.push(encodeBatch(prepared, given[encoded.length]?.messages ?? [], schemaIdIn));
    }
    const records = encoded.some((one) => one instanceof Promise)
      ? await Promise.all(encoded)
      : (encoded as TopicRecords[]);
    return sender.sendBatch(records, settings);
  }

  function allReady(given: readonly Given[]): readonly PreparedTopic[] | undefined {
    const all: PreparedTopic[] = [];
    for (const { topic } of given) {
      const prepared = preparer.get(topic);
      if (prepared === undefined) return undefined;
      all.push(prepared);
    }
    return all;
  }

  const intercepted = interceptors.reduceRight<SendHandler>(
    (next, interceptor) => interceptor(next),
    ({ batches, settings }) =>
      deliver(
        batches.map(({ topic, records }) => ({ topic, messages: records })),
        settings,
      ),
  );

  async function sendAll(given: readonly Given[], settings: SendSettings): Promise<readonly SentPartition[]> {
    if (!parts.settingsPerBatch) refuseSettings(settings, parts.clientName);
    checkBatches(given);
    const filled = given.filter(({ messages }) => messages.length > 0);
    if (filled.length === 0) return [];
    if (interceptors.length === 0) return deliver(filled, settings);
    return intercepted(requestOf(filled, settings, transactional));
  }

  return {
    async sendRecords(batch, settings = {}) {
      if (!parts.settingsPerBatch) refuseSettings(settings, parts.clientName);
      await parts.ready();
      return sender.sendBatch(batch, settings);
    },
    send: (topic, messages, settings = {}) => sendAll([{ topic, messages }] as readonly Given[], settings),
    sendBatch: (batch, settings = {}) => sendAll(batch as readonly unknown[] as readonly Given[], settings),
  };
}

function requestOf(given: readonly Given[], settings: SendSettings, transactional: boolean): SendRequest {
  const batches = given.map(({ topic, messages }) => ({ topic, records: messages.map(outgoingRecord) }));
  return { batches, settings, transactional };
}

function outgoingRecord({ key, value, headers, partition, timestamp }: RecordToEncode): OutgoingRecord {
  return { key, value, headers: { ...headers }, partition, timestamp };
}

/** Those who write JavaScript, and those who pass a topic by name, get told. */
function checkBatches(given: readonly Given[]): void {
  for (const { topic, messages } of given) {
    if (typeof topic?.name !== "string" || topic.value === undefined) {
      throw new UsageError("send needs a topic that defineTopic(name, { value }) made, in place of its name");
    }
    if (!Array.isArray(messages)) throw new UsageError(`send("${topic.name}", messages): messages must be a list`);
  }
}

function refuseSettings(settings: SendSettings, clientName: string): void {
  const given = Object.entries(settings).find(([, setting]) => setting !== undefined);
  if (given === undefined) return;
  throw new UsageError(`${clientName} takes \`${given[0]}\` when the producer is made, not with each send`);
}
