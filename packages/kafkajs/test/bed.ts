import { createRegistryClient, type RegistryClient, type RegistryClientOptions } from "@magicbyte/registry";
import {
  type Broker,
  type BrokerOptions,
  type EmbeddedRegistry,
  type RegistryOptions,
  startBroker,
  startRegistry,
} from "@magicbyte/testkit";
import { Kafka, type KafkaConfig, logLevel } from "kafkajs";

/** A broker, a registry, and unmodified clients of both. */
export type Bed = {
  readonly broker: Broker;
  readonly registry: EmbeddedRegistry;
  readonly client: RegistryClient;
  readonly kafka: Kafka;
  /** Another client of the registry, closed with the bed: one that has cached nothing yet. */
  newClient(options?: Partial<RegistryClientOptions>): RegistryClient;
  /** Another KafkaJS client of the broker. */
  newKafka(config?: Partial<KafkaConfig>): Kafka;
  /** Has something stopped before broker and registry are: a consumer, a producer. Last come, first stopped. */
  closing<T extends { disconnect(): Promise<void> }>(one: T): T;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

/** What a bed is made with. */
export type BedOptions = {
  readonly broker?: BrokerOptions | undefined;
  readonly registry?: RegistryOptions | undefined;
};

/** Starts a broker and a registry for tests. `await using bed = await startBed()` ends them with the block. */
export async function startBed(options: BedOptions = {}): Promise<Bed> {
  const [broker, registry] = await Promise.all([startBroker(options.broker), startRegistry(options.registry)]);
  const ends: (() => Promise<void>)[] = [];
  let closed: Promise<void> | undefined;

  function newClient(clientOptions: Partial<RegistryClientOptions> = {}): RegistryClient {
    // What fails in a test is meant to: nobody wants to wait for it.
    const client = createRegistryClient({
      baseUrl: registry.url,
      retries: 1,
      retryDelayMs: 10,
      ...clientOptions,
    });
    ends.push(() => client.close());
    return client;
  }

  function newKafka(config: Partial<KafkaConfig> = {}): Kafka {
    return new Kafka({
      clientId: "test",
      brokers: broker.addresses,
      logLevel: logLevel.NOTHING,
      retry: { initialRetryTime: 50, retries: 8 },
      ...config,
    });
  }

  async function end(): Promise<void> {
    for (const each of ends.reverse()) await each().catch(() => {});
    await Promise.all([broker.stop(), registry.stop()]);
  }

  const close = () => {
    closed ??= end();
    return closed;
  };

  return {
    broker,
    registry,
    client: newClient(),
    kafka: newKafka(),
    newClient,
    newKafka,
    closing(one) {
      ends.push(() => one.disconnect());
      return one;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
