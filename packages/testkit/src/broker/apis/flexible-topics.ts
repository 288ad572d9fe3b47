import type { Reader } from "../wire/reader.js";
import type { Writer } from "../wire/writer.js";
import { type ByTopic, writeByTopic } from "./topic-partitions.js";

/**
 * Reads `[topic [partition]]` of an API that has flexible versions too. In these, `partition` reads its own tagged fields,
 * if it is a structure. Null stands for "all of them", where a request can say that.
 */
export function readTopics<T>(
  request: Reader,
  flexible: boolean,
  partition: (reader: Reader) => T,
): ByTopic<T>[] | null {
  if (!flexible) {
    return request.nullableArray((r) => ({ topic: r.string(), partitions: r.array(partition) }));
  }
  return request.compactNullableArray((r) => {
    const topic = { topic: r.compactString(), partitions: r.compactArray(partition) };
    r.skipTags();
    return topic;
  });
}

/** Writes `[topic [partition]]`; of tagged fields it holds as for {@link readTopics}. */
export function writeTopics<T>(
  answer: Writer,
  flexible: boolean,
  topics: readonly ByTopic<T>[],
  write: (writer: Writer, partition: T) => unknown,
): Writer {
  if (!flexible) return writeByTopic(answer, topics, write);
  return answer.compactArray(topics, (w, { topic, partitions }) =>
    w.compactString(topic).compactArray(partitions, write).noTags(),
  );
}
