import { UsageError } from "@magicbyte/registry";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bed, startBed } from "../../test/bed.js";
import { order } from "../../test/schemas.js";
import { defineTopic, typedProducer, utf8 } from "../index.js";

let bed: Bed;
beforeAll(async () => {
  bed = await startBed();
});
afterAll(() => bed.close());

const orders = defineTopic("orders", { key: utf8, value: order });
const audit = defineTopic("audit", { value: utf8 });

function newProducer(transactionalId: string) {
  const raw = bed.kafka.producer({ transactionalId, idempotent: true, maxInFlightRequests: 1 });
  return bed.closing(typedProducer(raw, { client: bed.client }));
}

function keysOf(topic: string, isolation?: "read_uncommitted"): (string | undefined)[] {
  return bed.broker.messages(topic, { isolation }).map(({ key }) => key?.toString());
}

describe("transaction", () => {
  it("commits what was sent to several topics, and offsets, together", async () => {
    await bed.broker.createTopic("source");
    const producer = newProducer("commit");
    const transaction = await producer.transaction();
    await transaction.send(orders, [{ key: "committed", value: { id: "a", quantity: 1 } }]);
    await transaction.sendBatch([{ topic: audit, messages: [{ value: "done" }] }]);
    await transaction.sendOffsets({
      consumerGroupId: "group",
      topics: [{ topic: "source", partitions: [{ partition: 0, offset: "5" }] }],
    });
    expect(keysOf("orders")).not.toContain("committed");
    expect(transaction.isActive()).toBe(true);
    await transaction.commit();
    expect(transaction.isActive()).toBe(false);
    expect(keysOf("orders")).toContain("committed");
    const admin = bed.closing(bed.kafka.admin());
    await admin.connect();
    expect(await admin.fetchOffsets({ groupId: "group", topics: ["source"] })).toMatchObject([
      { topic: "source", partitions: [{ partition: 0, offset: "5" }] },
    ]);
  });

  it("makes what was sent void when it is aborted", async () => {
    const transaction = await newProducer("abort").transaction();
    await transaction.send(orders, [{ key: "aborted", value: { id: "a", quantity: 1 } }]);
    await transaction.abort();
    expect(keysOf("orders", "read_uncommitted")).toContain("aborted");
    expect(keysOf("orders")).not.toContain("aborted");
    await expect(transaction.send(orders, [{ key: "late", value: { id: "a", quantity: 1 } }])).rejects.toThrow("ended");
  });

  it("given work, commits when that is done, and gives its result", async () => {
    const result = await newProducer("work").transaction(async (transaction) => {
      await transaction.send(orders, [{ key: "worked", value: { id: "a", quantity: 1 } }]);
      return "result";
    });
    expect(result).toBe("result");
    expect(keysOf("orders")).toContain("worked");
  });

  it("given work, aborts when that fails, rethrows its error, and takes the next one", async () => {
    const producer = newProducer("failing");
    const failure = new Error("of the work");
    const failed = producer.transaction(async (transaction) => {
      await transaction.send(orders, [{ key: "failed", value: { id: "a", quantity: 1 } }]);
      throw failure;
    });
    await expect(failed).rejects.toBe(failure);
    expect(keysOf("orders")).not.toContain("failed");
    await producer.transaction((transaction) =>
      transaction.send(orders, [{ key: "next", value: { id: "a", quantity: 1 } }]),
    );
    expect(keysOf("orders")).toContain("next");
  });

  it("aborts when a value does not fit", async () => {
    const producer = newProducer("unfit");
    const failed = producer.transaction(async (transaction) => {
      await transaction.send(orders, [{ key: "before", value: { id: "a", quantity: 1 } }]);
      await transaction.send(orders, [{ key: "unfit", value: { id: "a", quantity: 0.5 } }]);
    });
    await expect(failed).rejects.toMatchObject({ topic: "orders", part: "value", index: 0, path: "quantity" });
    expect(keysOf("orders")).not.toContain("before");
  });

  it("rejects with the error of the commit when that fails", async () => {
    const producer = newProducer("no-commit");
    const interception = bed.broker.intercept("EndTxn", { fail: "INVALID_TXN_STATE" });
    const failed = producer.transaction((transaction) =>
      transaction.send(orders, [{ key: "unknown", value: { id: "a", quantity: 1 } }]),
    );
    await expect(failed).rejects.toMatchObject({ type: "INVALID_TXN_STATE" });
    interception.remove();
    expect(keysOf("orders")).not.toContain("unknown");
    await expect(producer.transaction()).rejects.toThrow();
    // A new producer with the same id settles the matter: what hung is aborted.
    await newProducer("no-commit").transaction((transaction) =>
      transaction.send(orders, [{ key: "settled", value: { id: "a", quantity: 1 } }]),
    );
    expect(keysOf("orders")).toContain("settled");
    expect(keysOf("orders")).not.toContain("unknown");
  });

  it("rejects where the producer was not made for it", async () => {
    const producer = bed.closing(typedProducer(bed.kafka.producer(), { client: bed.client }));
    await expect(producer.transaction()).rejects.toThrow("transactional id");
  });

  it("says what sendOffsets lacks", async () => {
    const transaction = await newProducer("offsets").transaction();
    await expect(transaction.sendOffsets({ topics: [] })).rejects.toThrow(UsageError);
    await expect(transaction.sendOffsets({ topics: [] })).rejects.toThrow("consumerGroupId");
    await transaction.abort();
  });
});
