import { createDeserializer, SerializationError, UsageError } from "@magicbyte/registry";
import { CompressionTypes } from "kafkajs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bed, startBed } from "../../test/bed.js";
import { created, deleted, order, orderKey } from "../../test/schemas.js";
import { defineTopic, int32, none, nullable, oneOf, typedProducer, utf8 } from "../index.js";

let bed: Bed;
beforeAll(async () => {
  bed = await startBed({ broker: { defaultPartitions: 3 } });
});
afterAll(() => bed.close());

function newProducer(options: Partial<Parameters<typeof typedProducer>[1]> = {}) {
  return bed.closing(typedProducer(bed.kafka.producer(), { client: bed.client, ...options }));
}

describe("what is sent", () => {
  it("is key and value in the wire format, with headers, partition and timestamp", async () => {
    const orders = defineTopic("orders", { key: orderKey, value: order, headers: { attempt: int32 } });
    const producer = newProducer();
    const sent = await producer.send(orders, [
      {
        key: { id: "a" },
        value: { id: "a", quantity: 2 },
        headers: {
          attempt: 7,
          trace: "00-1",
          blob: Buffer.from([1, 2]),
          twice: ["x", Buffer.from("y")],
          gone: undefined,
        },
        partition: 2,
        timestamp: new Date(1_700_000_000_000),
      },
    ]);
    expect(sent).toEqual([{ topic: "orders", partition: 2, baseOffset: "0" }]);

    const [message] = bed.broker.messages("orders");
    expect(message).toMatchObject({ partition: 2, offset: 0, timestamp: 1_700_000_000_000 });
    expect(message?.headers).toEqual({
      attempt: Buffer.from([0, 0, 0, 7]),
      trace: Buffer.from("00-1"),
      blob: Buffer.from([1, 2]),
      twice: [Buffer.from("x"), Buffer.from("y")],
    });
    const keys = createDeserializer({ client: bed.client, schema: orderKey, part: "key" });
    const values = createDeserializer({ client: bed.client, schema: order });
    expect(await keys.deserialize(message?.key ?? null)).toEqual({ id: "a" });
    expect(await values.deserialize(message?.value ?? null)).toEqual({ id: "a", quantity: 2, note: null });
    expect(await bed.client.subjects.list()).toEqual(expect.arrayContaining(["orders-key", "orders-value"]));
  });

  it("is one of several kinds by oneOf, each under a subject of its own", async () => {
    const events = defineTopic("events", { key: utf8, value: oneOf({ created, deleted }) });
    await newProducer().send(events, [
      { key: "1", value: { type: "created", value: { id: "1" } } },
      { key: "1", value: { type: "deleted", value: { reason: "done" } } },
    ]);
    const values = createDeserializer({ client: bed.client, schema: oneOf({ created, deleted }) });
    const read = await Promise.all(bed.broker.messages("events").map(({ value }) => values.deserialize(value)));
    expect(read).toEqual([
      { type: "created", value: { id: "1" } },
      { type: "deleted", value: { reason: "done" } },
    ]);
    expect(await bed.client.subjects.list()).toEqual(
      expect.arrayContaining(["events-shop.Created", "events-shop.Deleted"]),
    );
  });

  it("is a tombstone where the value is nullable, and never the text null", async () => {
    const users = defineTopic("users", { key: utf8, value: nullable(order) });
    await newProducer().send(users, [{ key: "gone", value: null }]);
    expect(bed.broker.messages("users")).toMatchObject([{ key: Buffer.from("gone"), value: null }]);
  });

  it("has no key where the topic declares none, or leaves it open", async () => {
    const producer = newProducer();
    await producer.send(defineTopic("keyless", { key: none, value: utf8 }), [{ value: "a" }]);
    await producer.send(defineTopic("open", { value: utf8 }), [
      { value: "a" },
      { key: "text", value: "b" },
      { key: Buffer.from([255]), value: "c" },
    ]);
    expect(bed.broker.messages("keyless")).toMatchObject([{ key: null }]);
    const keys = bed.broker.messages("open").map(({ value, key }) => [value?.toString(), key]);
    expect(Object.fromEntries(keys)).toEqual({ a: null, b: Buffer.from("text"), c: Buffer.from([255]) });
  });

  it("names its schema by GUID in a header, without touching the caller's headers", async () => {
    const guids = defineTopic("guids", { key: orderKey, value: order });
    const headers = Object.freeze({ trace: "1" });
    await newProducer({ schemaIdIn: "header" }).send(guids, [
      { key: { id: "a" }, value: { id: "a", quantity: 1 }, headers },
      { key: { id: "b" }, value: { id: "b", quantity: 1 } },
    ]);
    expect(headers).toEqual({ trace: "1" });
    const values = createDeserializer({ client: bed.client, schema: order });
    for (const message of bed.broker.messages("guids")) {
      expect(Object.keys(message.headers)).toEqual(expect.arrayContaining(["__key_schema_id", "__value_schema_id"]));
      const read = await values.deserialize(message.value, { headers: message.headers as Record<string, Buffer> });
      expect(read).toMatchObject({ quantity: 1 });
    }
  });

  it("goes to several topics in one batch, with acks, time-out and compression passed through", async () => {
    const one = defineTopic("batch.one", { value: utf8 });
    const two = defineTopic("batch.two", { key: int32, value: order });
    const producer = newProducer();
    const produced = bed.broker.intercept("Produce", { delayMs: 0 });
    const sent = await producer.sendBatch(
      [
        { topic: one, messages: [{ value: "a" }] },
        { topic: two, messages: [{ key: 1, value: { id: "b", quantity: 1 } }] },
      ],
      { acks: 1, timeoutMs: 5_000, compression: CompressionTypes.GZIP },
    );
    expect(sent.map(({ topic }) => topic).sort()).toEqual(["batch.one", "batch.two"]);
    expect(produced.hits).toBe(1);
    produced.remove();
    expect(bed.broker.messages("batch.two")).toMatchObject([{ key: Buffer.from([0, 0, 0, 1]) }]);
  });

  it("gives no offsets back where nobody acknowledges", async () => {
    const quiet = defineTopic("quiet", { value: utf8 });
    expect(await newProducer().send(quiet, [{ value: "a" }], { acks: 0 })).toEqual([]);
  });
});

