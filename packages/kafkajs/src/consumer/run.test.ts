import { UsageError } from "@magicbyte/registry";
import { beforeEach, describe, expect, it } from "vitest";
import { avscSchema } from "../../test/avsc-schema.js";
import { type ConsumerBed, createGate, orders, startConsumerBed, until } from "../../test/consumer-bed.js";
import { created, deleted, type Order, order, orderKey, orderWithoutNote } from "../../test/schemas.js";
import { defineTopic, int32, nullable, on, oneOf, type TypedMessage, typedConsumer, utf8 } from "../index.js";

/** Orders as somebody else writes them. */
const orderReordered = avscSchema<Pick<Order, "id" | "quantity">>({
  type: "record",
  name: "Order",
  namespace: "shop",
  fields: [
    { name: "quantity", type: "int" },
    { name: "id", type: "string" },
  ],
});

let bed: ConsumerBed;
beforeEach(async () => {
  bed = await startConsumerBed();
  return () => bed.close();
});

describe("run", () => {
  it("gives a handler everything a message is", async () => {
    const typed = defineTopic("typed", { key: orderKey, value: order, headers: { tries: int32, source: utf8 } });
    await bed.producer.send(typed, [
      {
        key: { id: "a" },
        value: { id: "a", quantity: 1 },
        headers: { tries: 7, source: "test", other: "bytes" },
        timestamp: 1_700_000_000_000,
      },
    ]);
    const { consumer } = bed.consumer();
    const got: TypedMessage<typeof typed>[] = [];
    await consumer.run(typed, (message) => got.push(message));
    await until(() => got.length === 1);
    expect(got[0]).toMatchObject({
      key: { id: "a" },
      value: { id: "a", quantity: 1, note: null },
      headers: { tries: 7, source: "test", other: Buffer.from("bytes") },
      topic: "typed",
      partition: 0,
      offset: "0",
      timestamp: new Date(1_700_000_000_000),
      schemaId: expect.any(Number),
      subject: "typed-value",
      attempt: 1,
    });
    expect(got[0]?.raw.value).toEqual(bed.broker.messages("typed")[0]?.value);
    expect(got[0]?.signal.aborted).toBe(false);
  });

  it("consumes several topics, each with its handler; events of several types on one of them", async () => {
    const users = defineTopic("users", { key: utf8, value: nullable(utf8) });
    const events = defineTopic("events", { value: oneOf({ created, deleted }) });
    await bed.send("a");
    await bed.producer.send(users, [
      { key: "ann", value: "Ann" },
      { key: "ann", value: null },
    ]);
    await bed.producer.send(events, [
      { value: { type: "created", value: { id: "1" } } },
      { value: { type: "deleted", value: { reason: "2" } } },
    ]);
    const got: unknown[] = [];
    const { consumer } = bed.consumer();
    await consumer.run([
      on(orders, ({ value }) => got.push(value.id)),
      on(users, ({ key, value }) => got.push([key, value])),
      on(events, ({ value }) => got.push(value)),
    ]);
    await until(() => got.length === 5);
    expect(got).toEqual(
      expect.arrayContaining([
        "a",
        ["ann", "Ann"],
        ["ann", null],
        { type: "created", value: { id: "1" } },
        { type: "deleted", value: { reason: "2" } },
      ]),
    );
  });

  it("asks for each schema of a batch once, all at the same time", async () => {
    const schemas = [order, orderWithoutNote, orderReordered];
    for (const [index, value] of schemas.entries()) {
      const topic = defineTopic(`of-${index}`, { value });
      await bed.producer.send(topic, [{ value: { id: topic.name, quantity: 1 } }]);
    }
    const mixed = schemas.flatMap((_, index) => bed.broker.messages(`of-${index}`).map(({ value }) => ({ value })));
    await bed.broker.produce("mixed", [...mixed, ...mixed, ...mixed]);
    let underWay = 0;
    let most = 0;
    bed.registry.intercept("GET /schemas/ids/{id}", async (_call, next) => {
      most = Math.max(most, ++underWay);
      // Nobody is answered before all have asked.
      await until(() => most === schemas.length);
      underWay--;
      return next();
    });
    const before = bed.registry.requests.count("GET /schemas/ids/{id}");
    const got: string[] = [];
    const { consumer } = bed.consumer();
    await consumer.run(defineTopic("mixed", { value: order }), ({ value }) => got.push(value.id));
    await until(() => got.length === 9);
    expect(got.slice(0, 3)).toEqual(["of-0", "of-1", "of-2"]);
    expect(bed.registry.requests.count("GET /schemas/ids/{id}") - before).toBe(3);
  });

  it("resolves when the group has been joined, so that what is sent then arrives", async () => {
    await bed.broker.createTopic("orders");
    const { consumer } = bed.consumer({ fromBeginning: false });
    const got: string[] = [];
    await consumer.run(orders, ({ value }) => got.push(value.id));
    expect(bed.broker.groups()).toMatchObject([{ groupId: "group", state: "Stable" }]);
    await until(async () => {
      await bed.send("a");
      return got.length > 0;
    });
  });

  it("is refused a second time, and after a stop", async () => {
    await bed.send("a");
    const { consumer } = bed.consumer();
    await consumer.run(orders, () => {});
    await expect(consumer.run(orders, () => {})).rejects.toThrow(UsageError);
    await expect(consumer.runBatch(orders, () => {})).rejects.toThrow("a consumer runs once");
    await consumer.stop();
    await expect(consumer.run(orders, () => {})).rejects.toThrow(UsageError);
    await consumer.closed;
  });

  it("rejects when the brokers cannot be reached, and so does `closed`", async () => {
    const kafka = bed.newKafka({ brokers: ["127.0.0.1:1"], retry: { retries: 0 } });
    const { consumer } = bed.consumer({}, {}, kafka);
    const failed: unknown = await consumer.run(orders, () => {}).catch((error: unknown) => error);
    expect(failed).toMatchObject({ name: expect.stringMatching(/^KafkaJS/) });
    await expect(consumer.closed).rejects.toBe(failed);
  });

  it("subscribes where that is still to do, and leaves it where told so", async () => {
    await bed.send("a");
    const raw = bed.rawConsumer();
    await raw.connect();
    await raw.subscribe({ topics: [/^ord/], fromBeginning: true });
    const consumer = bed.closing(typedConsumer(raw, { client: bed.client, subscribe: false }));
    const got: string[] = [];
    await consumer.run(orders, ({ value }) => got.push(value.id));
    await until(() => got.length === 1);
    expect(consumer.raw).toBe(raw);
    expect(consumer.events).toBe(raw.events);
  });

  it.each([
    ["a name in place of a topic", (run: (...args: never[]) => unknown) => run("orders" as never, (() => {}) as never)],
    ["no handler", (run: (...args: never[]) => unknown) => run(orders as never)],
    ["an empty list", (run: (...args: never[]) => unknown) => run([] as never)],
    [
      "a topic twice",
      (run: (...args: never[]) => unknown) => run([on(orders, () => {}), on(orders, () => {})] as never),
    ],
  ])("refuses %s", async (_what, call) => {
    const { consumer } = bed.consumer();
    await expect(call(consumer.run as (...args: never[]) => unknown)).rejects.toThrow(UsageError);
  });
});

