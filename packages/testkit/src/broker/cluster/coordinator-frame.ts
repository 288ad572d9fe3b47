import type { PartitionLog } from "../log/partition-log.js";
import type { StateStore } from "../log/state-store.js";
import type { ClusterSettings } from "./settings.js";

/** What the coordinators of groups and of transactions are given to work with. */
export interface CoordinatorFrame {
  readonly settings: ClusterSettings;
  /** `undefined` where there is no such topic or partition. */
  partition(topic: string, partition: number): PartitionLog | undefined;
  /**
   * State by key that outlives the process where the broker has a `dataDir`: what was put before an answer is there after
   * `kill -9`. `name` is the file's name; values are JSON.
   */
  state<T>(name: string): StateStore<T>;
}
