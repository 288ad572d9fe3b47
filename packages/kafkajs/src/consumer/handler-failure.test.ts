import { TransportError, UsageError } from "@magicbyte/registry";
import { KafkaJSConnectionError, KafkaJSProtocolError } from "kafkajs";
import { beforeEach, describe, expect, it } from "vitest";
import { type ConsumerBed, orders, startConsumerBed, until } from "../../test/consumer-bed.js";
import { deadLetter, type HandlerFailure, retryTopics, typedConsumer } from "../index.js";

let bed: ConsumerBed;
beforeEach(async () => {
  bed = await startConsumerBed();
  return () => bed.close();
});

/** Fails the first calls for a message. */
function failing(times: number, error: unknown, ids: readonly string[] = ["a"]) {
  const calls: string[] = [];
  const handler = ({ value }: { readonly value: { readonly id: string } }) => {
    calls.push(value.id);
    if (ids.includes(value.id) && calls.filter((id) => id === value.id).length <= times) throw error;
  };
  return { calls, handler };
}

describe("a handler that fails", () => {
  it("is called again in place, before the message behind it, and nothing is restarted", async () => {
    await bed.send("a", "b");
    const { calls, handler } = failing(2, new Error("busy"));
    const { consumer, events } = bed.consumer({ retry: { attempts: 3, backoff: 5 } });
    const crashes: unknown[] = [];
    consumer.raw.on(consumer.raw.events.CRASH, (event) => crashes.push(event));
    const attempts: number[] = [];
    await consumer.run(orders, (message) => {
      attempts.push(message.attempt);
      handler(message);
    });
    await until(() => calls.length === 4);
    expect(calls).toEqual(["a", "a", "a", "b"]);
    expect(attempts).toEqual([1, 2, 3, 1]);
    expect(events).toMatchObject([
      { type: "retry", attempts: 1, delayMs: 5, offset: "0" },
      { type: "retry", attempts: 2, delayMs: 5, offset: "0" },
    ]);
    expect(crashes).toEqual([]);
  });

  it.each([
    ["an Error", new Error("no")],
    ["a TypeError, which KafkaJS takes for a bug", new TypeError("undefined is not a function")],
    [
      "an error caused by one of KafkaJS",
      new Error("no", { cause: Object.assign(new Error("x"), { retriable: true }) }),
    ],
    ["no Error at all", "a text"],
    ["undefined", undefined],
  ])("for good with %s ends consumption, and `closed` rejects with just that", async (_what, error) => {
    await bed.send("a", "b");
    const { calls, handler } = failing(Number.POSITIVE_INFINITY, error);
    const { consumer } = bed.consumer({ retry: { attempts: 2, backoff: 1 } });
    await consumer.run(orders, handler);
    const reason: unknown = await consumer.closed.then(
      () => "it was resolved",
      (rejected: unknown) => rejected,
    );
    expect(reason).toBe(error);
    expect(calls).toEqual(["a", "a"]);
    expect((await bed.committed())[0]).not.toBe("1");
  });

  it("is passed by, dead-lettered, or decided on by a function", async () => {
    await bed.send("skip", "letter", "mine", "fine");
    const told: HandlerFailure[] = [];
    const letter = deadLetter(bed.producer, { topic: "dead" });
    const { calls, handler } = failing(Number.POSITIVE_INFINITY, new Error("no"), ["skip", "letter", "mine"]);
    const { consumer, events } = bed.consumer({
      retry: { attempts: 2, backoff: 1 },
      onHandlerError(failure) {
        told.push(failure);
        if (String(failure.key) === "skip") return "skip";
        return String(failure.key) === "letter" ? letter : undefined;
      },
    });
    await consumer.run(orders, handler);
    await until(() => calls.includes("fine"));
    expect(told.map(({ key, attempts, schemaId }) => [String(key), attempts, schemaId])).toEqual(
      ["skip", "letter", "mine"].map((id) => [id, 2, 1]),
    );
    expect(events.flatMap((event) => (event.type === "handler-error" ? [event.decision] : []))).toEqual([
      "skip",
      "dead-letter",
      "dealt-with",
    ]);
    expect(bed.broker.messages("dead").map(({ key }) => String(key))).toEqual(["letter"]);
    await consumer.stop();
    expect(await bed.committed()).toEqual({ 0: "4" });
  });

  it("waits long by pausing the partition: other partitions go on, and attempts are remembered", async () => {
    await bed.broker.createTopic("orders", { partitions: 2 });
    const id = (partition: number, text: string) => ({ key: text, value: { id: text, quantity: 1 }, partition });
    await bed.producer.send(orders, [id(0, "a"), id(0, "b"), id(1, "c")]);
    const { calls, handler } = failing(2, new Error("busy"));
    const attempts: number[] = [];
    const { consumer, events } = bed.consumer({ retry: { attempts: 3, backoff: 400 }, inPlaceWaitMs: 100 });
    await consumer.run(orders, (message) => {
      if (message.value.id === "a") attempts.push(message.attempt);
      handler(message);
    });
    await until(() => calls.includes("b"));
    expect(attempts).toEqual([1, 2, 3]);
    expect(calls.filter((each) => each === "a" || each === "b")).toEqual(["a", "a", "a", "b"]);
    expect(calls.indexOf("c")).toBeLessThan(calls.lastIndexOf("a"));
    expect(events.filter(({ type }) => type === "paused").length).toBe(2);
    await consumer.stop();
    expect(await bed.committed()).toEqual({ 0: "2", 1: "1" });
  });

  it("goes through retry topics, which are consumed as well, and then to the dead letters", async () => {
    await bed.send("a", "b");
    const { calls, handler } = failing(Number.POSITIVE_INFINITY, new Error("no"));
    const topics: string[] = [];
    const { consumer } = bed.consumer({
      retry: { attempts: 1 },
      onHandlerError: retryTopics(bed.producer, {
        delaysMs: [300, 20],
        whenExhausted: deadLetter(bed.producer, { topic: (source) => `${source}.dlq` }),
      }),
    });
    const startedAt: number[] = [];
    await consumer.run(orders, (message) => {
      topics.push(`${message.topic}:${message.value.id}`);
      startedAt.push(Date.now());
      handler(message);
    });
    await until(() => bed.broker.topics().some(({ name }) => name === "orders.dlq"));
    await until(() => bed.broker.messages("orders.dlq").length === 1);
    expect(topics).toEqual(["orders:a", "orders:b", "orders.retry.1:a", "orders.retry.2:a"]);
    expect((startedAt[2] ?? 0) - (startedAt[0] ?? 0)).toBeGreaterThanOrEqual(299);
    expect(calls).toEqual(["a", "b", "a", "a"]);
    await consumer.stop();
    expect(await bed.committed("orders.retry.1")).toEqual({ 0: "1" });
    expect(await bed.committed("orders.retry.2")).toEqual({ 0: "1" });
  });
});

