import type { Kafka, Producer } from "kafkajs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type ClientBed, createClientBed } from "../../../test/kafka-client.js";
import type { Broker } from "../broker.js";
import type { BrokerOptions } from "../broker-options.js";
import { startBroker } from "../start-broker.js";

let broker: Broker;
let bed: ClientBed;
let kafka: Kafka;

async function start(options: BrokerOptions = {}): Promise<void> {
  broker = await startBroker(options);
  kafka = bed.kafka({ brokers: broker.addresses });
  await broker.createTopic("in");
  await broker.createTopic("out", { partitions: 3 });
}

async function connect(transactionalId: string, transactionTimeout = 30_000): Promise<Producer> {
  const producer = bed.keep(
    kafka.producer({ transactionalId, transactionTimeout, idempotent: true, maxInFlightRequests: 1 }),
  );
  await producer.connect();
  return producer;
}

const out = (...values: string[]) => ({
  topic: "out",
  messages: values.map((value, i) => ({ value, partition: i % 3 })),
});

const committed = () =>
  broker
    .messages("out", { isolation: "read_committed" })
    .map(({ value }) => value?.toString())
    .sort();

async function committedOffset(): Promise<string | undefined> {
  const admin = kafka.admin();
  await admin.connect();
  const [topic] = await admin.fetchOffsets({ groupId: "g", topics: ["in"] });
  await admin.disconnect();
  return topic?.partitions[0]?.offset;
}

const sentOffset = (offset: string) => ({
  consumerGroupId: "g",
  topics: [{ topic: "in", partitions: [{ partition: 0, offset }] }],
});

beforeEach(() => {
  bed = createClientBed();
});

afterEach(async () => {
  await bed[Symbol.asyncDispose]();
  await broker.stop();
});

describe("a transactional KafkaJS producer", () => {
  it("commits messages and offsets together, or neither", async () => {
    await start({ brokers: 3 });
    const producer = await connect("tx");
    const aborted = await producer.transaction();
    await aborted.send(out("never", "never", "never"));
    await aborted.sendOffsets(sentOffset("3"));
    await aborted.abort();
    expect(committed()).toEqual([]);
    expect(await committedOffset()).toBe("-1");

    const transaction = await producer.transaction();
    await transaction.send(out("a", "b", "c"));
    await transaction.sendOffsets(sentOffset("5"));
    expect(committed()).toEqual([]);
    expect(await committedOffset()).toBe("-1");
    await transaction.commit();
    expect(committed()).toEqual(["a", "b", "c"]);
    expect(await committedOffset()).toBe("5");
  });

  it("is shut out by the next one with its id, which aborts what it left open", async () => {
    await start();
    const zombie = await connect("tx");
    const abandoned = await zombie.transaction();
    await abandoned.send(out("abandoned"));
    // KafkaJS asks for its producer id with the first transaction.
    const successor = await connect("tx");
    const transaction = await successor.transaction();
    await expect(abandoned.send(out("late"))).rejects.toMatchObject({ type: "INVALID_PRODUCER_EPOCH" });
    await expect(abandoned.commit()).rejects.toMatchObject({ type: "INVALID_PRODUCER_EPOCH" });
    await transaction.send(out("kept"));
    await transaction.commit();
    expect(committed()).toEqual(["kept"]);
  });

  it("is shut out when its transaction takes too long", async () => {
    await start();
    const producer = await connect("tx", 300);
    const transaction = await producer.transaction();
    await transaction.send(out("slow"));
    await transaction.sendOffsets(sentOffset("5"));
    await broker.produce("out", [{ value: "after", partition: 0 }]);
    await vi.waitFor(() => expect(committed()).toEqual(["after"]), { timeout: 20_000 });
    await expect(transaction.commit()).rejects.toMatchObject({ type: "INVALID_PRODUCER_EPOCH" });
    expect(committed()).toEqual(["after"]);
    expect(await committedOffset()).toBe("-1");
  });

  it("copies from topic to topic exactly once, whatever crashes and aborts in between", async () => {
    await start({ brokers: 3 });
    const values = Array.from({ length: 60 }, (_, i) => `${i}`.padStart(2, "0"));
    await broker.produce(
      "in",
      values.map((value) => ({ value })),
    );
    const producer = await connect("copy");
    const consumer = bed.keep(
      kafka.consumer({ groupId: "g", readUncommitted: false, heartbeatInterval: 50, maxWaitTimeInMs: 50 }),
    );
    await consumer.connect();
    await consumer.subscribe({ topic: "in", fromBeginning: true });
    let rounds = 0;
    await consumer.run({
      autoCommit: false,
      eachMessage: async ({ message }) => {
        const transaction = await producer.transaction();
        try {
          await transaction.send({ topic: "out", messages: [{ value: message.value }] });
          await transaction.sendOffsets(sentOffset(`${Number(message.offset) + 1}`));
          if (++rounds % 7 === 0) throw new Error("the handler changes its mind");
          await transaction.commit();
        } catch (error) {
          await transaction.abort();
          throw error;
        }
      },
    });
    for (const nodeId of [1, 2, 3]) {
      await vi.waitFor(() => expect(committed().length).toBeGreaterThan(nodeId * 10), { timeout: 25_000 });
      await broker.crash(nodeId);
      await broker.restart(nodeId);
    }
    await vi.waitFor(() => expect(committed()).toHaveLength(60), { timeout: 25_000 });
    expect(committed()).toEqual(values);
    expect(await committedOffset()).toBe("60");
  }, 90_000);
});
