import type { Interception } from "../control/interception.js";
import type { ApiName } from "./apis/api-name.js";
import type { InterceptAction, InterceptOptions } from "./control/intercept.js";
import type { MessageToProduce, ProducedMessage } from "./control/produce-messages.js";
import type { BrokerMessage, MessagesOptions } from "./control/read-messages.js";
import type { TopicInfo } from "./control/topic-info.js";
import type { GroupInfo } from "./groups/describe-group.js";

export interface NewTopic {
  /** @default the broker's `defaultPartitions` */
  readonly partitions?: number | undefined;
  /** @default the broker's `defaultReplicationFactor` */
  readonly replicationFactor?: number | undefined;
  /** By the names of Kafka's topic configuration. @default none */
  readonly configs?: Readonly<Record<string, string>> | undefined;
}

/** A running cluster of one or several brokers. What changes it is asynchronous, what looks at it is not. */
export interface Broker {
  /** `host:port` of each broker, as clients take them for bootstrap. They stay the same through crash and restart. */
  readonly addresses: string[];
  /** Drops all connections and lets the process end. Data in a `dataDir` stays. Further calls do nothing. */
  stop(): Promise<void>;
  /** @throws Error when it exists, or when name, counts or configuration are not valid */
  createTopic(name: string, topic?: NewTopic): Promise<void>;
  /**
   * Writes messages without a client. The topic is created as for a client.
   *
   * @returns where each of them went, in their order
   * @throws Error when there is no such topic or partition
   */
  produce(topic: string, messages: readonly MessageToProduce[]): Promise<readonly ProducedMessage[]>;
  /**
   * What is in a topic, by partition and offset, for assertions without a client.
   *
   * @throws Error when there is no such topic or partition, or when a batch cannot be decompressed (zstd before Node 22.15)
   */
  messages(topic: string, options?: MessagesOptions): readonly BrokerMessage[];
  topics(): readonly TopicInfo[];
  groups(): readonly GroupInfo[];
  /**
   * Fails, delays or swallows the requests of one API, by its name in Kafka's protocol: `Produce`, `Fetch`, `Heartbeat`. Of
   * several that meet a request the newest decides.
   */
  intercept(api: ApiName, action: InterceptAction, options?: InterceptOptions): Interception;
  /**
   * Kills a broker: its connections are dropped at once, its port refuses, and its partitions and groups go to the others
   * where they can. Its data stays. Nothing happens where it is down already.
   *
   * @param nodeId counted from 1; default: the first one
   */
  crash(nodeId?: number): Promise<void>;
  /** Starts a broker that has crashed, on the same port. @param nodeId counted from 1; default: the first one */
  restart(nodeId?: number): Promise<void>;
  /**
   * Compacts a topic with `cleanup.policy=compact` now, as Kafka's cleaner would some day: the last committed record of each
   * key stays, with its offset. Tombstones go when they are older than `delete.retention.ms`.
   *
   * @throws Error when the topic is not a compacted one, or when records are compressed in a way that this Node cannot undo
   */
  compact(topic: string): Promise<void>;
  /** Applies a topic's `retention.ms` and `retention.bytes` now. */
  applyRetention(topic: string): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
