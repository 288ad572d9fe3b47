import type { PartitionLog } from "./partition-log.js";

/** A topic and where its partitions are. */
export interface Topic {
  readonly name: string;
  /** 32 hex digits; another one when a topic is deleted and created again. */
  readonly id: string;
  readonly partitions: readonly Partition[];
  /** What was set on the topic; defaults are not in it. */
  readonly configs: ReadonlyMap<string, string>;
}

export interface Partition {
  readonly index: number;
  readonly log: PartitionLog;
  /** Node ids, the preferred leader first. */
  readonly replicas: readonly number[];
  /** -1 while all replicas are down. */
  readonly leader: number;
  /** The replicas whose nodes are alive. */
  readonly inSync: readonly number[];
}
