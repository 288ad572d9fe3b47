import { SchemaRegistryClient } from "@confluentinc/schemaregistry";
import { SchemaRegistry } from "@kafkajs/confluent-schema-registry";
import { createDeserializer, createRegistryClient, createSerializer, type TypedSchema } from "@magicbyte/registry";
import { startRegistry } from "@magicbyte/testkit";

/** A registry over HTTP, and as many clients of it as are asked for: none knows what another one has seen. */
export async function startExchange() {
  const registry = await startRegistry();
  const magicbyte = createRegistryClient({ baseUrl: registry.url });
  return {
    registry,
    magicbyte,
    confluent: () => new SchemaRegistryClient({ baseURLs: [registry.url], maxRetries: 0 }),
    kafkajs: (options: ConstructorParameters<typeof SchemaRegistry>[1] = {}) =>
      new SchemaRegistry({ host: registry.url, retry: { retries: 0 } }, options),
    async [Symbol.asyncDispose]() {
      await magicbyte.close();
      await registry.stop();
    },
  };
}

export type Exchange = Awaited<ReturnType<typeof startExchange>>;

/** The topic that every message is on. */
export const TOPIC = "orders";
/** The subject of its values, as all clients call it. */
const SUBJECT = `${TOPIC}-value`;

/** How another client writes and reads the topic's values: with the latest schema, or as they were written. */
export type Peer = {
  write(value: unknown): Promise<Buffer>;
  read(bytes: Buffer): Promise<unknown>;
};

/** The KafkaJS client as a peer. What it reads, it reads without having seen anything before. */
export function kafkajsPeer(exchange: Exchange, options?: ConstructorParameters<typeof SchemaRegistry>[1]): Peer {
  return {
    async write(value) {
      const client = exchange.kafkajs(options);
      return client.encode(await client.getLatestSchemaId(SUBJECT), value);
    },
    read: (bytes) => exchange.kafkajs(options).decode(bytes),
  };
}

/** Writes with magicbyte, which registers the schema. */
export async function write({ magicbyte }: Exchange, schema: TypedSchema<unknown>, value: unknown): Promise<Buffer> {
  const serializer = await createSerializer({ client: magicbyte, schema }).prepare({ topic: TOPIC });
  return serializer.encode(value);
}

/** Reads with magicbyte. */
export function read({ magicbyte }: Exchange, schema: TypedSchema<unknown>, bytes: Buffer): Promise<unknown> {
  return createDeserializer({ client: magicbyte, schema }).deserialize(bytes, { topic: TOPIC });
}
