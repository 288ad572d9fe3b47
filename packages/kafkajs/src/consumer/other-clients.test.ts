import { UsageError } from "@magicbyte/registry";
import { beforeEach, describe, expect, it } from "vitest";
import { type ConsumerBed, orders, startConsumerBed } from "../../test/consumer-bed.js";
import type { FetchedBatch, KafkaConsumerAdapter, RunSettings } from "../client/kafka-client.js";
import { type TransactionalConsumerOptions, transactionalConsumer, typedConsumer } from "../index.js";

let bed: ConsumerBed;
beforeEach(async () => {
  bed = await startConsumerBed();
  return () => bed.close();
});

/** A client without events that heartbeats by itself, as Confluent's. Batches are handed to it by the test. */
function otherClient(capabilities: Partial<KafkaConsumerAdapter["capabilities"]> = {}) {
  const calls: string[] = [];
  let settings: RunSettings | undefined;
  const adapter: KafkaConsumerAdapter<{ readonly own: true }> = {
    clientName: "other",
    raw: { own: true },
    capabilities: {
      rebalanceEvents: false,
      pausePartitions: true,
      resolveOffsets: true,
      heartbeats: "by-client",
      settingsPerRun: false,
      ...capabilities,
    },
    connect: async () => void calls.push("connect"),
    disconnect: async () => void calls.push("disconnect"),
    subscribe: async (topics) => void calls.push(`subscribe ${topics}`),
    run: async (given) => {
      settings = given;
    },
    stop: async () => {},
    pause: (places) => void calls.push(`pause ${places.map(({ topic, partition }) => `${topic}/${partition}`)}`),
    resume: () => {},
    seek: () => {},
    commitOffsets: async () => {},
    listen: () => () => {},
    errorKind: () => undefined,
    fatalError: (error) => error,
  };

  async function hand(resolved: string[]): Promise<void> {
    const records = bed.broker.messages("orders").map((message) => ({
      ...message,
      offset: String(message.offset),
      timestamp: String(message.timestamp),
      headers: {},
    }));
    const batch: FetchedBatch = {
      topic: "orders",
      partition: 0,
      records,
      highWatermark: String(records.length),
      resolveOffset: (offset) => resolved.push(offset),
      heartbeat: async () => {},
      commitIfDue: async () => {},
      isRunning: () => true,
      isStale: () => false,
    };
    await settings?.eachBatch(batch);
  }

  return { adapter, calls, hand };
}

it("consumes through an adapter of another client", async () => {
  await bed.send("a", "b");
  const { adapter, calls, hand } = otherClient();
  const consumer = typedConsumer(adapter, { client: bed.client });
  const got: string[] = [];
  await consumer.run(orders, ({ value }) => got.push(value.id));
  const resolved: string[] = [];
  await hand(resolved);
  expect([got, resolved]).toEqual([["a", "b"], ["1"]]);
  expect(consumer.raw).toEqual({ own: true });
  expect([consumer.events, consumer.on]).toEqual([undefined, undefined]);
  await consumer.stop();
  await consumer.closed;
  expect(calls).toEqual(["connect", "subscribe orders", "disconnect"]);
});

it("pauses what it knows of, although nobody says what is assigned", async () => {
  await bed.send("a", "b");
  const { adapter, calls, hand } = otherClient();
  const consumer = typedConsumer(adapter, { client: bed.client, retry: { attempts: 2, backoff: 60_000 } });
  await consumer.run(orders, () => Promise.reject(new Error("busy")));
  const resolved: string[] = [];
  await hand(resolved);
  expect(resolved).toEqual([]);
  expect(calls).toContain("pause orders/0");
  await consumer.stop();
});

describe("a client that cannot do what is needed is refused", () => {
  it.each([
    ["resolving offsets", { resolveOffsets: false }, {}],
    ["pausing", { pausePartitions: false }, {}],
    ["beginning where it is told", {}, { fromBeginning: true }],
  ])("%s", (_what, capabilities, options) => {
    const { adapter } = otherClient(capabilities);
    expect(() => typedConsumer(adapter, { client: bed.client, ...options })).toThrow(UsageError);
  });

  it("exactly once", () => {
    const { adapter } = otherClient();
    const options = { client: bed.client } as unknown as TransactionalConsumerOptions;
    expect(() => transactionalConsumer(adapter, options)).toThrow(/other must tell of its partitions/);
  });
});
