import type { Cluster } from "../cluster/cluster.js";
import { autoCreateTopic } from "../cluster/create-topic.js";
import type { Topic } from "../log/topic.js";
import { buildBatch, type NewRecord } from "../records/build-batch.js";
import { errorCode } from "../wire/error-code.js";
import { partitionOf } from "./partitioner.js";

/** What `broker.produce` takes. Texts are written as UTF-8. */
export interface MessageToProduce {
  /** @default null: none */
  readonly key?: Uint8Array | string | null | undefined;
  /** Null is a tombstone. */
  readonly value: Uint8Array | string | null;
  readonly headers?: Readonly<Record<string, Uint8Array | string>> | undefined;
  /** Milliseconds since 1970. @default now */
  readonly timestamp?: number | undefined;
  /** @default that of the key, as the Java client and KafkaJS choose it; without a key partitions take turns */
  readonly partition?: number | undefined;
}

/** Where a message went. */
export interface ProducedMessage {
  readonly partition: number;
  readonly offset: number;
}

/**
 * Appends messages without a client, one batch for each partition. The topic is created where the broker creates topics.
 *
 * @returns where each message went, in their order
 * @throws Error when there is no such topic or partition
 */
export function produceMessages(
  cluster: Cluster,
  name: string,
  messages: readonly MessageToProduce[],
): readonly ProducedMessage[] {
  const topic = openTopic(cluster, name);
  const byPartition = new Map<number, number[]>();
  messages.forEach((message, index) => {
    const partition = choosePartition(topic, message, index);
    const indexes = byPartition.get(partition);
    if (indexes === undefined) byPartition.set(partition, [index]);
    else indexes.push(index);
  });

  const produced: ProducedMessage[] = [];
  const now = Date.now();
  for (const [partition, indexes] of byPartition) {
    const records = indexes.flatMap((index) => {
      const message = messages[index];
      return message === undefined ? [] : [recordOf(message, now)];
    });
    const baseOffset = appendTo(cluster, topic, partition, records);
    indexes.forEach((index, delta) => {
      produced[index] = { partition, offset: baseOffset + delta };
    });
  }
  return produced;
}

function openTopic(cluster: Cluster, name: string): Topic {
  if (cluster.topic(name) === undefined && cluster.settings.autoCreateTopics) {
    const { message } = autoCreateTopic(cluster, name);
    if (message !== null) throw new Error(`topic ${name} cannot be created: ${message}`);
  }
  const topic = cluster.topic(name);
  if (topic === undefined) throw new Error(`there is no topic ${name}: create it with broker.createTopic`);
  return topic;
}

function choosePartition(topic: Topic, { partition, key }: MessageToProduce, index: number): number {
  if (partition !== undefined) return partition;
  if (key === undefined || key === null) return index % topic.partitions.length;
  return partitionOf(bytesOf(key), topic.partitions.length);
}

function recordOf(message: MessageToProduce, now: number): NewRecord {
  const { key, value, headers } = message;
  return {
    key: key === undefined || key === null ? null : bytesOf(key),
    value: value === null ? null : bytesOf(value),
    headers: Object.entries(headers ?? {}).map(([name, each]) => [name, bytesOf(each)] as const),
    timestamp: message.timestamp ?? now,
  };
}

function appendTo(cluster: Cluster, topic: Topic, index: number, records: readonly NewRecord[]): number {
  const partition = topic.partitions[index];
  if (partition === undefined) {
    throw new Error(`topic ${topic.name} has no partition ${index}: it has ${topic.partitions.length}, from 0 on`);
  }
  const { error, baseOffset } = partition.log.append(cluster.arena.keep(buildBatch(records)));
  if (error !== errorCode.NONE)
    throw new Error(`partition ${index} of ${topic.name} refused the messages: error ${error}`);
  return baseOffset;
}

function bytesOf(value: Uint8Array | string): Uint8Array {
  return typeof value === "string" ? Buffer.from(value) : value;
}
