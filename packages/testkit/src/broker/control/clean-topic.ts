import type { Cluster } from "../cluster/cluster.js";
import type { Topic } from "../log/topic.js";
import { configOf, isCompacted, isDeletable } from "../log/topic-config.js";

/**
 * Compacts a topic now, as Kafka's cleaner would some day.
 *
 * @throws Error when there is no such topic, when its `cleanup.policy` says nothing of compaction, or when records are
 *   compressed in a way that this Node cannot undo
 */
export function compactTopic(cluster: Cluster, name: string): void {
  const topic = topicOf(cluster, name);
  if (!isCompacted(topic.configs)) {
    throw new Error(`topic ${name} is not compacted: create it with configs { "cleanup.policy": "compact" }`);
  }
  for (const { log } of topic.partitions) log.compact();
}

/**
 * Applies a topic's `retention.ms` and `retention.bytes` now. Nothing happens to a topic that is only compacted.
 *
 * @throws Error when there is no such topic
 */
export function applyRetention(cluster: Cluster, name: string): void {
  const { configs, partitions } = topicOf(cluster, name);
  if (!isDeletable(configs)) return;
  const milliseconds = Number(configOf(configs, "retention.ms"));
  const since = milliseconds < 0 ? Number.NEGATIVE_INFINITY : Date.now() - milliseconds;
  for (const { log } of partitions) log.retain({ since, bytes: Number(configOf(configs, "retention.bytes")) });
}

function topicOf(cluster: Cluster, name: string): Topic {
  const topic = cluster.topic(name);
  if (topic === undefined) throw new Error(`there is no topic ${name}`);
  return topic;
}
