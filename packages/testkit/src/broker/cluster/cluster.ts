import type { GroupCoordinator } from "../groups/group-coordinator.js";
import type { BatchArena } from "../log/batch-arena.js";
import type { PartitionLog } from "../log/partition-log.js";
import type { Partition, Topic } from "../log/topic.js";
import type { Authenticator } from "../security/authenticator.js";
import type { TransactionCoordinator } from "../transactions/transaction-coordinator.js";
import type { BrokerNode } from "./broker-node.js";
import type { ClusterSettings } from "./settings.js";
import type { Topics } from "./topics.js";

/** All that the brokers share. Nodes are ways into it: leaders and coordinators decide which of them may answer. */
export interface Cluster {
  readonly id: string;
  readonly settings: ClusterSettings;
  /** Every node, also those that have crashed. */
  readonly nodes: readonly BrokerNode[];
  readonly topics: Topics;
  readonly groups: GroupCoordinator;
  readonly transactions: TransactionCoordinator;
  /** `undefined` where the broker was started without `sasl`. */
  readonly authenticator: Authenticator | undefined;
  /** Memory for the batches that clients send. */
  readonly arena: BatchArena;
  topic(name: string): Topic | undefined;
  /** The log of a partition; `undefined` where there is no such topic or partition. */
  partition(topic: string, partition: number): PartitionLog | undefined;
  /** A partition with its leader and replicas. */
  placement(topic: string, partition: number): Partition | undefined;
  /** The live nodes, in the order of their ids. */
  liveNodes(): readonly BrokerNode[];
  /** `undefined` while every node is down. */
  controller(): BrokerNode | undefined;
  /**
   * The node that coordinates a group or a transactional id: chosen by the key, and the next live one while it is down.
   * Others answer NOT_COORDINATOR. `undefined` while every node is down.
   */
  coordinator(key: string): BrokerNode | undefined;
  /** Deletes a topic with what groups and transactions hold of it. Nothing happens where there is none. */
  deleteTopic(name: string): void;
  close(): void;
}
