import { CompressionTypes, type IHeaders, Partitioners } from "kafkajs";
import { describe, expect, it } from "vitest";
import "./kafka/compression.js";
import { kafkaUnderTest } from "./kafka/kafka-under-test.js";
import { protocolError } from "./kafka/protocol-error.js";
import { arrive, gather, numbered, readAll, values } from "./kafka/received.js";

const kafka = kafkaUnderTest();

describe("a producer", () => {
  it.each([
    ["waits for no answer", 0],
    ["waits for the leader", 1],
    ["waits for all replicas", -1],
  ])("%s with acks %i, and its messages arrive in order", async (_, acks) => {
    const topic = await kafka.topic();
    const producer = await kafka.producer();
    const first = await producer.send({ topic, acks, messages: numbered(3) });
    const second = await producer.send({ topic, acks, messages: numbered(2, 3) });
    expect([first, second].map(([metadata]) => metadata?.baseOffset)).toEqual(
      acks === 0 ? [undefined, undefined] : ["0", "3"],
    );
    // Nobody says when a message without an answer is there; another connection may be faster.
    const messages = await gather(await kafka.consumer(), topic);
    await arrive(messages, 5);
    expect(values(messages)).toEqual(["0", "1", "2", "3", "4"]);
  });

  it("sends messages with the same key to the same partition, and uses several", async () => {
    const topic = await kafka.topic({ partitions: 4 });
    const producer = await kafka.producer();
    const messages = Array.from({ length: 40 }, (_, index) => ({ key: `key-${index % 8}`, value: String(index) }));
    await producer.send({ topic, messages });

    const partitions = new Map<string | null, Set<number>>();
    for (const { key, partition } of await readAll(kafka, topic)) {
      partitions.set(key, (partitions.get(key) ?? new Set()).add(partition));
    }
    expect(partitions.size).toBe(8);
    expect([...partitions.values()].map(({ size }) => size)).toEqual(Array(8).fill(1));
    expect(new Set([...partitions.values()].flatMap((set) => [...set])).size).toBeGreaterThan(1);
  });

  it("chooses a partition itself, or with a partitioner of its own", async () => {
    const topic = await kafka.topic({ partitions: 3 });
    const chosen = await kafka.producer();
    await chosen.send({ topic, messages: [{ partition: 2, value: "chosen" }] });
    const last = await kafka.producer({
      createPartitioner:
        () =>
        ({ partitionMetadata }) =>
          partitionMetadata.length - 2,
    });
    await last.send({ topic, messages: [{ value: "computed" }] });
    const legacy = await kafka.producer({ createPartitioner: Partitioners.LegacyPartitioner });
    await legacy.send({ topic, messages: [{ partition: 0, value: "legacy" }] });
    const messages = await readAll(kafka, topic);
    expect(messages.map(({ partition, value }) => [partition, value]).sort()).toEqual([
      [0, "legacy"],
      [1, "computed"],
      [2, "chosen"],
    ]);
  });

  it("keeps headers: text, bytes, empty ones, and several of one name in their order", async () => {
    const topic = await kafka.topic();
    const producer = await kafka.producer();
    const binary = Buffer.from([0, 255, 128, 10]);
    const headers: IHeaders = { text: "naïve", binary, empty: "", "": "no name", twice: ["one", "two", binary] };
    await producer.send({ topic, messages: [{ value: "with", headers }, { value: "without" }] });
    const [withHeaders, without] = await readAll(kafka, topic);
    expect(withHeaders?.headers).toEqual({
      text: Buffer.from("naïve"),
      binary,
      empty: Buffer.alloc(0),
      "": Buffer.from("no name"),
      twice: [Buffer.from("one"), Buffer.from("two"), binary],
    });
    expect(without?.headers).toEqual({});
  });

  it("keeps timestamps, also those that go back within a batch, and sets the clock's where there is none", async () => {
    const topic = await kafka.topic();
    const producer = await kafka.producer();
    const before = Date.now();
    const given = [before - 1_000, before - 5_000, before].map(String);
    await producer.send({ topic, messages: given.map((timestamp) => ({ value: "given", timestamp })) });
    await producer.send({ topic, messages: [{ value: "clock" }] });
    const messages = await readAll(kafka, topic);
    expect(messages.slice(0, 3).map(({ timestamp }) => timestamp)).toEqual(given);
    expect(Number(messages[3]?.timestamp)).toBeGreaterThanOrEqual(before);
  });

  it("gets the broker's timestamps where the topic says LogAppendTime", async () => {
    const topic = await kafka.topic({ configs: { "message.timestamp.type": "LogAppendTime" } });
    const producer = await kafka.producer();
    const [metadata] = await producer.send({ topic, messages: [{ value: "old", timestamp: "1000" }] });
    const [message] = await readAll(kafka, topic);
    expect(Number(metadata?.logAppendTime)).toBeGreaterThan(1000);
    expect(message?.timestamp).toBe(metadata?.logAppendTime);
  });

  it.each([
    ["gzip", CompressionTypes.GZIP],
    ["snappy", CompressionTypes.Snappy],
  ])("sends batches that are compressed with %s", async (_, compression) => {
    const topic = await kafka.topic();
    const producer = await kafka.producer();
    const messages = Array.from({ length: 1_000 }, (_, index) => ({
      key: String(index),
      value: `${index} `.repeat(20),
      headers: { index: String(index) },
    }));
    await producer.send({ topic, compression, messages });
    await producer.send({ topic, messages: [{ key: "plain", value: "plain" }] });
    const read = await readAll(kafka, topic);
    expect(read.map(({ offset, key, value }) => ({ offset, key, value }))).toEqual([
      ...messages.map(({ key, value }, offset) => ({ offset, key, value })),
      { offset: 1_000, key: "plain", value: "plain" },
    ]);
    expect(read[7]?.headers).toEqual({ index: Buffer.from("7") });
  });

  it("is idempotent: many batches after each other, to several partitions, each there once and in order", async () => {
    const topic = await kafka.topic({ partitions: 3 });
    const producer = await kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
    for (let batch = 0; batch < 20; batch++) {
      const messages = [0, 1, 2].flatMap((partition) => numbered(5, batch * 5).map((one) => ({ ...one, partition })));
      await producer.send({ topic, messages });
    }
    const read = await readAll(kafka, topic);
    for (const partition of [0, 1, 2]) {
      const own = read.filter((message) => message.partition === partition);
      expect(values(own)).toEqual(numbered(100).map(({ value }) => value));
    }
  });

  it("sends one batch to several topics and partitions", async () => {
    const [orders, invoices] = [await kafka.topic({ partitions: 2 }), await kafka.topic()];
    const producer = await kafka.producer();
    const metadata = await producer.sendBatch({
      topicMessages: [
        { topic: orders, messages: [0, 1].map((partition) => ({ partition, value: `order ${partition}` })) },
        { topic: invoices, messages: [{ value: "invoice" }] },
        { topic: orders, messages: [{ partition: 0, value: "another" }] },
      ],
    });
    expect(metadata.map(({ topicName, partition, baseOffset }) => [topicName, partition, baseOffset]).sort()).toEqual(
      [
        [orders, 0, "0"],
        [orders, 1, "0"],
        [invoices, 0, "0"],
      ].sort(),
    );
    const read = await readAll(kafka, orders);
    expect(values(read.filter(({ partition }) => partition === 0))).toEqual(["order 0", "another"]);
    expect(values(read.filter(({ partition }) => partition === 1))).toEqual(["order 1"]);
    expect(values(await readAll(kafka, invoices))).toEqual(["invoice"]);
  });

  it("is answered with offsets without gaps when many send at once", async () => {
    const topic = await kafka.topic();
    const producers = await Promise.all([kafka.producer(), kafka.producer(), kafka.producer()]);
    const sends = Array.from({ length: 60 }, (_, index) =>
      producers[index % 3]?.send({ topic, messages: numbered(2, index * 2) }),
    );
    const offsets = (await Promise.all(sends)).map((metadata) => Number(metadata?.[0]?.baseOffset));
    expect(offsets.sort((left, right) => left - right)).toEqual(Array.from({ length: 60 }, (_, index) => index * 2));
    const read = await readAll(kafka, topic);
    expect(
      values(read)
        .map(Number)
        .sort((left, right) => left - right),
    ).toEqual(numbered(120).map(({ value }) => Number(value)));
  });

  it("keeps null apart from empty, in keys and in values", async () => {
    const topic = await kafka.topic();
    const producer = await kafka.producer();
    const messages = [
      { key: "gone", value: null },
      { key: null, value: "no key" },
      { key: "", value: "" },
      { value: null },
    ];
    await producer.send({ topic, messages });
    const read = await readAll(kafka, topic);
    expect(read.map(({ key, value }) => [key, value])).toEqual([
      ["gone", null],
      [null, "no key"],
      ["", ""],
      [null, null],
    ]);
  });

  it("sends a message of nearly 1 MiB, and many large ones", async () => {
    const topic = await kafka.topic();
    const producer = await kafka.producer();
    const large = Buffer.alloc(1_000_000, "large");
    for (let index = 0; index < 4; index++)
      await producer.send({ topic, messages: [{ key: String(index), value: large }] });
    const read = await readAll(kafka, topic);
    expect(read.map(({ key }) => key)).toEqual(["0", "1", "2", "3"]);
    expect(read.every(({ raw }) => raw.value?.equals(large))).toBe(true);
  });

  it.each([
    ["the broker's limit", {}, 1_100_000],
    ["the topic's limit", { "max.message.bytes": "2000" }, 2_100],
  ])("is refused a message above %s, and goes on", async (_, configs, bytes) => {
    const topic = await kafka.topic({ configs });
    const producer = await kafka.producer({ retry: { retries: 0 } });
    const tooLarge = producer.send({ topic, messages: [{ value: Buffer.alloc(bytes) }] });
    expect(await protocolError(tooLarge)).toBe("MESSAGE_TOO_LARGE");
    await producer.send({ topic, messages: [{ value: "small" }] });
    expect(values(await readAll(kafka, topic))).toEqual(["small"]);
  });

  it("makes the topic it sends to, unless it does not want that", async () => {
    const topic = kafka.name("made");
    const obedient = await kafka.producer({
      allowAutoTopicCreation: false,
      retry: { retries: 1, initialRetryTime: 10 },
    });
    const refused = obedient.send({ topic, messages: [{ value: "refused" }] });
    expect(await protocolError(refused)).toBe("UNKNOWN_TOPIC_OR_PARTITION");
    expect(await (await kafka.admin()).listTopics()).not.toContain(topic);

    const producer = await kafka.producer({ allowAutoTopicCreation: true });
    await producer.send({ topic, messages: [{ value: "there" }] });
    expect(values(await readAll(kafka, topic))).toEqual(["there"]);
  });

  it("is refused a topic name that cannot be", async () => {
    const producer = await kafka.producer({ retry: { retries: 0 } });
    const refused = producer.send({ topic: "no spaces, please", messages: [{ value: "refused" }] });
    expect(await protocolError(refused)).toBe("INVALID_TOPIC_EXCEPTION");
  });

  it("is refused a message without a key by a compacted topic", async () => {
    const topic = await kafka.topic({ configs: { "cleanup.policy": "compact" } });
    const producer = await kafka.producer({ retry: { retries: 0 } });
    expect(await protocolError(producer.send({ topic, messages: [{ value: "no key" }] }))).toBe("INVALID_RECORD");
    await producer.send({ topic, messages: [{ key: "key", value: "value" }] });
  });
});
