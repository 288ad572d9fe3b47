import { type MessageHeaders, SerializationError } from "@magicbyte/registry";
import type { RawRecord, TopicRecords } from "../client/kafka-client.js";
import { writeHeaders } from "../topics/write-headers.js";
import type { PreparedTopic } from "./prepared-topic.js";

/** A message as callers and interceptors have it. */
export type RecordToEncode = {
  readonly key?: unknown;
  readonly value?: unknown;
  readonly headers?: Readonly<Record<string, unknown>> | undefined;
  readonly partition?: number | undefined;
  readonly timestamp?: Date | number | undefined;
};

/**
 * The records of messages, all or none. A promise only where a step is asynchronous.
 *
 * @throws SerializationError for the first that does not fit: topic, part, index, and the path into the value
 */
export function encodeBatch(
  { topic, key, value }: PreparedTopic,
  messages: readonly RecordToEncode[],
  schemaIdIn: "prefix" | "header",
): TopicRecords | Promise<TopicRecords> {
  // A schema goes into the message's headers: they must be an object of ours.
  const copy = schemaIdIn === "header";
  const headers = messages.map((message, index) =>
    writeHeaders(topic.headers, message.headers, { topic: topic.name, index }, copy),
  );
  const keys = key.encodeAll(
    messages.map((message, index) => ({ value: message.key ?? null, headers: headers[index] })),
  );
  // When the values throw, nobody waits for the keys any more.
  if (keys instanceof Promise) keys.catch(() => {});
  const values = value.encodeAll(messages.map((message, index) => ({ value: message.value, headers: headers[index] })));

  const join = (keyBytes: Bytes, valueBytes: Bytes): TopicRecords => ({
    topic: topic.name,
    records: messages.map((message, index) =>
      record(message, keyBytes[index] ?? null, valueBytes[index] ?? null, headers[index], topic.name, index),
    ),
  });
  return keys instanceof Promise || values instanceof Promise
    ? Promise.all([keys, values]).then(([keyBytes, valueBytes]) => join(keyBytes, valueBytes))
    : join(keys, values);
}

type Bytes = readonly (Buffer | null)[];

function record(
  { partition, timestamp }: RecordToEncode,
  key: Buffer | null,
  value: Buffer | null,
  headers: MessageHeaders | undefined,
  topic: string,
  index: number,
): RawRecord {
  if (partition !== undefined && !(Number.isInteger(partition) && partition >= 0)) {
    throw invalid("partition", "a whole number from 0 on", topic, index);
  }
  return {
    key,
    value,
    headers: headers as RawRecord["headers"],
    partition,
    timestamp: timestamp === undefined ? undefined : millis(timestamp, topic, index),
  };
}

function millis(timestamp: Date | number, topic: string, index: number): string {
  const time = Number(timestamp);
  if (!Number.isSafeInteger(time) || time < 0) {
    throw invalid("timestamp", "a Date, or whole milliseconds since 1970", topic, index);
  }
  return String(time);
}

function invalid(member: string, expected: string, topic: string, index: number): SerializationError {
  return new SerializationError(`${member} for topic "${topic}" at index ${index} must be ${expected}`, {
    topic,
    index,
  });
}