describe("nothing is sent", () => {
  const orders = defineTopic("refused", { key: utf8, value: order, headers: { attempt: int32 } });
  const good = { key: "a", value: { id: "a", quantity: 1 } };

  it.each([
    [
      "a value",
      { ...good, value: { id: "a", quantity: "many" } },
      { part: "value", path: "quantity" },
      /index 1.*quantity: expected int, got string\(4\)/,
    ],
    ["a key", { ...good, key: 7 }, { part: "key" }, /key for topic "refused" at index 1/],
    ["a key that is missing", { value: good.value }, { part: "key" }, /nullable/],
    ["a tombstone", { ...good, value: null }, { part: "value" }, /null, which is a tombstone/],
    ["no value at all", { key: "a" }, { part: "value" }, /undefined/],
    ["a declared header", { ...good, headers: { attempt: 1.5 } }, { part: undefined }, /header "attempt".*int32/],
    [
      "another header",
      { ...good, headers: { other: 3 } },
      { part: undefined },
      /header "other".*bytes or text, got number/,
    ],
    ["a null header", { ...good, headers: { other: null } }, { part: undefined }, /leave it out/],
    ["a partition", { ...good, partition: -1 }, { part: undefined }, /partition.*index 1/],
    ["a timestamp", { ...good, timestamp: Number.NaN }, { part: undefined }, /timestamp.*index 1/],
  ])("when %s of a batch does not fit", async (_what, wrong, place, message) => {
    const other = defineTopic("refused.other", { value: utf8 });
    const producer = newProducer();
    await bed.broker.createTopic("refused").catch(() => {});
    await bed.broker.createTopic("refused.other").catch(() => {});
    const refused = producer.sendBatch([
      { topic: other, messages: [{ value: "never" }] },
      { topic: orders, messages: [good, wrong as unknown as typeof good, good] },
    ]);
    await expect(refused).rejects.toThrow(SerializationError);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toMatchObject({ topic: "refused", index: 1, ...place });
    expect(bed.broker.messages("refused")).toEqual([]);
    expect(bed.broker.messages("refused.other")).toEqual([]);
  });

  it("for an empty list, which is no error", async () => {
    const empty = defineTopic("empty", { value: utf8 });
    expect(await newProducer().send(empty, [])).toEqual([]);
  });

  it("to a partition that does not exist, which KafkaJS keeps to itself", async () => {
    const partitions = defineTopic("partitions", { value: utf8 });
    const lost = newProducer().send(partitions, [{ value: "a", partition: 99 }]);
    await expect(lost).rejects.toThrow(UsageError);
    await expect(lost).rejects.toThrow('topic "partitions" has no partition 99');
  });

  it("for a topic by name", async () => {
    const refused = newProducer().send("orders" as never, []);
    await expect(refused).rejects.toThrow(/defineTopic/);
  });
});
