import { createDeserializer, DeserializationError, SerializationError, UsageError } from "@magicbyte/registry";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bed, startBed } from "../../test/bed.js";
import { failedMessage, headerTexts } from "../../test/failed.js";
import { order } from "../../test/schemas.js";
import { deadLetter, defineTopic, deadLetterHeaders as names, quarantine, typedProducer, utf8 } from "../index.js";

let bed: Bed;
beforeAll(async () => {
  bed = await startBed({ broker: { defaultPartitions: 3 } });
});
afterAll(() => bed.close());

const typed = () => bed.closing(typedProducer(bed.kafka.producer(), { client: bed.client }));
const bare = () => bed.closing(bed.kafka.producer());

/** A message that does not decode, as a consumer finds it. */
async function poison(topic: string) {
  await bed.broker.produce(topic, [
    {
      key: Buffer.from([0, 255]),
      value: Buffer.from("0000000001ff", "hex"),
      headers: { trace: "1", blob: Buffer.from([128]) },
    },
  ]);
  const [message] = bed.broker.messages(topic);
  const values = createDeserializer({ client: bed.client, schema: order });
  const error: unknown = await values.deserialize(message?.value ?? null).catch((reason: unknown) => reason);
  return { message, failed: failedMessage(topic, message, error) };
}

describe.each([
  ["a typed producer", typed],
  ["KafkaJS's own producer, not connected yet", bare],
])("deadLetter with %s", (_what, newProducer) => {
  it("keeps key, value and headers, and says in headers what went wrong", async () => {
    await bed.registry.seed([{ subject: "orders-value", schema: order.schema }]);
    const topic = `orders.${newProducer.name}`;
    const { message, failed } = await poison(topic);
    const before = Date.now();
    await deadLetter(newProducer(), { topic: (source) => `${source}.dlq` }).send({ ...failed, part: "value" } as never);

    const [dead] = bed.broker.messages(`${topic}.dlq`);
    expect(dead?.key).toEqual(message?.key);
    expect(dead?.value).toEqual(message?.value);
    const { trace, blob, ...headers } = headerTexts(dead);
    expect([trace, dead?.headers["blob"]]).toEqual(["1", Buffer.from([128])]);
    expect(headers).toEqual({
      [names.errorClass]: "DeserializationError",
      [names.errorCode]: "MAGICBYTE_DESERIALIZATION",
      [names.errorMessage]: expect.stringContaining("does not decode with schema 1"),
      [names.errorPart]: "value",
      [names.sourceTopic]: topic,
      [names.sourcePartition]: String(message?.partition),
      [names.sourceOffset]: "0",
      [names.sourceTimestamp]: String(message?.timestamp),
      [names.schemaId]: "1",
      [names.writtenFor]: `${topic}.dlq`,
      [names.failedAt]: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    });
    expect(Date.parse(headers[names.failedAt] ?? "")).toBeGreaterThanOrEqual(before);
  });
});

