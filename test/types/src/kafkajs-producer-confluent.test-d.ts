import {
  deadLetter,
  defineTopic,
  type FetchedBatch,
  type KafkaConsumerAdapter,
  type KafkaProducerAdapter,
  type ReceivedRecord,
  type RecordSender,
  type TopicOffsets,
  type TypedProducer,
  typedProducer,
  utf8,
} from "@magicbyte/kafkajs";
import type { RegistryClient } from "@magicbyte/registry";
import { expectTypeOf, test } from "vitest";

/*
 * The adapters suffice for the KafkaJS mode of @confluentinc/kafka-javascript. Below is as much of its types as an adapter
 * needs, and what differs from KafkaJS: `acks`, compression and time-outs belong to the configuration, a transaction is
 * a producer, offsets are committed for a consumer rather than a group's name, `run` knows no auto-commit and `subscribe`
 * no beginning, a batch commits by itself only, and there are no events.
 */
type Headers = { [name: string]: Buffer | string | (Buffer | string)[] | undefined };
type Message = {
  key?: Buffer | string | null;
  value: Buffer | string | null;
  partition?: number;
  headers?: Headers;
  timestamp?: string;
};
type Sent = { topicName: string; partition: number; errorCode: number; offset?: string; baseOffset?: string };
type Offsets = { topic: string; partitions: { partition: number; offset: string }[] };

type ConfluentProducer = {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  flush(options?: { timeout?: number }): Promise<void>;
  sendBatch(batch: { topicMessages?: { topic: string; messages: Message[] }[] }): Promise<Sent[]>;
  transaction(): Promise<ConfluentProducer>;
  commit(): Promise<void>;
  abort(): Promise<void>;
  isActive(): boolean;
  sendOffsets(offsets: { consumer: ConfluentConsumer; topics: Offsets[] }): Promise<void>;
};

type ConfluentBatch = {
  batch: {
    topic: string;
    partition: number;
    highWatermark: string;
    messages: { key: Buffer | null; value: Buffer | null; timestamp: string; offset: string; headers?: Headers }[];
  };
  resolveOffset(offset: string): void;
  heartbeat(): Promise<void>;
  commitOffsetsIfNecessary(): Promise<void>;
  isRunning(): boolean;
  isStale(): boolean;
};

type Partitions = { topic: string; partitions?: number[] }[];

type ConfluentConsumer = {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  stop(): Promise<void>;
  subscribe(subscription: { topics: (string | RegExp)[]; replace?: boolean }): Promise<void>;
  run(config: {
    eachBatchAutoResolve?: boolean;
    partitionsConsumedConcurrently?: number;
    eachBatch?: (payload: ConfluentBatch) => Promise<void>;
  }): Promise<void>;
  commitOffsets(offsets?: { topic: string; partition: number; offset: string }[]): Promise<void>;
  seek(place: { topic: string; partition: number; offset: string }): void;
  pause(partitions: Partitions): void;
  resume(partitions: Partitions): void;
  assignment(): { topic: string; partition: number }[];
};

function writableOffsets(offsets: readonly TopicOffsets[]): Offsets[] {
  return offsets.map(({ topic, partitions }) => ({ topic, partitions: [...partitions] }));
}

function senderOf(producer: ConfluentProducer): RecordSender {
  return {
    async sendBatch(batch) {
      const topicMessages = batch.map(({ topic, records }) => ({
        topic,
        messages: records.map(({ key, value, headers, partition, timestamp }) => ({
          key,
          value,
          ...(headers === undefined ? {} : { headers: headers as Headers }),
          ...(partition === undefined ? {} : { partition }),
          ...(timestamp === undefined ? {} : { timestamp }),
        })),
      }));
      const sent = await producer.sendBatch({ topicMessages });
      return sent.map(({ topicName, partition, baseOffset, offset }) => ({
        topic: topicName,
        partition,
        baseOffset: baseOffset ?? offset,
      }));
    },
  };
}

