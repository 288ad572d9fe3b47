import type { TlsOptions } from "node:tls";
import type { SaslOptions } from "./security/authenticator.js";
import type { OnEvent } from "./server/broker-event.js";
import type { Limits } from "./server/limits.js";

/** Options of `startBroker`. */
export interface BrokerOptions {
  /**
   * How many brokers the cluster has. They share the process and the data; leaders and coordinators are spread over them.
   *
   * @default 1
   */
  readonly brokers?: number | undefined;
  /**
   * The first broker's port; the others have those after it.
   *
   * @default 0: free ones, so that tests do not meet
   */
  readonly port?: number | undefined;
  /**
   * The address to listen on.
   *
   * @default "127.0.0.1": what this machine alone can reach
   */
  readonly host?: string | undefined;
  /**
   * What clients are told to connect to, for a broker behind a name or in a container.
   *
   * @default the host listened on, or "localhost" where that is every address of the machine
   */
  readonly advertisedHost?: string | undefined;
  /**
   * A directory to keep topics, offsets and transactions in, across processes and through `kill -9`. One broker at a time
   * has it; it is made where it is missing. All of it is held in memory while the broker runs.
   *
   * @default none: what is written is gone when the broker stops
   */
  readonly dataDir?: string | undefined;
  /**
   * Partitions of topics that are created without saying how many.
   *
   * @default 1 as Kafka's `num.partitions`
   */
  readonly defaultPartitions?: number | undefined;
  /**
   * Replicas of topics that are created without saying how many. Where a broker crashes, its partitions go to their other
   * replicas; those without one have no leader until it is back.
   *
   * @default as many as there are brokers, at most 3
   */
  readonly defaultReplicationFactor?: number | undefined;
  /**
   * Whether topics come into being when a client asks for them.
   *
   * @default true as Kafka's `auto.create.topics.enable`
   */
  readonly autoCreateTopics?: boolean | undefined;
  /**
   * The largest batch taken, in bytes, where a topic has no `max.message.bytes`.
   *
   * @default 1048588 as Kafka's `message.max.bytes`
   */
  readonly maxMessageBytes?: number | undefined;
  /**
   * How long the first rebalance of an empty group waits for further members.
   *
   * @default 0: Kafka's 3 seconds are the longest wait of most tests
   */
  readonly groupInitialRebalanceDelayMs?: number | undefined;
  /**
   * The shortest session time-out that a member may ask for. Lower it to see members time out within a test.
   *
   * @default 6000 as Kafka's
   */
  readonly groupMinSessionTimeoutMs?: number | undefined;
  /** The longest session time-out that a member may ask for. @default 1800000 as Kafka's */
  readonly groupMaxSessionTimeoutMs?: number | undefined;
  /** How many members a group may have. @default Infinity, as Kafka's `group.max.size` in effect */
  readonly groupMaxSize?: number | undefined;
  /** The longest time-out that a transaction may ask for. @default 900000 as Kafka's */
  readonly transactionMaxTimeoutMs?: number | undefined;
  /** Who may connect. @default anybody, without authentication */
  readonly sasl?: SaslOptions | undefined;
  /** Certificate and key, as `tls.createServer` takes them. @default plain TCP */
  readonly tls?: TlsOptions | undefined;
  /** What one client can make the broker spend. */
  readonly limits?: Limits | undefined;
  /**
   * Told why a connection was closed, and of what went wrong on the broker's side. What it throws is not caught.
   *
   * @default nobody
   */
  readonly onEvent?: OnEvent | undefined;
}
