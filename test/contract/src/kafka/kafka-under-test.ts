import { randomUUID } from "node:crypto";
import { type Broker, type BrokerOptions, startBroker } from "@magicbyte/testkit/broker";
import {
  type Admin,
  type Consumer,
  type ConsumerConfig,
  type IResourceConfigEntry,
  Kafka,
  type KafkaConfig,
  logLevel,
  Partitioners,
  type Producer,
  type ProducerConfig,
  type RetryOptions,
} from "kafkajs";
import { afterAll, afterEach, beforeAll } from "vitest";
import { until } from "./until.js";

const external = (process.env["KAFKA_BROKERS"] ?? "")
  .split(",")
  .map((address) => address.trim())
  .filter((address) => address !== "");

/** Whether the suite runs against the embedded broker: it does unless KAFKA_BROKERS names a real one. */
export const isEmbedded = external.length === 0;

/** Why a test that needs control over the broker does not run against a real one. */
export const EMBEDDED_ONLY = "needs the embedded broker: skipped because KAFKA_BROKERS is set";

/** The shortest session that a member may have: a real broker would have to be configured for less than its default. */
export const SHORTEST_SESSION_MS = isEmbedded ? 2_000 : 6_000;

/** Retries soon: what a test waits for happens on the same machine. */
const RETRY = { initialRetryTime: 30, maxRetryTime: 1_000, retries: 12 };

/** The Kafka that the tests of a file talk to, and what they make in it. */
export type KafkaUnderTest = {
  addresses(): string[];
  /** The embedded broker, for those tests alone that cannot run against a real one. */
  embedded(): Broker;
  client(config?: Partial<KafkaConfig>): Kafka;
  /** A name that no other test uses. */
  name(kind: string): string;
  /** Creates a topic and returns its name. */
  topic(options?: { readonly partitions?: number; readonly configs?: Record<string, string> }): Promise<string>;
  /** Waits until all leaders of a topic answer: brokers announce a topic before they serve it. */
  served(topic: string, partitions: number): Promise<void>;
  /** Connected clients, which are disconnected when the test is over. */
  producer(config?: ProducerConfig): Promise<Producer>;
  consumer(config?: Partial<ConsumerConfig>, kafka?: Kafka): Promise<Consumer>;
  admin(retry?: RetryOptions): Promise<Admin>;
  /** Disconnects something when the test is over. */
  closing<T extends { disconnect(): Promise<void> }>(client: T): T;
};

/** Starts the embedded broker for the tests of this file, or uses the one that KAFKA_BROKERS names. */
export function kafkaUnderTest(options: BrokerOptions = {}): KafkaUnderTest {
  let broker: Broker | undefined;
  const clients: { disconnect(): Promise<void> }[] = [];
  const topics: string[] = [];

  beforeAll(async () => {
    if (isEmbedded) broker = await startBroker({ groupMinSessionTimeoutMs: SHORTEST_SESSION_MS, ...options });
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.disconnect()));
  });
  afterAll(async () => {
    if (broker !== undefined) return broker.stop();
    if (topics.length === 0) return;
    const admin = client().admin();
    await admin.connect();
    const left = new Set(await admin.listTopics());
    await admin.deleteTopics({ topics: topics.filter((topic) => left.has(topic)) });
    await admin.disconnect();
  });

  const addresses = () => [...(broker?.addresses ?? external)];
  const client = (config: Partial<KafkaConfig> = {}) =>
    new Kafka({ clientId: "contract", logLevel: logLevel.NOTHING, retry: RETRY, brokers: addresses(), ...config });
  const closing: KafkaUnderTest["closing"] = (one) => {
    clients.push(one);
    return one;
  };
  async function connected<T extends { connect(): Promise<void>; disconnect(): Promise<void> }>(one: T) {
    await closing(one).connect();
    return one;
  }
  const name = (kind: string) => {
    const unique = `contract-${kind}-${randomUUID()}`;
    topics.push(unique);
    return unique;
  };
  const admin = (retry: RetryOptions = RETRY) => connected(client().admin({ retry }));

  async function served(topic: string, partitions: number): Promise<void> {
    const client = await admin();
    await until(`${partitions} partitions of ${topic}`, () =>
      client.fetchTopicOffsets(topic).then(
        ({ length }) => length === partitions,
        () => false,
      ),
    );
  }

  return {
    served,
    addresses,
    client,
    closing,
    name,
    admin,
    embedded() {
      if (broker === undefined) throw new Error(EMBEDDED_ONLY);
      return broker;
    },
    async topic({ partitions = 1, configs = {} } = {}) {
      const topic = name("topic");
      const configEntries: IResourceConfigEntry[] = Object.entries(configs).map(([key, value]) => ({
        name: key,
        value,
      }));
      const topics = [{ topic, numPartitions: partitions, configEntries }];
      // KafkaJS itself would look for the leaders every 100 ms, and not ask whether they know.
      await (await admin()).createTopics({ waitForLeaders: false, topics });
      await served(topic, partitions);
      return topic;
    },
    producer: (config) =>
      connected(client().producer({ createPartitioner: Partitioners.DefaultPartitioner, retry: RETRY, ...config })),
    consumer: (config = {}, kafka = client()) =>
      connected(
        kafka.consumer({
          groupId: name("group"),
          // Soon, so that a test need not wait for the end of a fetch that finds nothing.
          maxWaitTimeInMs: 100,
          heartbeatInterval: 150,
          // The least that a broker accepts unless it is told otherwise.
          sessionTimeout: 6_000,
          rebalanceTimeout: 10_000,
          retry: RETRY,
          ...config,
        }),
      ),
  };
}