describe("what is no failure of a handler", () => {
  it.each([
    ["a KafkaJS connection error", () => new KafkaJSConnectionError("connect ECONNREFUSED")],
    ["one in the causes of its error", () => new Error("no", { cause: new KafkaJSConnectionError("closed") })],
    [
      "a registry that does not answer",
      () => new TransportError("GET: no answer", { reason: "network", retryable: true, requestSent: true }),
    ],
  ])("%s is waited for, however often it comes", async (_what, makeError) => {
    await bed.send("a", "b");
    const { calls, handler } = failing(4, makeError());
    const { consumer, events } = bed.consumer({ retry: { attempts: 1 }, inPlaceWaitMs: 300, pauseMs: 50 });
    await consumer.run(orders, handler);
    await until(() => calls.includes("b"));
    expect(calls).toEqual(["a", "a", "a", "a", "a", "b"]);
    expect(events.filter(({ type }) => type === "outage")).toHaveLength(4);
    expect(events.filter(({ type }) => type === "retry" || type === "handler-error")).toEqual([]);
  });

  it.each(["REBALANCE_IN_PROGRESS", "ILLEGAL_GENERATION", "UNKNOWN_MEMBER_ID"])(
    "%s from KafkaJS has the group joined again, and the message delivered again",
    async (type) => {
      await bed.send("a", "b");
      const error = new KafkaJSProtocolError(Object.assign(new Error(type), { type, code: 1, retriable: false }));
      const { calls, handler } = failing(1, error);
      // To the broker the member is still there, until its session ends.
      const { consumer, events } = bed.consumer({ retry: { attempts: 1 } }, { sessionTimeout: 500 });
      const joins: unknown[] = [];
      consumer.raw.on(consumer.raw.events.GROUP_JOIN, (event) => joins.push(event));
      await consumer.run(orders, handler);
      await until(() => calls.includes("b"));
      expect(calls).toEqual(["a", "a", "b"]);
      expect(joins).toHaveLength(2);
      expect(events).toEqual([]);
    },
  );
});

