import type { Consumer, ConsumerConfig, Kafka } from "kafkajs";
import { expect } from "vitest";
import {
  type ConsumerEvent,
  defineTopic,
  type TypedConsumer,
  type TypedConsumerOptions,
  type TypedProducer,
  typedConsumer,
  typedProducer,
  utf8,
} from "../src/index.js";
import { type Bed, type BedOptions, startBed } from "./bed.js";
import { order } from "./schemas.js";

export const orders = defineTopic("orders", { key: utf8, value: order });

/** A bed with a producer, and consumers that do not wait for long. */
export type ConsumerBed = Bed & {
  readonly producer: TypedProducer;
  /** A KafkaJS consumer of group "group" whose fetches return soon. */
  rawConsumer(config?: Partial<ConsumerConfig>, kafka?: Kafka): Consumer;
  /** A typed consumer of it that begins with the oldest messages; what it reports is in `events`. */
  consumer(
    options?: Partial<TypedConsumerOptions>,
    config?: Partial<ConsumerConfig>,
    kafka?: Kafka,
  ): { readonly consumer: TypedConsumer<Consumer>; readonly events: ConsumerEvent[] };
  /** Sends orders whose ids are their keys. */
  send(...ids: readonly string[]): Promise<void>;
  /** What the group has committed of a topic, by partition. */
  committed(topic?: string, groupId?: string): Promise<Record<number, string>>;
};

export async function startConsumerBed(options: BedOptions = {}): Promise<ConsumerBed> {
  const bed = await startBed({ ...options, broker: { groupMinSessionTimeoutMs: 100, ...options.broker } });
  const producer = bed.closing(typedProducer(bed.kafka.producer(), { client: bed.client }));
  const admin = bed.closing(bed.kafka.admin());
  await admin.connect();

  function rawConsumer(config: Partial<ConsumerConfig> = {}, kafka = bed.kafka): Consumer {
    return kafka.consumer({ groupId: "group", maxWaitTimeInMs: 50, heartbeatInterval: 100, ...config });
  }

  return {
    ...bed,
    producer,
    rawConsumer,
    consumer(consumerOptions = {}, config = {}, kafka = bed.kafka) {
      const events: ConsumerEvent[] = [];
      const consumer = typedConsumer(rawConsumer(config, kafka), {
        client: bed.newClient(),
        fromBeginning: true,
        heartbeatEveryMs: 50,
        onEvent: (event) => events.push(event),
        ...consumerOptions,
      });
      return { consumer: bed.closing(consumer), events };
    },
    async send(...ids) {
      await producer.send(
        orders,
        ids.map((id, index) => ({ key: id, value: { id, quantity: index } })),
      );
    },
    async committed(topic = orders.name, groupId = "group") {
      const [offsets] = await admin.fetchOffsets({ groupId, topics: [topic] });
      return Object.fromEntries((offsets?.partitions ?? []).map(({ partition, offset }) => [partition, offset]));
    },
  };
}

/** Waits for a condition: the machine may be slow. */
export async function until(condition: () => unknown, what = "the condition"): Promise<void> {
  await expect.poll(condition, { timeout: 25_000, interval: 10, message: what }).toBeTruthy();
}

/** A gate that is shut until it is opened. */
export function createGate(): { readonly passed: Promise<void>; open(): void } {
  let open: () => void = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open: () => open() };
}
