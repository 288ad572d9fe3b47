import { DeserializationError, failureKind, UsageError, WireFormatError } from "@magicbyte/registry";
import { beforeEach, describe, expect, it } from "vitest";
import { type ConsumerBed, createGate, orders, startConsumerBed, until } from "../../test/consumer-bed.js";
import { brokenOrder, order, orderKey } from "../../test/schemas.js";
import { deadLetter, defineTopic, int32, nullable, type PoisonPill, utf8 } from "../index.js";

let bed: ConsumerBed;
beforeEach(async () => {
  bed = await startConsumerBed();
  return () => bed.close();
});

const UNFRAMED = Buffer.from('{"id":"a"}');

/** A message that is framed, of a schema that readers of orders cannot read. */
async function sendBroken(): Promise<void> {
  const elsewhere = defineTopic("elsewhere", { key: utf8, value: brokenOrder });
  await bed.producer.send(elsewhere, [{ key: "b", value: { id: "b", quantity: "many" } }]);
  const [message] = bed.broker.messages("elsewhere");
  await bed.broker.produce("orders", [{ key: "b", value: message?.value ?? null }]);
}

describe("a message that cannot be read", () => {
  it("ends consumption by default; `closed` rejects with its error and its place, and nothing behind it is handled", async () => {
    await bed.send("a");
    await bed.broker.produce("orders", [{ key: "x", value: UNFRAMED }]);
    await bed.send("b");
    const { consumer, events } = bed.consumer();
    const got: string[] = [];
    await consumer.run(orders, ({ value }) => got.push(value.id));
    const error: unknown = await consumer.closed.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(WireFormatError);
    expect(failureKind(error)).toBe("bad-data");
    expect(String(error)).toContain("orders[0]@1: ");
    expect(got).toEqual(["a"]);
    expect(await bed.committed()).toEqual({ 0: "1" });
    expect(events).toMatchObject([{ type: "poison-pill", decision: "throw", offset: "1" }]);
  });

  it("is read again by a consumer that is started after that", async () => {
    await bed.broker.produce("orders", [{ key: "x", value: UNFRAMED }]);
    await bed.send("b");
    const { consumer } = bed.consumer();
    await consumer.run(orders, () => {});
    await expect(consumer.closed).rejects.toThrow();
    const got: string[] = [];
    const { consumer: next } = bed.consumer({ onPoisonPill: "skip" });
    await next.run(orders, ({ value }) => got.push(value.id));
    await until(() => got.length === 1);
    await next.stop();
    expect(await bed.committed()).toEqual({ 0: "2" });
  });

  it("ends consumption with an error of decoding that names its schema and place", async () => {
    await sendBroken();
    const { consumer } = bed.consumer();
    await consumer.run(orders, () => {});
    const error: unknown = await consumer.closed.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DeserializationError);
    expect(error).toMatchObject({ topic: "orders", partition: 0, offset: "0", schemaId: expect.any(Number) });
  });

  it("is told to a function, which decides by what it gives", async () => {
    await bed.broker.produce("orders", [
      { key: "skip", value: UNFRAMED },
      { key: "dealt-with", value: UNFRAMED },
      { key: "letter", value: UNFRAMED },
      { key: "throw", value: UNFRAMED },
    ]);
    const told: PoisonPill[] = [];
    const letter = deadLetter(bed.producer, { topic: "dead" });
    const { consumer, events } = bed.consumer({
      async onPoisonPill(pill) {
        told.push(pill);
        const decision = String(pill.key);
        if (decision === "skip" || decision === "throw") return decision;
        return decision === "letter" ? letter : undefined;
      },
    });
    await consumer.run(orders, () => {});
    await expect(consumer.closed).rejects.toThrow("orders[0]@3");
    expect(told.map(({ part, offset }) => [part, offset])).toEqual(["0", "1", "2", "3"].map((each) => ["value", each]));
    expect(events.map((event) => "decision" in event && event.decision)).toEqual([
      "skip",
      "dealt-with",
      "dead-letter",
      "throw",
    ]);
    expect(bed.broker.messages("dead")).toHaveLength(1);
    expect(await bed.committed()).toEqual({ 0: "3" });
  });

  it.each([
    ["throws", () => Promise.reject(new TypeError("no")), TypeError],
    ["gives nonsense", () => "retry" as never, UsageError],
  ])("ends consumption when the function %s", async (_what, onPoisonPill, errorClass) => {
    await bed.broker.produce("orders", [{ key: "x", value: UNFRAMED }]);
    const { consumer } = bed.consumer({ onPoisonPill });
    await consumer.run(orders, () => {});
    await expect(consumer.closed).rejects.toThrow(errorClass);
  });

  it("is dead-lettered as it is, and committed only when the broker has the dead letter", async () => {
    await bed.broker.produce("orders", [{ key: "x", value: UNFRAMED, headers: { trace: "1" } }]);
    const gate = createGate();
    const letter = deadLetter(bed.producer, { topic: (source) => `${source}.dlq` });
    const sending: string[] = [];
    const { consumer } = bed.consumer({
      commitEveryMs: 0,
      onPoisonPill: {
        ...letter,
        async send(failed, transaction) {
          sending.push(failed.offset);
          await gate.passed;
          await letter.send(failed, transaction);
        },
      },
    });
    await consumer.run(orders, () => {});
    await until(() => sending.length === 1);
    await bed.send("later");
    expect(Number((await bed.committed())[0] ?? -1)).toBeLessThan(1);
    gate.open();
    await until(async () => (await bed.committed())[0] === "2");
    const [dead] = bed.broker.messages("orders.dlq");
    expect(dead).toMatchObject({ key: Buffer.from("x"), value: UNFRAMED });
    expect(String(dead?.headers["trace"])).toBe("1");
  });

  it("waits while its dead letter cannot be written, and is not lost", async () => {
    await bed.broker.produce("orders", [{ key: "x", value: UNFRAMED }]);
    await bed.send("b");
    const kafka = bed.newKafka({ clientId: "letters", retry: { retries: 0 } });
    const refused = bed.broker.intercept(
      "Produce",
      { disconnect: "before" },
      { when: (r) => r.clientId === "letters" },
    );
    const { consumer, events } = bed.consumer({
      onPoisonPill: deadLetter(bed.closing(kafka.producer()), { topic: "dead" }),
    });
    const got: string[] = [];
    await consumer.run(orders, ({ value }) => got.push(value.id));
    await until(() => events.filter(({ type }) => type === "outage").length >= 2);
    expect(got).toEqual([]);
    refused.remove();
    await until(() => got.length === 1);
    expect(bed.broker.messages("dead")).toHaveLength(1);
    expect(events.filter(({ type }) => type === "poison-pill")).toHaveLength(1);
  });

  it("ends consumption when its dead letter never can be written", async () => {
    await bed.broker.produce("orders", [{ key: "x", value: UNFRAMED }]);
    const { consumer } = bed.consumer({ onPoisonPill: deadLetter(bed.producer, { topic: "orders" }) });
    await consumer.run(orders, () => {});
    await expect(consumer.closed).rejects.toThrow(UsageError);
    expect((await bed.committed())[0]).not.toBe("1");
  });
});