describe("deadLetter", () => {
  it("rejects when the broker does not take the dead letter", async () => {
    const { failed } = await poison("unwritable");
    const raw = bed.newKafka({ retry: { retries: 0 } }).producer();
    const interception = bed.broker.intercept("Produce", { fail: "TOPIC_AUTHORIZATION_FAILED" });
    const sent = deadLetter(bed.closing(raw), { topic: "unwritable.dlq" }).send(failed);
    await expect(sent).rejects.toMatchObject({ type: "TOPIC_AUTHORIZATION_FAILED" });
    interception.remove();
  });

  it("keeps a tombstone and a missing key, and names headers that KafkaJS cannot write", async () => {
    await bed.broker.produce("nulls", [{ value: null }]);
    const failed = {
      ...failedMessage("nulls", bed.broker.messages("nulls")[0], new Error("x")),
      headers: { none: null, some: ["a", null] },
    };
    await deadLetter(bare(), { topic: "nulls.dlq" }).send(failed);
    const [dead] = bed.broker.messages("nulls.dlq");
    expect(dead).toMatchObject({ key: null, value: null });
    expect(headerTexts(dead)).toMatchObject({ none: "", some: "a,", [names.nullHeaders]: '["none","some"]' });
    expect(headerTexts(dead)).not.toHaveProperty(names.schemaId);
  });

  it("keeps the source of a message that came through a retry topic, and adds up its attempts", async () => {
    const { failed } = await poison("first");
    const retried = {
      ...failed,
      topic: "first.retry.1",
      offset: "7",
      attempts: 2,
      headers: {
        [names.writtenFor]: "first.retry.1",
        [names.sourceTopic]: "first",
        [names.sourceOffset]: "3",
        [names.attempts]: "3",
        [names.retry]: "1",
        [names.retryDueAt]: "1",
      },
    };
    await deadLetter(bare(), { topic: (source) => `${source}.dlq` }).send(retried);
    const headers = headerTexts(bed.broker.messages("first.dlq")[0]);
    expect(headers).toMatchObject({ [names.sourceTopic]: "first", [names.sourceOffset]: "3", [names.attempts]: "5" });
    expect(headers).not.toHaveProperty(names.retry);
    expect(headers).not.toHaveProperty(names.retryDueAt);
  });

  it("does not believe headers that were passed on from another topic", async () => {
    const { failed } = await poison("second");
    const headers = { [names.writtenFor]: "first.retry.1", [names.sourceTopic]: "first", [names.attempts]: "3" };
    await deadLetter(bare(), { topic: (source) => `${source}.dlq` }).send({ ...failed, headers });
    const written = headerTexts(bed.broker.messages("second.dlq")[0]);
    expect(written).toMatchObject({ [names.sourceTopic]: "second", [names.writtenFor]: "second.dlq" });
    expect(written).not.toHaveProperty(names.attempts);
  });

  it("is sent with a transaction when it is given one", async () => {
    const { failed } = await poison("in.transaction");
    const raw = bed.kafka.producer({ transactionalId: "dlq", idempotent: true, maxInFlightRequests: 1 });
    const producer = bed.closing(typedProducer(raw, { client: bed.client }));
    const transaction = await producer.transaction();
    await deadLetter(producer, { topic: "in.transaction.dlq" }).send(failed, transaction);
    expect(bed.broker.messages("in.transaction.dlq")).toEqual([]);
    await transaction.commit();
    expect(bed.broker.messages("in.transaction.dlq")).toHaveLength(1);
  });

  it("cuts off long messages, and says what was thrown that is no error", async () => {
    const { failed } = await poison("long");
    const letter = deadLetter(bare(), { topic: "long.dlq" });
    await letter.send({ ...failed, error: new RangeError("x".repeat(5_000)) });
    await letter.send({ ...failed, error: "text" });
    const headers = bed.broker.messages("long.dlq").map(headerTexts);
    expect(headers.map((one) => [one[names.errorClass], one[names.errorMessage]?.length]).sort()).toEqual([
      ["RangeError", 1_000],
      ["string", 27],
    ]);
  });

  it("refuses to send the messages of a topic to that topic", async () => {
    const { failed } = await poison("circle");
    await expect(deadLetter(bare(), { topic: "circle" }).send(failed)).rejects.toThrow(UsageError);
  });

  it.each([
    ["a topic", () => deadLetter(bare(), {} as never), /`topic`/],
    ["a producer", () => deadLetter({} as never, { topic: "x" }), /kafka\.producer\(\)/],
  ])("is a UsageError without %s", (_what, make, message) => {
    expect(make).toThrow(UsageError);
    expect(make).toThrow(message);
  });
});

describe("quarantine", () => {
  const issue = { path: "lines[3].sku", expected: "string", actual: "number" };

  it.each([
    [
      "an error of ours",
      SerializationError.forIssues([issue]),
      [{ path: "lines[3].sku", message: "expected string, got number" }],
    ],
    [
      "the cause of an error",
      new DeserializationError("does not decode", { cause: SerializationError.forIssues([issue]) }),
      [{ path: "lines[3].sku", message: "expected string, got number" }],
    ],
    [
      "an error like zod's",
      Object.assign(new Error("invalid"), { issues: [{ path: ["a", 0], message: "Required", code: "x" }] }),
      [{ path: "a.0", message: "Required" }],
    ],
    [
      "an error like ajv's",
      Object.assign(new Error("invalid"), { errors: [{ instancePath: "/a/0", message: "must be integer" }] }),
      [{ path: "/a/0", message: "must be integer" }],
    ],
  ])("attaches the issues of %s", async (what, error, expected) => {
    const topic = `quarantined.${what.replaceAll(/\W/g, "")}`;
    const { failed } = await poison(topic);
    await quarantine(bare()).send({ ...failed, error });
    const headers = headerTexts(bed.broker.messages(`${topic}.quarantine`)[0]);
    expect(JSON.parse(headers[names.errorIssues] ?? "")).toEqual(expected);
    expect(headers[names.errorClass]).toBe(error.name);
  });

  it("is bounded, and goes without issues where there are none", async () => {
    const { failed } = await poison("bounded");
    const letter = quarantine(bare(), { topic: "bounded.q" });
    const issues = Array.from({ length: 1_000 }, () => ({ path: "a", message: "m".repeat(1_000) }));
    await letter.send({ ...failed, error: Object.assign(new Error("many"), { issues }) });
    await letter.send({ ...failed, error: new Error("none") });
    const lengths = bed.broker
      .messages("bounded.q")
      .map((message) => headerTexts(message)[names.errorIssues]?.length ?? 0);
    expect(Math.min(...lengths)).toBe(0);
    expect(Math.max(...lengths)).toBeGreaterThan(4_000);
    expect(Math.max(...lengths)).toBeLessThan(5_000);
  });
});

it("a message that is written with a typed producer comes back as it was", async () => {
  const topic = defineTopic("written", { key: utf8, value: order });
  const producer = typed();
  await producer.send(topic, [{ key: "a", value: { id: "a", quantity: 1 } }]);
  const failed = failedMessage("written", bed.broker.messages("written")[0], new Error("x"));
  await deadLetter(producer, { topic: "written.dlq" }).send(failed);
  expect(bed.broker.messages("written.dlq")[0]?.value).toEqual(failed.value);
});
