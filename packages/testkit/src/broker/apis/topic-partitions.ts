import type { Reader } from "../wire/reader.js";
import type { Writer } from "../wire/writer.js";

/** What many requests and responses are: topics, each with an array of something about its partitions. */
export interface ByTopic<T> {
  readonly topic: string;
  readonly partitions: readonly T[];
}

export function readByTopic<T>(request: Reader, partition: (reader: Reader) => T): ByTopic<T>[] {
  return request.array((reader) => ({ topic: reader.string(), partitions: reader.array(partition) }));
}

export function mapByTopic<T, R>(topics: readonly ByTopic<T>[], map: (topic: string, partition: T) => R): ByTopic<R>[] {
  return topics.map(({ topic, partitions }) => ({
    topic,
    partitions: partitions.map((partition) => map(topic, partition)),
  }));
}

export function writeByTopic<T>(
  answer: Writer,
  topics: readonly ByTopic<T>[],
  write: (writer: Writer, partition: T) => unknown,
): Writer {
  return answer.array(topics, (writer, { topic, partitions }) => writer.string(topic).array(partitions, write));
}