describe("runBatch", () => {
  it("gives the messages of a partition that were fetched together", async () => {
    await bed.send("a", "b", "c");
    const { consumer } = bed.consumer();
    const got: string[][] = [];
    await consumer.runBatch(orders, ({ messages, topic, partition, highWatermark }) => {
      expect([topic, partition, highWatermark]).toEqual(["orders", 0, "3"]);
      got.push(messages.map(({ value }) => value.id));
    });
    await until(() => got.length === 1);
    expect(got).toEqual([["a", "b", "c"]]);
    await consumer.stop();
    expect(await bed.committed()).toEqual({ 0: "3" });
  });

  it("hands the rest to the handler again when it has failed", async () => {
    await bed.send("a", "b", "c", "d");
    const { consumer } = bed.consumer({ retry: { backoff: 1 } });
    const got: string[][] = [];
    await consumer.runBatch(
      orders,
      ({ messages, attempt, done }) => {
        got.push(messages.map(({ value }) => value.id));
        if (attempt > 1 || messages[1] === undefined) return;
        done(messages[1]);
        throw new Error("later");
      },
      { maxMessages: 3 },
    );
    await until(() => got.length === 3);
    expect(got).toEqual([["a", "b", "c"], ["c"], ["d"]]);
    await consumer.stop();
    expect(await bed.committed()).toEqual({ 0: "4" });
  });
});

