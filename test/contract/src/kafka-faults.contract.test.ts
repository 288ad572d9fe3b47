import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startBroker } from "@magicbyte/testkit/broker";
import { Kafka, logLevel } from "kafkajs";
import { afterEach, describe, expect, it } from "vitest";
import { EMBEDDED_ONLY, isEmbedded, kafkaUnderTest } from "./kafka/kafka-under-test.js";
import { protocolError } from "./kafka/protocol-error.js";
import { arrive, gather, numbered, readAll, values } from "./kafka/received.js";
import { until } from "./kafka/until.js";

const skipped = isEmbedded ? "" : ` (${EMBEDDED_ONLY})`;

describe.skipIf(!isEmbedded)(`a broker with faults${skipped}`, () => {
  const kafka = kafkaUnderTest();

  it("whose answers are lost stores an idempotent producer's batches once", async () => {
    const topic = await kafka.topic();
    const producer = await kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
    let request = 0;
    using lost = kafka.embedded().intercept("Produce", { disconnect: "after" }, { when: () => request++ % 3 === 1 });
    for (let batch = 0; batch < 10; batch++) await producer.send({ topic, messages: numbered(3, batch * 3) });
    expect(lost.hits).toBeGreaterThanOrEqual(4);
    lost.remove();
    expect(values(await readAll(kafka, topic))).toEqual(numbered(30).map(({ value }) => value));
  });

  it("whose answers are lost commits a transaction once", async () => {
    const topic = await kafka.topic();
    const transactionalId = kafka.name("transaction");
    const producer = await kafka.producer({ transactionalId, idempotent: true, maxInFlightRequests: 1 });
    const lost = (["AddPartitionsToTxn", "Produce", "EndTxn"] as const).map((api) =>
      kafka.embedded().intercept(api, { disconnect: "after" }, { times: 1 }),
    );
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: numbered(3) });
    // KafkaJS does not try this one again: its caller cannot know that it succeeded.
    await expect(transaction.commit()).rejects.toThrow("Closed connection");
    expect(lost.map(({ hits }) => hits)).toEqual([1, 1, 1]);
    expect(values(await readAll(kafka, topic))).toEqual(["0", "1", "2"]);
  });

  it.each([
    "NOT_LEADER_OR_FOLLOWER",
    "LEADER_NOT_AVAILABLE",
    "REQUEST_TIMED_OUT",
    "NOT_ENOUGH_REPLICAS",
    "UNKNOWN_TOPIC_OR_PARTITION",
  ] as const)("that answers %s is asked again", async (fail) => {
    const topic = await kafka.topic();
    const producer = await kafka.producer();
    using interception = kafka.embedded().intercept("Produce", { fail }, { times: 2 });
    await producer.send({ topic, messages: [{ value: "there" }] });
    expect(interception.hits).toBe(2);
    expect(values(await readAll(kafka, topic))).toEqual(["there"]);
  });

  it("that answers TOPIC_AUTHORIZATION_FAILED is not asked again", async () => {
    const topic = await kafka.topic();
    const producer = await kafka.producer();
    using interception = kafka.embedded().intercept("Produce", { fail: "TOPIC_AUTHORIZATION_FAILED" });
    const refused = producer.send({ topic, messages: [{ value: "refused" }] });
    expect(await protocolError(refused)).toBe("TOPIC_AUTHORIZATION_FAILED");
    expect(interception.hits).toBe(1);
  });

  it("that fails to fetch, to commit and to answer heartbeats is read to the end all the same", async () => {
    const topic = await kafka.topic();
    await (await kafka.producer()).send({ topic, messages: numbered(50) });
    const broker = kafka.embedded();
    const faults = [
      broker.intercept("Fetch", { fail: "NOT_LEADER_OR_FOLLOWER" }, { times: 2 }),
      broker.intercept("Heartbeat", { fail: "REBALANCE_IN_PROGRESS" }, { times: 2 }),
      broker.intercept("OffsetCommit", { fail: "COORDINATOR_NOT_AVAILABLE" }, { times: 1 }),
      broker.intercept("FindCoordinator", { fail: "COORDINATOR_NOT_AVAILABLE" }, { times: 1 }),
      broker.intercept("JoinGroup", { disconnect: "before" }, { times: 1 }),
    ];
    const messages = await gather(await kafka.consumer(), topic);
    await until(
      "every message",
      () => new Set(values(messages)).size === 50,
      () => messages.length,
    );
    await until(
      "every fault",
      () => faults.every(({ hits }) => hits > 0),
      () => faults.map(({ hits }) => hits),
    );
  });

  it("whose answer is late holds up nobody else", async () => {
    const topic = await kafka.topic();
    const [slow, quick] = [await kafka.producer(), await kafka.producer()];
    using delayed = kafka.embedded().intercept("Produce", { delayMs: 700 }, { times: 1 });
    const order: string[] = [];
    const late = slow.send({ topic, messages: [{ value: "late" }] }).then(() => order.push("late"));
    await until("the late request", () => delayed.hits === 1);
    await quick.send({ topic, messages: [{ value: "quick" }] }).then(() => order.push("quick"));
    await late;
    expect(order).toEqual(["quick", "late"]);
  });

  it("compacts a topic, and a consumer reads across what is gone", async () => {
    const topic = await kafka.topic({ configs: { "cleanup.policy": "compact" } });
    const producer = await kafka.producer();
    for (let round = 0; round < 5; round++) {
      const messages = ["a", "b", "c"].map((key) => ({ key, value: `${key}${round}` }));
      await producer.send({ topic, messages: round === 2 ? messages.slice(0, 2) : messages });
    }
    await producer.send({ topic, messages: [{ key: "b", value: null }] });
    await kafka.embedded().compact(topic);
    await producer.send({ topic, messages: [{ key: "a", value: "new" }] });
    const messages = await gather(await kafka.consumer(), topic);
    await until("the newest", () => values(messages).includes("new"));
    expect(messages.map(({ offset, key, value }) => [offset, key, value])).toEqual([
      [11, "a", "a4"],
      [13, "c", "c4"],
      [14, "b", null],
      [15, "a", "new"],
    ]);
  });
});

