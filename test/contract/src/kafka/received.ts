import type { Consumer, EachMessagePayload, IHeaders, KafkaMessage } from "kafkajs";
import type { KafkaUnderTest } from "./kafka-under-test.js";
import { until } from "./until.js";

/** A message as a consumer got it. */
export type Received = {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  readonly value: string | null;
  readonly timestamp: string;
  readonly headers: IHeaders;
  readonly raw: KafkaMessage;
};

/** The value that marks the end of a partition. */
const END = "the end of this partition";

/** A message of `eachMessage` or `eachBatch`, easy to compare. */
export function received({ topic, partition, message }: Omit<EachMessagePayload, "heartbeat" | "pause">): Received {
  return {
    topic,
    partition,
    offset: Number(message.offset),
    key: message.key?.toString() ?? null,
    value: message.value?.toString() ?? null,
    timestamp: message.timestamp,
    headers: message.headers ?? {},
    raw: message,
  };
}

/** Starts a consumer that keeps all it gets, in the order it got it. */
export async function gather(consumer: Consumer, topic: string, fromBeginning = true): Promise<Received[]> {
  const messages: Received[] = [];
  await consumer.subscribe({ topics: [topic], fromBeginning });
  await consumer.run({ eachMessage: async (payload) => void messages.push(received(payload)) });
  return messages;
}

/** Waits for so many messages. */
export async function arrive(messages: readonly Received[], count: number): Promise<void> {
  await until(
    `${count} messages`,
    () => messages.length >= count,
    () => messages.map(({ value }) => value).slice(-10),
  );
}

/**
 * Everything in a topic, once: marks the end of each partition and reads until all the marks are there, so that what is
 * missing or too much is seen without waiting for what may never come.
 */
export async function readAll(
  kafka: KafkaUnderTest,
  topic: string,
  { readUncommitted = false }: { readonly readUncommitted?: boolean } = {},
): Promise<Received[]> {
  const partitions = await markEnds(kafka, topic);
  const consumer = await kafka.consumer({ readUncommitted });
  const messages = await gather(consumer, topic);
  await until(
    `the ends of ${partitions} partitions`,
    () => new Set(messages.filter(isEnd).map(({ partition }) => partition)).size === partitions,
    () => messages.length,
  );
  await consumer.disconnect();
  return messages.filter((message) => !isEnd(message));
}

/** Writes a mark behind what each partition holds, and returns how many partitions there are. */
async function markEnds(kafka: KafkaUnderTest, topic: string): Promise<number> {
  const admin = await kafka.admin();
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  const partitions = topics[0]?.partitions.map(({ partitionId }) => partitionId) ?? [];
  const producer = await kafka.producer();
  await producer.send({ topic, messages: partitions.map((partition) => ({ partition, value: END })) });
  return partitions.length;
}

/** Whether this is a mark of {@link markEnds}. */
function isEnd({ value }: { readonly value: string | null }): boolean {
  return value === END;
}

/** The values, in the order they came. */
export function values(messages: readonly Received[]): (string | null)[] {
  return messages.map(({ value }) => value);
}

/** Numbered messages: 0, 1, 2 ... */
export function numbered(count: number, from = 0): { readonly value: string }[] {
  return Array.from({ length: count }, (_, index) => ({ value: String(from + index) }));
}