function confluentProducer(producer: ConfluentProducer): KafkaProducerAdapter<ConfluentProducer> {
  return {
    clientName: "@confluentinc/kafka-javascript",
    raw: producer,
    capabilities: { settingsPerBatch: false, transactionalOffsets: "consumer" },
    connect: () => producer.connect(),
    disconnect: () => producer.disconnect(),
    ...senderOf(producer),
    async transaction() {
      const transaction = await producer.transaction();
      return {
        ...senderOf(transaction),
        sendOffsets: ({ consumer, topics }) =>
          transaction.sendOffsets({ consumer: consumer as ConfluentConsumer, topics: writableOffsets(topics) }),
        commit: () => transaction.commit(),
        abort: () => transaction.abort(),
        isActive: () => transaction.isActive(),
      };
    },
  };
}

function confluentConsumer(consumer: ConfluentConsumer): KafkaConsumerAdapter<ConfluentConsumer> {
  const byTopic = (partitions: readonly { readonly topic: string; readonly partition: number }[]) =>
    partitions.map(({ topic, partition }) => ({ topic, partitions: [partition] }));
  const commit = (offsets: readonly TopicOffsets[]) =>
    consumer.commitOffsets(
      offsets.flatMap(({ topic, partitions }) => partitions.map((place) => ({ topic, ...place }))),
    );
  return {
    clientName: "@confluentinc/kafka-javascript",
    raw: consumer,
    capabilities: {
      rebalanceEvents: false,
      pausePartitions: true,
      resolveOffsets: true,
      heartbeats: "by-client",
      settingsPerRun: false,
    },
    connect: () => consumer.connect(),
    disconnect: () => consumer.disconnect(),
    subscribe: (topics) => consumer.subscribe({ topics: [...topics] }),
    run: ({ partitionsConcurrently, eachBatch }) =>
      consumer.run({
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: partitionsConcurrently,
        eachBatch: (payload) => eachBatch(fetchedBatch(payload, commit)),
      }),
    stop: () => consumer.stop(),
    pause: (partitions) => consumer.pause(byTopic(partitions)),
    resume: (partitions) => consumer.resume(byTopic(partitions)),
    seek: (place) => consumer.seek(place),
    commitOffsets: commit,
    listen: () => () => {},
    errorKind: (error) => (error instanceof Error && error.name === "LibrdKafkaError" ? "other" : undefined),
    fatalError: (error) => error,
  };
}

function fetchedBatch(
  payload: ConfluentBatch,
  commit: (offsets: readonly TopicOffsets[]) => Promise<void>,
): FetchedBatch {
  const { topic, partition, highWatermark, messages } = payload.batch;
  return {
    topic,
    partition,
    highWatermark,
    records: messages.map((message): ReceivedRecord => ({ ...message, headers: message.headers ?? {} })),
    resolveOffset: payload.resolveOffset,
    heartbeat: payload.heartbeat,
    commitIfDue: (offsets) => (offsets === undefined ? payload.commitOffsetsIfNecessary() : commit(offsets)),
    isRunning: payload.isRunning,
    isStale: payload.isStale,
  };
}

declare const client: RegistryClient;
declare const rawProducer: ConfluentProducer;
declare const rawConsumer: ConfluentConsumer;

test("a typed producer over Confluent's client", () => {
  const producer = typedProducer(confluentProducer(rawProducer), { client });
  expectTypeOf(producer).toEqualTypeOf<TypedProducer<ConfluentProducer>>();
  expectTypeOf(producer.raw.flush).toEqualTypeOf<ConfluentProducer["flush"]>();
  // It has no events.
  expectTypeOf(producer.on).toEqualTypeOf<undefined>();

  const texts = defineTopic("texts", { value: utf8 });
  producer.send(texts, [{ value: "a" }]);
  producer.transaction((transaction) => transaction.sendOffsets({ consumer: rawConsumer, topics: [] }));
  deadLetter(producer, { topic: "dlq" });
  deadLetter(confluentProducer(rawProducer), { topic: "dlq" });

  // @ts-expect-error: the client's own producer is not KafkaJS's
  typedProducer(rawProducer, { client });
});

test("its consumer fits the seam", () => {
  expectTypeOf(confluentConsumer(rawConsumer)).toExtend<KafkaConsumerAdapter>();
});