describe.skipIf(!isEmbedded)(`a broker with options${skipped}`, () => {
  const directories: string[] = [];
  afterEach(() => {
    for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
  });
  const connect = (brokers: readonly string[]) =>
    new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING, retry: { initialRetryTime: 20, retries: 2 } });

  it("refuses to make topics where it may not", async () => {
    await using broker = await startBroker({ autoCreateTopics: false });
    const producer = connect(broker.addresses).producer({ allowAutoTopicCreation: true });
    await producer.connect();
    const refused = producer.send({ topic: "nobody-made-it", messages: [{ value: "refused" }] });
    expect(await protocolError(refused)).toBe("UNKNOWN_TOPIC_OR_PARTITION");
    await producer.disconnect();
    expect(broker.topics()).toEqual([]);
  });

  it("has its messages, offsets and transactions again when it is started with the same directory", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "magicbyte-"));
    directories.push(dataDir);
    const topic = "kept";
    const read = async (addresses: readonly string[], count: number) => {
      const consumer = connect(addresses).consumer({ groupId: "kept", maxWaitTimeInMs: 50 });
      await consumer.connect();
      const messages = await gather(consumer, topic);
      await arrive(messages, count);
      await consumer.disconnect();
      return values(messages);
    };
    {
      await using broker = await startBroker({ dataDir });
      const kafka = connect(broker.addresses);
      const producer = kafka.producer({ transactionalId: "kept", idempotent: true, maxInFlightRequests: 1 });
      await producer.connect();
      for (const end of ["abort", "commit"] as const) {
        const transaction = await producer.transaction();
        await transaction.send({ topic, messages: [{ value: end }] });
        await transaction[end]();
      }
      expect(await read(broker.addresses, 1)).toEqual(["commit"]);
      const open = await producer.transaction();
      await open.send({ topic, messages: [{ value: "open" }] });
      await producer.disconnect();
    }
    await using broker = await startBroker({ dataDir });
    const producer = connect(broker.addresses).producer({
      transactionalId: "kept",
      idempotent: true,
      maxInFlightRequests: 1,
    });
    await producer.connect();
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: [{ value: "afterwards" }] });
    await transaction.commit();
    await producer.disconnect();
    expect(await read(broker.addresses, 1)).toEqual(["afterwards"]);
    expect(broker.messages(topic).map(({ value }) => String(value))).toEqual(["commit", "afterwards"]);
  });
});
