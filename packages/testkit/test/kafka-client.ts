import { Kafka, type KafkaConfig, logLevel } from "kafkajs";

/** Everything that a test has connected, to be disconnected in the opposite order. */
export interface ClientBed {
  /** KafkaJS as users configure it, without its log and with retries that a test can wait for. */
  kafka(config: Partial<KafkaConfig> & { readonly brokers: readonly string[] }): Kafka;
  /** Disconnects the client when the test ends. */
  keep<T extends { disconnect(): Promise<void> }>(client: T): T;
  [Symbol.asyncDispose](): Promise<void>;
}

export function createClientBed(): ClientBed {
  const clients: { disconnect(): Promise<void> }[] = [];
  return {
    kafka: ({ brokers, ...config }) =>
      new Kafka({
        clientId: "test",
        logLevel: logLevel.NOTHING,
        retry: { initialRetryTime: 50, maxRetryTime: 500, retries: 20 },
        ...config,
        brokers: [...brokers],
      }),
    keep(client) {
      clients.push(client);
      return client;
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients.reverse()) await client.disconnect();
    },
  };
}
