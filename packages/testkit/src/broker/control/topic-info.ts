import type { Cluster } from "../cluster/cluster.js";
import type { Partition } from "../log/topic.js";

/** A topic as `broker.topics()` shows it. */
export interface TopicInfo {
  readonly name: string;
  /** What was set on the topic; defaults are not in it. */
  readonly configs: Readonly<Record<string, string>>;
  readonly partitions: readonly PartitionInfo[];
}

export interface PartitionInfo {
  readonly partition: number;
  /** -1 while all replicas are down. */
  readonly leader: number;
  readonly replicas: readonly number[];
  readonly inSync: readonly number[];
  readonly logStartOffset: number;
  /** The offset the next message gets. */
  readonly nextOffset: number;
  /** How far consumers get that read committed messages only. */
  readonly lastStableOffset: number;
}

export function listTopics(cluster: Cluster): TopicInfo[] {
  return [...cluster.topics.all()].map(({ name, configs, partitions }) => ({
    name,
    configs: Object.fromEntries(configs),
    partitions: partitions.map(partitionInfo),
  }));
}

function partitionInfo({ index, log, leader, replicas, inSync }: Partition): PartitionInfo {
  const { logStartOffset, nextOffset, lastStableOffset } = log;
  return { partition: index, leader, replicas, inSync, logStartOffset, nextOffset, lastStableOffset };
}