describe("peer failures", () => {
  it("peer failure 31: a handler that always fails is not called for ever", async () => {
    await bed.send("a");
    const { calls, handler } = failing(Number.POSITIVE_INFINITY, new Error("no"));
    const raw = bed.rawConsumer({ retry: { retries: 1, initialRetryTime: 5, maxRetryTime: 5 } });
    const crashes: boolean[] = [];
    raw.on(raw.events.CRASH, ({ payload }) => crashes.push(payload.restart));
    const consumer = typedConsumer(raw, {
      client: bed.client,
      fromBeginning: true,
      retry: { attempts: 20, backoff: 1 },
    });
    await consumer.run(orders, handler);
    await expect(consumer.closed).rejects.toThrow("no");
    expect([calls.length, crashes]).toEqual([20, [false]]);
  });

  it("peer failure 35: commits never move past a message that a retry still holds", async () => {
    await bed.send("a", "b", "c", "d", "e", "f");
    let isBusy = true;
    const done: string[] = [];
    const { consumer, events } = bed.consumer({
      concurrency: 4,
      commitEveryMs: 0,
      inPlaceWaitMs: 50,
      retry: { attempts: Number.POSITIVE_INFINITY, backoff: 60 },
    });
    await consumer.run(orders, async ({ value }) => {
      if (value.id === "c" && isBusy) {
        await until(() => done.length === 5);
        throw new Error("busy");
      }
      done.push(value.id);
    });
    await until(() => events.filter(({ type }) => type === "paused").length >= 3);
    expect(await bed.committed()).toEqual({ 0: "2" });
    isBusy = false;
    await until(() => done.includes("c") && done.includes("f"));
    await consumer.stop();
    expect(await bed.committed()).toEqual({ 0: "6" });
    // Those behind it were handled while it waited, and are not handled again.
    expect([...done].sort()).toEqual(["a", "b", "c", "d", "e", "f"]);
  });
});

describe("options", () => {
  it.each([
    ["onPoisonPill", { onPoisonPill: "ignore" }],
    ["onPoisonPill", { onPoisonPill: { kind: "retry-topics" } }],
    ["onHandlerError", { onHandlerError: 3 }],
    ["retry.attempts", { retry: { attempts: 0 } }],
    ["retry.backoff", { retry: { backoff: -1 } }],
    ["concurrency", { concurrency: 0 }],
    ["stopTimeoutMs", { stopTimeoutMs: Number.NaN }],
    ["client", { client: {} }],
  ])("are refused where %s cannot be right", (name, options) => {
    const make = () => typedConsumer(bed.rawConsumer(), { client: bed.client, ...options } as never);
    expect(make).toThrow(UsageError);
    expect(make).toThrow(name);
  });

  it("want a consumer", () => {
    expect(() => typedConsumer(bed.kafka.producer() as never, { client: bed.client })).toThrow(/kafka\.consumer\(/);
  });
});
