import type { Producer, Transaction } from "kafkajs";
import { describe, expect, it } from "vitest";
import { runInterleavedTransactions } from "./kafka/interleaved-transactions.js";
import { kafkaUnderTest } from "./kafka/kafka-under-test.js";
import { protocolError } from "./kafka/protocol-error.js";
import { arrive, gather, numbered, readAll, values } from "./kafka/received.js";
import { PATIENCE_MS, until } from "./kafka/until.js";

const kafka = kafkaUnderTest();

/** What Kafka calls a producer that another has taken the place of depends on the request's version. */
const FENCED = /^(INVALID_PRODUCER_EPOCH|PRODUCER_FENCED)$/;

function transactional(transactionalId = kafka.name("transaction"), transactionTimeout = 30_000): Promise<Producer> {
  return kafka.producer({ transactionalId, transactionTimeout, maxInFlightRequests: 1, idempotent: true });
}

/** Sends the same value to each of so many partitions. */
function toEach(partitions: number, value: string) {
  return Array.from({ length: partitions }, (_, partition) => ({ partition, value }));
}

describe("a transaction", () => {
  it("shows all of its messages when it commits, and none before", async () => {
    const topic = await kafka.topic({ partitions: 2 });
    const producer = await transactional();
    const committed = await gather(await kafka.consumer({ readUncommitted: false }), topic);
    const uncommitted = await gather(await kafka.consumer({ readUncommitted: true }), topic);
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: toEach(2, "first") });
    await transaction.send({ topic, messages: toEach(2, "second") });
    await arrive(uncommitted, 4);
    expect(values(committed)).toEqual([]);
    await transaction.commit();
    await arrive(committed, 4);
    for (const partition of [0, 1]) {
      const own = committed.filter((message) => message.partition === partition);
      expect(values(own)).toEqual(["first", "second"]);
    }
  });

  it("shows none when it aborts, except to those who read what is not committed", async () => {
    const topic = await kafka.topic();
    const producer = await transactional();
    const aborted = await producer.transaction();
    await aborted.send({ topic, messages: [{ value: "aborted" }] });
    await aborted.abort();
    const committed = await producer.transaction();
    await committed.send({ topic, messages: [{ value: "committed" }] });
    await committed.commit();
    expect(values(await readAll(kafka, topic))).toEqual(["committed"]);
    expect(values(await readAll(kafka, topic, { readUncommitted: true }))).toEqual(["aborted", "committed"]);
  });

  it("takes one offset for the mark of its end", async () => {
    const topic = await kafka.topic();
    const producer = await transactional();
    for (const end of ["commit", "abort"] as const) {
      const transaction = await producer.transaction();
      await transaction.send({ topic, messages: [{ value: end }] });
      await transaction[end]();
    }
    const read = async () => (await kafka.admin()).fetchTopicOffsets(topic);
    await until("the marks", async () => (await read())[0]?.high === "4");
    await (await kafka.producer()).send({ topic, messages: [{ value: "after" }] });
    const messages = await readAll(kafka, topic, { readUncommitted: true });
    expect(messages.map(({ offset }) => offset)).toEqual([0, 2, 4]);
  });

  it("holds back what others write behind it until it ends", async () => {
    const topic = await kafka.topic();
    const transaction = await (await transactional()).transaction();
    await transaction.send({ topic, messages: [{ value: "open" }] });
    await (await kafka.producer()).send({ topic, messages: [{ value: "behind" }] });
    const uncommitted = await gather(await kafka.consumer({ readUncommitted: true }), topic);
    const committed = await gather(await kafka.consumer(), topic);
    await arrive(uncommitted, 2);
    expect(values(committed)).toEqual([]);
    await transaction.abort();
    await arrive(committed, 1);
    expect(values(committed)).toEqual(["behind"]);
    expect(values(uncommitted)).toEqual(["open", "behind"]);
  });

  it("commits a group's offsets with its messages", async () => {
    const [input, output] = [await kafka.topic(), await kafka.topic()];
    const consumerGroupId = kafka.name("group");
    const producer = await transactional();
    const offsets = async () => {
      const [found] = await (await kafka.admin()).fetchOffsets({ groupId: consumerGroupId, topics: [input] });
      return found?.partitions[0]?.offset;
    };
    const send = async (transaction: Transaction, value: string, offset: string) => {
      await transaction.send({ topic: output, messages: [{ value }] });
      await transaction.sendOffsets({
        consumerGroupId,
        topics: [{ topic: input, partitions: [{ partition: 0, offset }] }],
      });
    };
    const aborted = await producer.transaction();
    await send(aborted, "aborted", "3");
    expect(await offsets()).toBe("-1");
    await aborted.abort();
    expect(await offsets()).toBe("-1");

    const committed = await producer.transaction();
    await send(committed, "committed", "7");
    expect(await offsets()).toBe("-1");
    await committed.commit();
    await until("the offsets", async () => (await offsets()) === "7", offsets);
    expect(values(await readAll(kafka, output))).toEqual(["committed"]);
  });

  it("copies a topic exactly once: reads, writes and commits offsets, and aborts now and then", async () => {
    const [input, output] = [await kafka.topic(), await kafka.topic()];
    await (await kafka.producer()).send({ topic: input, messages: numbered(50) });
    const producer = await transactional();
    const groupId = kafka.name("group");
    const consumer = await kafka.consumer({ groupId, maxBytesPerPartition: 1_000 });
    let copied = 0;
    let attempts = 0;
    await consumer.subscribe({ topics: [input], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      async eachMessage({ partition, message }) {
        const transaction = await producer.transaction();
        await transaction.send({ topic: output, messages: [{ value: message.value }] });
        const offset = String(Number(message.offset) + 1);
        const topics = [{ topic: input, partitions: [{ partition, offset }] }];
        await transaction.sendOffsets({ consumerGroupId: groupId, topics });
        if (attempts++ % 10 === 3) {
          await transaction.abort();
          throw new Error("not now");
        }
        await transaction.commit();
        copied++;
      },
    });
    await until(
      "50 copies",
      () => copied >= 50,
      () => copied,
    );
    expect(attempts).toBeGreaterThan(50);
    expect(values(await readAll(kafka, output))).toEqual(numbered(50).map(({ value }) => value));
  });

  it("is aborted, and its producer fenced, when another producer comes with its id", async () => {
    const topic = await kafka.topic();
    const id = kafka.name("transaction");
    const zombie = await transactional(id);
    const lost = await zombie.transaction();
    await lost.send({ topic, messages: [{ value: "lost" }] });

    const successor = await transactional(id);
    const transaction = await successor.transaction();
    await transaction.send({ topic, messages: [{ value: "kept" }] });
    expect(await protocolError(lost.send({ topic, messages: [{ value: "too late" }] }))).toMatch(FENCED);
    expect(await protocolError(lost.commit())).toMatch(FENCED);
    await transaction.commit();
    expect(values(await readAll(kafka, topic))).toEqual(["kept"]);
  });

  it("is aborted when it takes longer than it may", { timeout: 2 * PATIENCE_MS }, async () => {
    const topic = await kafka.topic();
    const producer = await transactional(kafka.name("transaction"), 1_000);
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: [{ value: "forgotten" }] });
    await (await kafka.producer()).send({ topic, messages: [{ value: "behind" }] });
    const messages = await gather(await kafka.consumer(), topic);
    await arrive(messages, 1);
    expect(values(messages)).toEqual(["behind"]);
    expect(await protocolError(transaction.commit())).toMatch(FENCED);
  });

  it("can be empty", async () => {
    const producer = await transactional();
    const topic = await kafka.topic();
    await (await producer.transaction()).commit();
    await (await producer.transaction()).abort();
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: [{ value: "after" }] });
    await transaction.commit();
    expect(values(await readAll(kafka, topic))).toEqual(["after"]);
  });

  it("is refused a time-out above the broker's", async () => {
    const producer = await transactional(kafka.name("transaction"), 3_600_000);
    expect(await protocolError(producer.transaction())).toBe("INVALID_TRANSACTION_TIMEOUT");
  });

  it("hides exactly what was not committed among 40 that run at the same time", {
    timeout: 2 * PATIENCE_MS,
  }, async () => {
    const partitions = 4;
    const topic = await kafka.topic({ partitions });
    const { committed, all } = await runInterleavedTransactions(kafka, topic, { partitions, aborts: "in order" });
    expect(all.length).toBeGreaterThan(committed.length);
    expect(values(await readAll(kafka, topic)).sort()).toEqual(committed);
    expect(values(await readAll(kafka, topic, { readUncommitted: true })).sort()).toEqual(all);
  });
});
