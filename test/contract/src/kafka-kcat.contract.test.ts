import { CompressionTypes } from "kafkajs";
import { afterEach, describe, expect, it } from "vitest";
import "./kafka/compression.js";
import { runInterleavedTransactions } from "./kafka/interleaved-transactions.js";
import { kafkaUnderTest } from "./kafka/kafka-under-test.js";
import { type KcatMember, kcat, kcatConsume, kcatMember, kcatMissing, kcatProduce, stopKcat } from "./kafka/kcat.js";
import { protocolError } from "./kafka/protocol-error.js";
import { arrive, gather, numbered, readAll, values } from "./kafka/received.js";
import { PATIENCE_MS, until } from "./kafka/until.js";

const kafka = kafkaUnderTest();
const members: KcatMember[] = [];

afterEach(async () => {
  await Promise.all(members.splice(0).map(stopKcat));
});

function member(group: string, topic: string, args: readonly string[] = []): KcatMember {
  const started = kcatMember(kafka.addresses(), group, topic, args);
  members.push(started);
  return started;
}

const payloads = (messages: readonly { readonly payload: string | null }[]) => messages.map(({ payload }) => payload);

describe.skipIf(kcatMissing !== undefined)(`kcat, which is librdkafka${kcatMissing ? ` (${kcatMissing})` : ""}`, () => {
  it("is told of brokers, topics and partitions", async () => {
    const topic = await kafka.topic({ partitions: 3 });
    const metadata = JSON.parse(await kcat(kafka.addresses(), ["-L", "-J", "-t", topic]));
    expect(metadata.brokers.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(kafka.addresses()),
    );
    expect(metadata.topics).toMatchObject([
      { topic, partitions: [{ partition: 0 }, { partition: 1 }, { partition: 2 }] },
    ]);
  });

  it("writes what KafkaJS reads: keys, headers, null and empty", async () => {
    const topic = await kafka.topic({ partitions: 2 });
    const headers = ["text=naïve", "twice=1", "null", "twice=2", "empty="].flatMap((header) => ["-H", header]);
    await kcatProduce(
      kafka.addresses(),
      topic,
      ["key:value", ":empty key", "tombstone:"],
      ["-K:", "-Z", "-p1", ...headers],
    );
    const messages = await readAll(kafka, topic);
    expect(messages.map(({ partition, key, value }) => [partition, key, value])).toEqual([
      [1, "key", "value"],
      [1, null, "empty key"],
      [1, "tombstone", null],
    ]);
    expect(messages[0]?.headers).toEqual({
      text: Buffer.from("naïve"),
      twice: [Buffer.from("1"), Buffer.from("2")],
      null: null,
      empty: Buffer.alloc(0),
    });
  });

  it("reads what KafkaJS wrote: keys, headers, timestamps, null and empty", async () => {
    const topic = await kafka.topic();
    const timestamp = Date.now() - 1_000;
    const messages = [
      { key: "key", value: "value", headers: { one: "1", two: ["2", ""] }, timestamp: String(timestamp) },
      { key: null, value: "", timestamp: String(timestamp - 1) },
      { key: "", value: null, timestamp: String(timestamp + 1) },
    ];
    await (await kafka.producer()).send({ topic, messages });
    expect(await kcatConsume(kafka.addresses(), topic)).toMatchObject([
      {
        offset: 0,
        key: "key",
        payload: "value",
        headers: ["one", "1", "two", "2", "two", ""],
        ts: timestamp,
        tstype: "create",
      },
      { offset: 1, key: null, payload: "", ts: timestamp - 1 },
      { offset: 2, key: "", payload: null, ts: timestamp + 1 },
    ]);
  });

  it("sends keys where KafkaJS sends them", async () => {
    const topic = await kafka.topic({ partitions: 7 });
    const keys = Array.from({ length: 50 }, (_, index) => `key ${index}`);
    await (await kafka.producer()).send({ topic, messages: keys.map((key) => ({ key, value: "KafkaJS" })) });
    const args = ["-K:", "-X", "topic.partitioner=murmur2_random"];
    await kcatProduce(
      kafka.addresses(),
      topic,
      keys.map((key) => `${key}:kcat`),
      args,
    );
    const partitions = new Map<string | null, Set<number>>();
    for (const { key, partition } of await kcatConsume(kafka.addresses(), topic)) {
      partitions.set(key, (partitions.get(key) ?? new Set()).add(partition));
    }
    expect(partitions.size).toBe(50);
    expect([...partitions.values()].every(({ size }) => size === 1)).toBe(true);
  });

  it.each(["none", "gzip", "snappy", "lz4", "zstd"])("writes and reads batches compressed with %s", async (codec) => {
    const topic = await kafka.topic({ partitions: 2 });
    const lines = numbered(2_000).map(({ value }) => `${value} ${"compressible ".repeat(10)}`);
    for (const [partition, half] of [lines.slice(0, 1_000), lines.slice(1_000)].entries()) {
      await kcatProduce(kafka.addresses(), topic, half, ["-z", codec, "-p", String(partition)]);
    }
    const messages = await kcatConsume(kafka.addresses(), topic);
    expect(payloads(messages.toSorted((left, right) => left.partition - right.partition))).toEqual(lines);
    if (codec === "lz4" || codec === "zstd") return;
    expect(values(await readAll(kafka, topic)).toSorted()).toEqual(lines.toSorted());
  });

  it.each([
    ["gzip", CompressionTypes.GZIP],
    ["snappy", CompressionTypes.Snappy],
  ])("reads what KafkaJS compressed with %s", async (_, compression) => {
    const topic = await kafka.topic();
    await (await kafka.producer()).send({ topic, compression, messages: numbered(1_000) });
    expect(payloads(await kcatConsume(kafka.addresses(), topic))).toEqual(numbered(1_000).map(({ value }) => value));
  });

  it("is an idempotent producer of many small batches", async () => {
    const topic = await kafka.topic();
    const lines = numbered(3_000).map(({ value }) => value);
    await kcatProduce(kafka.addresses(), topic, lines, [
      "-X",
      "enable.idempotence=true",
      "-X",
      "batch.num.messages=10",
    ]);
    expect(payloads(await kcatConsume(kafka.addresses(), topic))).toEqual(lines);
  });

  it.each(["0", "1", "all"])("produces with acks %s", async (acks) => {
    const topic = await kafka.topic();
    await kcatProduce(kafka.addresses(), topic, ["one", "two"], ["-X", `acks=${acks}`]);
    const messages = await gather(await kafka.consumer(), topic);
    await arrive(messages, 2);
    expect(values(messages)).toEqual(["one", "two"]);
  });

  it("finds offsets by time, and begins to read there", async () => {
    const topic = await kafka.topic();
    const start = Date.now() - 10_000;
    const messages = numbered(10).map(({ value }) => ({ value, timestamp: String(start + Number(value) * 100) }));
    await (await kafka.producer()).send({ topic, messages });
    expect(await kcat(kafka.addresses(), ["-Q", "-t", `${topic}:0:${start + 350}`])).toBe(`${topic} [0] offset 4\n`);
    expect(payloads(await kcatConsume(kafka.addresses(), topic, ["-o", `s@${start + 700}`]))).toEqual(["7", "8", "9"]);
    expect(payloads(await kcatConsume(kafka.addresses(), topic, ["-o", "-2"]))).toEqual(["8", "9"]);
  });

  it.each(["range", "roundrobin", "cooperative-sticky"])(
    "shares partitions in a group with the strategy %s",
    {
      timeout: 2 * PATIENCE_MS,
    },
    async (strategy) => {
      const topic = await kafka.topic({ partitions: 4 });
      const group = kafka.name("group");
      const args = ["-X", `partition.assignment.strategy=${strategy}`, "-X", "heartbeat.interval.ms=100"];
      const first = member(group, topic, args);
      await until("the first member to own all", () => first.assigned().length === 4, first.stderr);
      const second = member(group, topic, args);
      const shared = () => first.assigned().length === 2 && second.assigned().length === 2;
      await until("two members to share", shared, () => [first.stderr(), second.stderr()]);
      expect([...first.assigned(), ...second.assigned()].sort()).toEqual([0, 1, 2, 3]);
      const messages = [0, 1, 2, 3].map((partition) => ({ partition, value: String(partition) }));
      await (await kafka.producer()).send({ topic, messages });
      await until("a message of each partition", () => first.messages().length + second.messages().length === 4);
      expect([first.messages().length, second.messages().length]).toEqual([2, 2]);
      await stopKcat(second);
      await until("the first member to take over", () => first.assigned().length === 4, first.stderr);
    },
  );

  it("goes on where KafkaJS left the group, and KafkaJS where it did", async () => {
    const topic = await kafka.topic();
    const groupId = kafka.name("group");
    const producer = await kafka.producer();
    for (const [turn, client] of ["KafkaJS", "kcat", "KafkaJS", "kcat"].entries()) {
      await producer.send({ topic, messages: numbered(3, turn * 3) });
      const expected = numbered(3, turn * 3).map(({ value }) => value);
      if (client === "kcat") {
        const reader = member(groupId, topic);
        await until("three messages", () => reader.messages().length >= 3, reader.stderr);
        await stopKcat(reader);
        expect(payloads(reader.messages())).toEqual(expected);
      } else {
        const consumer = await kafka.consumer({ groupId });
        const messages = await gather(consumer, topic);
        await arrive(messages, 3);
        await consumer.disconnect();
        expect(values(messages)).toEqual(expected);
      }
    }
  });

  it("keeps out of its group who knows none of its strategies", async () => {
    const topic = await kafka.topic();
    const groupId = kafka.name("group");
    const owner = member(groupId, topic);
    await until("kcat to join", () => owner.assigned().length === 1, owner.stderr);
    const consumer = await kafka.consumer({ groupId, retry: { retries: 0, restartOnFailure: async () => false } });
    const crash = new Promise<Error>((resolve) => {
      consumer.on(consumer.events.CRASH, ({ payload }) => resolve(payload.error));
    });
    await consumer.subscribe({ topics: [topic] });
    void consumer.run({ eachMessage: async () => {} });
    expect(await protocolError(crash.then((error) => Promise.reject(error)))).toBe("INCONSISTENT_GROUP_PROTOCOL");
    expect(owner.assigned()).toEqual([0]);
  });

  it("as a static member takes its place again at once, and fences who had it", {
    timeout: 2 * PATIENCE_MS,
  }, async () => {
    const topic = await kafka.topic({ partitions: 2 });
    const group = kafka.name("group");
    const args = [
      "-X",
      "group.instance.id=the-one",
      "-X",
      "session.timeout.ms=45000",
      "-X",
      "heartbeat.interval.ms=100",
    ];
    const first = member(group, topic, args);
    await until("the first to join", () => first.assigned().length === 2, first.stderr);
    const second = member(group, topic, args);
    // Long before a session is over.
    await until("the second to take its place", () => second.assigned().length === 2, second.stderr);
    await until("the first to be fenced", () => first.stderr().includes("fenced"), first.stderr);
    const [described] = (await (await kafka.admin()).describeGroups([group])).groups;
    expect(described?.members).toHaveLength(1);
  });

  it("commits a transaction that KafkaJS reads", async () => {
    const topic = await kafka.topic({ partitions: 2 });
    const lines = numbered(100).map(({ value }) => value);
    const id = kafka.name("transaction");
    for (const half of [lines.slice(0, 50), lines.slice(50)]) {
      await kcatProduce(kafka.addresses(), topic, half, ["-X", `transactional.id=${id}`]);
    }
    expect(
      values(await readAll(kafka, topic))
        .map(Number)
        .sort((left, right) => left - right),
    ).toEqual(lines.map(Number));
  });

  it("reads exactly the committed ones of 40 transactions that KafkaJS ran at the same time", {
    timeout: 2 * PATIENCE_MS,
  }, async () => {
    const partitions = 4;
    const topic = await kafka.topic({ partitions });
    const { committed, all } = await runInterleavedTransactions(kafka, topic, { partitions, aborts: "in any order" });
    const read = (level: string) => kcatConsume(kafka.addresses(), topic, ["-X", `isolation.level=${level}`]);
    expect(payloads(await read("read_committed")).sort()).toEqual(committed);
    expect(payloads(await read("read_uncommitted")).sort()).toEqual(all);
    // In fetches that begin in the middle of transactions.
    const small = await kcatConsume(kafka.addresses(), topic, ["-X", "fetch.message.max.bytes=1000"]);
    expect(payloads(small).sort()).toEqual(committed);
  });

  it("stops before a transaction that is open", async () => {
    const topic = await kafka.topic();
    const producer = await kafka.producer({
      transactionalId: kafka.name("transaction"),
      maxInFlightRequests: 1,
      idempotent: true,
    });
    await (await kafka.producer()).send({ topic, messages: [{ value: "before" }] });
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: [{ value: "open" }] });
    await kcatProduce(kafka.addresses(), topic, ["behind"]);
    const read = async (level: string) =>
      payloads(await kcatConsume(kafka.addresses(), topic, ["-X", `isolation.level=${level}`]));
    expect(await read("read_committed")).toEqual(["before"]);
    expect(await read("read_uncommitted")).toEqual(["before", "open", "behind"]);
    await transaction.commit();
    expect(await read("read_committed")).toEqual(["before", "open", "behind"]);
  });
});