describe("message.pause", () => {
  it("has no further messages of the partition delivered until it is resumed, and loses none", async () => {
    await bed.send("a", "b", "c");
    const { consumer } = bed.consumer();
    const got: string[] = [];
    const resumes: (() => void)[] = [];
    await consumer.run(orders, ({ value, pause }) => {
      got.push(value.id);
      if (value.id === "a") resumes.push(pause());
    });
    await until(() => resumes.length === 1);
    await until(async () => (await bed.committed())[0] === "1");
    await bed.send("d");
    expect(got).toEqual(["a"]);
    resumes[0]?.();
    await until(() => got.length === 4);
    expect(got).toEqual(["a", "b", "c", "d"]);
  });

  it("holds through a rebalance, and so does a pause of the whole topic", async () => {
    await bed.broker.createTopic("orders", { partitions: 1 });
    const { consumer } = bed.consumer();
    const got: string[] = [];
    await consumer.run(orders, ({ value }) => got.push(value.id));
    consumer.pause(orders);
    await bed.send("a");
    const { consumer: other } = bed.consumer({ onHandlerError: "throw" });
    const gate = createGate();
    await other.run(orders, () => gate.passed);
    await until(() => bed.broker.groups()[0]?.members.length === 2);
    gate.open();
    await other.stop();
    await until(() => bed.broker.groups()[0]?.members.length === 1);
    const before = got.length;
    await bed.send("b");
    consumer.resume(orders);
    await until(() => got.includes("b"));
    expect(before).toBe(0);
  });

  it("holds through a restart of KafkaJS, which forgets it", async () => {
    const users = defineTopic("users", { key: utf8, value: utf8 });
    await bed.broker.createTopic("orders");
    await bed.broker.createTopic("users");
    const { consumer } = bed.consumer({}, { retry: { retries: 0, initialRetryTime: 20 } });
    const got: string[] = [];
    const restarts: boolean[] = [];
    consumer.raw.on(consumer.raw.events.CRASH, ({ payload }) => restarts.push(payload.restart));
    let joins = 0;
    consumer.raw.on(consumer.raw.events.GROUP_JOIN, () => joins++);
    await consumer.run([on(orders, ({ value }) => got.push(value.id)), on(users, ({ value }) => got.push(value))]);
    consumer.pause(orders);
    bed.broker.intercept("Fetch", { fail: "REQUEST_TIMED_OUT" }, { times: 1 });
    await until(() => restarts.length > 0 && joins > 1);
    expect(restarts).toEqual([true]);
    expect(consumer.raw.paused()).toEqual([{ topic: "orders", partitions: [0] }]);
    await bed.send("order");
    await bed.producer.send(users, [{ key: "u", value: "user" }]);
    await until(() => got.length > 0);
    await bed.producer.send(users, [{ key: "u", value: "user again" }]);
    await until(() => got.length > 1);
    expect(got).toEqual(["user", "user again"]);
    consumer.resume(orders);
    await until(() => got.includes("order"));
  });
});
