import type { BrokerOptions } from "../broker-options.js";

/** The options of the cluster with their defaults filled in. */
export interface ClusterSettings {
  readonly defaultPartitions: number;
  readonly defaultReplicationFactor: number;
  readonly autoCreateTopics: boolean;
  /** The largest batch a partition takes where its topic has no `max.message.bytes`. */
  readonly maxMessageBytes: number;
  readonly groupInitialRebalanceDelayMs: number;
  readonly groupMinSessionTimeoutMs: number;
  readonly groupMaxSessionTimeoutMs: number;
  /** How many members a group takes. */
  readonly groupMaxSize: number;
  readonly transactionMaxTimeoutMs: number;
}

/** Kafka's own defaults, but for what would make tests wait. */
export function settingsOf(options: BrokerOptions, brokers: number): ClusterSettings {
  return {
    defaultPartitions: options.defaultPartitions ?? 1,
    defaultReplicationFactor: options.defaultReplicationFactor ?? Math.min(brokers, 3),
    autoCreateTopics: options.autoCreateTopics ?? true,
    maxMessageBytes: options.maxMessageBytes ?? 1_048_588,
    groupInitialRebalanceDelayMs: options.groupInitialRebalanceDelayMs ?? 0,
    groupMinSessionTimeoutMs: options.groupMinSessionTimeoutMs ?? 6_000,
    groupMaxSessionTimeoutMs: options.groupMaxSessionTimeoutMs ?? 1_800_000,
    groupMaxSize: options.groupMaxSize ?? Number.POSITIVE_INFINITY,
    transactionMaxTimeoutMs: options.transactionMaxTimeoutMs ?? 900_000,
  };
}
