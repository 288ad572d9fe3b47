import { UsageError } from "@magicbyte/registry";
import type { ConsumerConfig, Kafka } from "kafkajs";
import { beforeEach, describe, expect, it } from "vitest";
import { type ConsumerBed, createGate, orders, startConsumerBed, until } from "../../test/consumer-bed.js";
import {
  type ConsumerEvent,
  deadLetter,
  defineTopic,
  type TransactionalConsumerOptions,
  transactionalConsumer,
  utf8,
} from "../index.js";

let bed: ConsumerBed;
beforeEach(async () => {
  bed = await startConsumerBed();
  return () => bed.close();
});

const copies = defineTopic("copies", { key: utf8, value: utf8 });

function newConsumer(
  options: Partial<TransactionalConsumerOptions> = {},
  config: Partial<ConsumerConfig> = {},
  kafka: Kafka = bed.kafka,
) {
  const events: ConsumerEvent[] = [];
  const consumer = transactionalConsumer(bed.rawConsumer(config, kafka), {
    client: bed.newClient(),
    admin: kafka.admin(),
    producer: (topic, partition) =>
      kafka.producer({ transactionalId: `copier-${topic}-${partition}`, idempotent: true, maxInFlightRequests: 1 }),
    fromBeginning: true,
    heartbeatEveryMs: 50,
    onEvent: (event) => events.push(event),
    ...options,
  });
  return { consumer: bed.closing(consumer), events };
}

/** What has been committed to the output, and what of that more than once. */
function copied(): { readonly ids: string[]; readonly twice: string[] } {
  const ids = bed.broker
    .topics()
    .filter(({ name }) => name === "copies")
    .flatMap(({ name }) => bed.broker.messages(name).map(({ value }) => String(value)));
  return { ids, twice: ids.filter((id, index) => ids.indexOf(id) !== index) };
}

function ids(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `id-${index}`);
}

describe("consume, transform, produce", () => {
  it("commits what was sent together with the offsets, several messages in one transaction", async () => {
    await bed.send(...ids(10));
    const { consumer } = newConsumer({ maxMessages: 4 });
    await consumer.run(orders, async ({ key, value }, transaction) => {
      await transaction.send(copies, [{ key, value: value.id }]);
    });
    await until(() => copied().ids.length === 10);
    expect(copied().ids).toEqual(ids(10));
    await until(async () => (await bed.committed())[0] === "10");
    await consumer.stop();
    await consumer.closed;
  });

  it("shows nothing of a handler that fails, and retries the message alone", async () => {
    await bed.send("a", "b", "c");
    let failures = 2;
    const { consumer, events } = newConsumer({ retry: { attempts: 5, backoff: 1 } });
    await consumer.run(orders, async ({ key, value }, transaction) => {
      await transaction.send(copies, [{ key, value: value.id }]);
      if (value.id === "b" && failures-- > 0) throw new Error("busy");
    });
    await until(() => copied().ids.length === 3);
    expect(copied()).toEqual({ ids: ["a", "b", "c"], twice: [] });
    expect(events.map(({ type }) => type)).toEqual(["retry", "retry"]);
    await until(async () => (await bed.committed())[0] === "3");
  });

  it("ends by default when a message fails for good: those before it are committed, it is not", async () => {
    await bed.send("a", "b", "c");
    const error = new TypeError("no");
    const { consumer } = newConsumer({ retry: { attempts: 2, backoff: 1 } });
    await consumer.run(orders, async ({ key, value }, transaction) => {
      await transaction.send(copies, [{ key, value: value.id }]);
      if (value.id === "b") throw error;
    });
    await expect(consumer.closed).rejects.toBe(error);
    expect(copied().ids).toEqual(["a"]);
    await until(async () => (await bed.committed())[0] === "1");
  });

  it("sends dead letters in transactions: of what cannot be read, and of what cannot be handled", async () => {
    await bed.send("a", "bad");
    await bed.broker.produce("orders", [{ key: "x", value: "unframed" }]);
    await bed.send("b");
    const letter = deadLetter(bed.producer, { topic: "dead" });
    const { consumer } = newConsumer({ onPoisonPill: letter, onHandlerError: letter, retry: { attempts: 1 } });
    await consumer.run(orders, async ({ key, value }, transaction) => {
      if (value.id === "bad") throw new Error("no");
      await transaction.send(copies, [{ key, value: value.id }]);
    });
    await until(() => copied().ids.length === 2);
    expect(copied().ids).toEqual(["a", "b"]);
    expect(bed.broker.messages("dead").map(({ key }) => String(key))).toEqual(["bad", "x"]);
    await until(async () => (await bed.committed())[0] === "4");
  });

  it("passes what is skipped by, and commits that", async () => {
    await bed.broker.produce("orders", [{ key: "x", value: "unframed" }]);
    const { consumer } = newConsumer({ onPoisonPill: "skip" });
    await consumer.run(orders, () => {});
    await until(async () => (await bed.committed())[0] === "1");
  });
});

