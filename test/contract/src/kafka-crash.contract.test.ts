import { describe, expect, it } from "vitest";
import { EMBEDDED_ONLY, isEmbedded, kafkaUnderTest } from "./kafka/kafka-under-test.js";
import { startNumbering } from "./kafka/numbered-producer.js";
import { protocolError } from "./kafka/protocol-error.js";
import { arrive, gather, numbered, readAll, values } from "./kafka/received.js";
import { PATIENCE_MS, until } from "./kafka/until.js";

const TIMEOUT_MS = 3 * PATIENCE_MS;
const skipped = isEmbedded ? "" : ` (${EMBEDDED_ONLY})`;

describe.skipIf(!isEmbedded).each([
  ["the only broker", 1],
  ["one of three brokers after another", 3],
])(`when %s crashes and comes back${skipped}`, (_, brokers) => {
  const kafka = kafkaUnderTest({ brokers });

  it("nothing that was acknowledged with acks -1 is lost", { timeout: TIMEOUT_MS }, async () => {
    const topic = await kafka.topic({ partitions: 3 });
    const numbering = startNumbering(await kafka.producer(), topic, 3);
    await crashEach(numbering.progress);
    await numbering.stop();
    const read = new Set(values(await readAll(kafka, topic)));
    expect(numbering.acknowledged.filter((value) => !read.has(value))).toEqual([]);
    expect(numbering.acknowledged.length).toBeGreaterThan(brokers * 100);
  });

  it("an idempotent producer's messages are there once, and in order", { timeout: TIMEOUT_MS }, async () => {
    const topic = await kafka.topic({ partitions: 3 });
    const producer = await kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      retry: { retries: 50, maxRetryTime: 200 },
    });
    const numbering = startNumbering(producer, topic, 3);
    await crashEach(numbering.progress);
    const sent = await numbering.stop();
    expect(numbering.acknowledged).toEqual(sent);
    const messages = await readAll(kafka, topic);
    for (const partition of [0, 1, 2]) {
      const own = messages.filter((message) => message.partition === partition);
      expect(values(own)).toEqual(sent.filter((value) => Math.floor(Number(value) / 5) % 3 === partition));
    }
  });

  it("a consumer goes on with what it has not read", { timeout: TIMEOUT_MS }, async () => {
    const topic = await kafka.topic({ partitions: 3 });
    const messages = await gather(await kafka.consumer({ retry: { retries: 50, maxRetryTime: 200 } }), topic);
    const numbering = startNumbering(await kafka.producer(), topic, 3);
    await crashEach(numbering.progress);
    await numbering.stop();
    const read = () => new Set(values(messages));
    const missing = () => numbering.acknowledged.filter((value) => !read().has(value));
    await until(
      "all that was acknowledged",
      () => missing().length === 0,
      () => missing().length,
    );
  });

  it("a transaction that was open can be committed", { timeout: TIMEOUT_MS }, async () => {
    const topic = await kafka.topic({ partitions: 3 });
    const transactionalId = kafka.name("transaction");
    const retry = { retries: 50, maxRetryTime: 200 };
    const producer = await kafka.producer({ transactionalId, idempotent: true, maxInFlightRequests: 1, retry });
    const transaction = await producer.transaction();
    const toEach = (value: string) => [0, 1, 2].map((partition) => ({ partition, value }));
    await transaction.send({ topic, messages: toEach("before") });
    await crashEach(async () => {});
    await transaction.send({ topic, messages: toEach("after") });
    await transaction.commit();
    expect(values(await readAll(kafka, topic)).sort()).toEqual([
      "after",
      "after",
      "after",
      "before",
      "before",
      "before",
    ]);
  });

  /** Crashes each broker twice, in the middle of whatever makes progress. */
  async function crashEach(progress: (count: number) => Promise<void>): Promise<void> {
    const broker = kafka.embedded();
    for (let crash = 0; crash < brokers * 2; crash++) {
      const nodeId = 1 + (crash % brokers);
      await progress(50);
      await broker.crash(nodeId);
      // Where others are left, they go on without it.
      if (brokers > 1) await progress(50);
      await broker.restart(nodeId);
    }
    await progress(50);
  }
});

describe.skipIf(!isEmbedded)(`three brokers${skipped}`, () => {
  const kafka = kafkaUnderTest({ brokers: 3 });

  it("share the partitions, and a client that knows one of them finds all", async () => {
    const topic = await kafka.topic({ partitions: 6 });
    const [bootstrap = ""] = kafka.addresses();
    const client = kafka.client({ brokers: [bootstrap] });
    const admin = kafka.closing(client.admin());
    await admin.connect();
    const [described] = (await admin.fetchTopicMetadata({ topics: [topic] })).topics;
    const leaders = described?.partitions.map(({ leader }) => leader) ?? [];
    expect(leaders.sort()).toEqual([1, 1, 2, 2, 3, 3]);
    const producer = await kafka.producer();
    const messages = numbered(60).map((one, index) => ({ ...one, partition: index % 6 }));
    await producer.send({ topic, messages });
    expect(await readAll(kafka, topic)).toHaveLength(60);
  });

  it("keep a partition without another replica out of reach until its broker is back", {
    timeout: TIMEOUT_MS,
  }, async () => {
    const broker = kafka.embedded();
    const topic = kafka.name("topic");
    await broker.createTopic(topic, { partitions: 3, replicationFactor: 1 });
    const messages = [0, 1, 2].map((partition) => ({ partition, value: "while all are there" }));
    await (await kafka.producer()).send({ topic, messages });
    await broker.crash(2);
    const impatient = kafka.closing(kafka.client({ retry: { retries: 1, initialRetryTime: 10 } }).producer());
    await impatient.connect();
    const refused = impatient.send({ topic, messages: [{ value: "refused" }] });
    expect(await protocolError(refused)).toBe("LEADER_NOT_AVAILABLE");
    await broker.restart(2);
    const read = await readAll(kafka, topic);
    expect(read.map(({ partition, value }) => ({ partition, value }))).toEqual(expect.arrayContaining(messages));
    expect(read).toHaveLength(3);
  });

  it("hand a group on to another when its coordinator crashes", { timeout: TIMEOUT_MS }, async () => {
    const broker = kafka.embedded();
    const topic = await kafka.topic();
    const groupId = kafka.name("group");
    const producer = await kafka.producer();
    const consumer = await kafka.consumer({ groupId, retry: { retries: 50, maxRetryTime: 200 } });
    const messages = await gather(consumer, topic);
    for (const nodeId of [1, 2, 3]) {
      await producer.send({ topic, messages: [{ value: `before ${nodeId}` }] });
      await until("the message before", () => values(messages).includes(`before ${nodeId}`));
      await broker.crash(nodeId);
      await producer.send({ topic, messages: [{ value: `without ${nodeId}` }] });
      await until("the message without", () => values(messages).includes(`without ${nodeId}`));
      await broker.restart(nodeId);
    }
    // A commit that met a coordinator on the move is made up for with the next one.
    await producer.send({ topic, messages: [{ value: "settled" }] });
    const admin = await kafka.admin();
    await until("the commit of all", async () => {
      const [found] = await admin.fetchOffsets({ groupId, topics: [topic] });
      return found?.partitions[0]?.offset === "7";
    });
    await consumer.disconnect();
    await producer.send({ topic, messages: [{ value: "last" }] });
    const rest = await gather(await kafka.consumer({ groupId }), topic);
    await arrive(rest, 1);
    expect(values(rest)).toEqual(["last"]);
  });
});