describe("which part is at fault", () => {
  it.each([
    ["key", { key: UNFRAMED, value: null }, {}],
    ["value", { key: null, value: UNFRAMED }, {}],
    ["headers", { key: null, value: null, headers: { tries: "not four bytes" } }, { tries: int32 }],
  ] as const)("is told: %s", async (part, message, headers) => {
    const topic = defineTopic("parts", { key: nullable(orderKey), value: nullable(order), headers });
    await bed.broker.produce("parts", [message]);
    const told: PoisonPill[] = [];
    const { consumer } = bed.consumer({ onPoisonPill: (pill) => void told.push(pill) });
    await consumer.run(topic, () => {});
    await until(() => told.length === 1);
    expect(told[0]?.part).toBe(part);
    await consumer.stop();
    expect(await bed.committed("parts")).toEqual({ 0: "1" });
  });
});

describe("peer failures", () => {
  it("peer failure 29: keys are decoded, and JSON without a frame is bad data, not schema 576791098", async () => {
    const keyed = defineTopic("keyed", { key: orderKey, value: order });
    await bed.producer.send(keyed, [{ key: { id: "k" }, value: { id: "a", quantity: 1 } }]);
    await bed.broker.produce("keyed", [{ key: UNFRAMED, value: UNFRAMED }]);
    const asked = bed.registry.requests.length;
    const keys: unknown[] = [];
    const { consumer } = bed.consumer();
    await consumer.run(keyed, ({ key }) => keys.push(key));
    await expect(consumer.closed).rejects.toMatchObject({ kind: "bad-data", reason: "unknown-magic-byte" });
    expect(keys).toEqual([{ id: "k" }]);
    const paths = bed.registry.requests.slice(asked).map(({ path }) => path);
    expect(paths.filter((path) => path.includes("576791098"))).toEqual([]);
  });

  it("peer failure 30: a tombstone is null where the topic is nullable, and a poison pill elsewhere", async () => {
    const compacted = defineTopic("compacted", { key: utf8, value: nullable(order) });
    const strict = defineTopic("compacted", { key: utf8, value: order });
    await bed.producer.send(compacted, [{ key: "a", value: null }]);
    const values: unknown[] = [];
    const { consumer } = bed.consumer({}, { groupId: "nullable" });
    await consumer.run(compacted, ({ value }) => values.push(value));
    await until(() => values.length === 1);
    expect(values).toEqual([null]);

    const pills: PoisonPill[] = [];
    const handled: unknown[] = [];
    const { consumer: strictConsumer } = bed.consumer({ onPoisonPill: (pill) => void pills.push(pill) });
    await strictConsumer.run(strict, ({ value }) => handled.push(value));
    await until(() => pills.length === 1);
    expect(pills[0]).toMatchObject({ part: "value", value: null, error: { kind: "bad-data" } });
    expect(handled).toEqual([]);
  });

  it("peer failure 31: a bad message is read once, and consumption ends for good where it is told to", async () => {
    await bed.broker.produce("orders", [{ key: "x", value: UNFRAMED }]);
    const raw = bed.rawConsumer({ retry: { initialRetryTime: 10, restartOnFailure: async () => true } });
    const crashes: boolean[] = [];
    raw.on(raw.events.CRASH, ({ payload }) => crashes.push(payload.restart));
    const joins: unknown[] = [];
    raw.on(raw.events.GROUP_JOIN, (event) => joins.push(event));
    let told = 0;
    const { typedConsumer } = await import("../index.js");
    const consumer = typedConsumer(raw, {
      client: bed.client,
      fromBeginning: true,
      onPoisonPill() {
        told++;
        return "throw";
      },
    });
    await consumer.run(orders, () => {});
    await expect(consumer.closed).rejects.toBeInstanceOf(WireFormatError);
    expect([told, crashes, joins.length]).toEqual([1, [false], 1]);
  });

  it.each([1, 2, 3, 4])("peer failure 32: a record of %i bytes is a poison pill like any other", async (length) => {
    await bed.broker.produce("orders", [{ key: "x", value: Buffer.alloc(length) }]);
    await bed.send("a");
    const pills: PoisonPill[] = [];
    const got: string[] = [];
    const { consumer } = bed.consumer({ onPoisonPill: (pill) => void pills.push(pill) });
    await consumer.run(orders, ({ value }) => got.push(value.id));
    await until(() => got.length === 1);
    expect(pills).toMatchObject([{ error: { reason: "truncated" } }]);
  });

  it("peer failure 33: schemas named in headers are found without anybody passing headers", async () => {
    const { typedProducer } = await import("../index.js");
    const producer = bed.closing(typedProducer(bed.kafka.producer(), { client: bed.client, schemaIdIn: "header" }));
    const keyed = defineTopic("keyed", { key: orderKey, value: order });
    await producer.send(keyed, [{ key: { id: "k" }, value: { id: "a", quantity: 1 } }]);
    expect(bed.broker.messages("keyed")[0]?.value?.[0]).not.toBe(0);
    const got: unknown[] = [];
    const { consumer } = bed.consumer();
    await consumer.run(keyed, ({ key, value }) => got.push([key, value.id]));
    await until(() => got.length === 1);
    expect(got).toEqual([[{ id: "k" }, "a"]]);
  });
});