describe("exactly once", () => {
  it("a zombie that wakes up after a rebalance commits nothing", async () => {
    await bed.send(...ids(6));
    const zombieKafka = bed.newKafka({ clientId: "zombie", requestTimeout: 500 });
    const gate = createGate();
    const zombieHandled: string[] = [];
    const { consumer: zombie } = newConsumer({}, { sessionTimeout: 400 }, zombieKafka);
    await zombie.run(orders, async ({ key, value }, transaction) => {
      zombieHandled.push(value.id);
      await transaction.send(copies, [{ key, value: value.id }]);
      // Frozen with half of a transaction sent.
      if (zombieHandled.length === 3) await gate.passed;
    });
    await until(() => zombieHandled.length === 3);
    const frozen = bed.broker.intercept("Heartbeat", "hang", { when: ({ clientId }) => clientId === "zombie" });
    const { consumer: owner } = newConsumer();
    await owner.run(orders, async ({ key, value }, transaction) => {
      await transaction.send(copies, [{ key, value: value.id }]);
    });
    await until(() => copied().ids.length === 6);
    expect(copied()).toEqual({ ids: ids(6), twice: [] });
    gate.open();
    frozen.remove();
    await bed.send("after");
    await until(() => copied().ids.includes("after"));
    await until(async () => (await bed.committed())[0] === "7");
    await Promise.all([zombie.stop(), owner.stop()]);
    expect(copied()).toEqual({ ids: [...ids(6), "after"], twice: [] });
  });

  it("holds when the answer to a commit is lost", async () => {
    await bed.send(...ids(6));
    bed.broker.intercept("EndTxn", { disconnect: "after" }, { times: 1 });
    const { consumer, events } = newConsumer({ maxMessages: 3 });
    await consumer.run(orders, async ({ key, value }, transaction) => {
      await transaction.send(copies, [{ key, value: value.id }]);
    });
    await until(() => copied().ids.length >= 6);
    await until(async () => (await bed.committed())[0] === "6");
    expect(copied()).toEqual({ ids: ids(6), twice: [] });
    expect(events.map(({ type }) => type)).toContain("outage");
  });

  it("holds through rebalances and a broker that crashes", async () => {
    await bed.broker.createTopic("orders", { partitions: 3 });
    const all = ids(150);
    const retry = { initialRetryTime: 20, maxRetryTime: 100, retries: 5 };
    const copy = async (
      { key, value }: { key: string; value: { id: string } },
      transaction: { send(topic: typeof copies, messages: { key: string; value: string }[]): Promise<unknown> },
    ) => {
      await transaction.send(copies, [{ key, value: value.id }]);
    };
    const { consumer } = newConsumer({ maxMessages: 5 }, { retry });
    await bed.send(...all.slice(0, 50));
    await consumer.run(orders, copy);
    const { consumer: second } = newConsumer({ maxMessages: 5 }, { retry });
    await second.run(orders, copy);
    await bed.send(...all.slice(50, 100));
    await bed.broker.crash();
    await bed.broker.restart();
    await second.stop();
    await bed.send(...all.slice(100));
    await until(() => new Set(copied().ids).size === all.length);
    expect(copied().twice).toEqual([]);
  });
});

it.each([
  ["producer", { admin: {} }],
  ["admin", { producer: () => {} }],
  ["maxMessages", { producer: () => {}, admin: { fetchOffsets() {} }, maxMessages: 0 }],
])("is refused without a right `%s`", (name, options) => {
  const make = () => transactionalConsumer(bed.rawConsumer(), { client: bed.client, ...options } as never);
  expect(make).toThrow(UsageError);
  expect(make).toThrow(name);
});
