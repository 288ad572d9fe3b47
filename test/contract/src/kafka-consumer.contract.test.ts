import type { Consumer } from "kafkajs";
import { describe, expect, it } from "vitest";
import { kafkaUnderTest } from "./kafka/kafka-under-test.js";
import { protocolError } from "./kafka/protocol-error.js";
import { arrive, gather, numbered, type Received, received, values } from "./kafka/received.js";
import { until } from "./kafka/until.js";

const kafka = kafkaUnderTest();

/** A topic with numbered messages in each of its partitions. */
async function filled(count: number, partitions = 1): Promise<string> {
  const topic = await kafka.topic({ partitions });
  await fill(topic, count, partitions);
  return topic;
}

async function fill(topic: string, count: number, partitions = 1, from = 0): Promise<void> {
  const producer = await kafka.producer();
  for (let partition = 0; partition < partitions; partition++) {
    await producer.send({ topic, messages: numbered(count, from).map((one) => ({ ...one, partition })) });
  }
}

/** What a group has committed of the first partition, "-1" where it has committed nothing. */
async function committed(groupId: string, topic: string): Promise<string | undefined> {
  const [offsets] = await (await kafka.admin()).fetchOffsets({ groupId, topics: [topic] });
  return offsets?.partitions[0]?.offset;
}

function joined(consumer: Consumer): Promise<unknown> {
  return new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
}

const text = (count: number, from = 0) => numbered(count, from).map(({ value }) => value);

describe("a consumer", () => {
  it("reads each message of each partition once and in order", async () => {
    const topic = await filled(100, 3);
    const messages = await gather(await kafka.consumer(), topic);
    await arrive(messages, 300);
    for (const partition of [0, 1, 2]) {
      const own = messages.filter((message) => message.partition === partition);
      expect(values(own)).toEqual(text(100));
      expect(own.map(({ offset }) => offset)).toEqual(text(100).map(Number));
    }
  });

  it("reads what is written after it came, and not what was there, unless told to begin at the beginning", async () => {
    const topic = await filled(5);
    const consumer = await kafka.consumer();
    const ready = joined(consumer);
    const messages = await gather(consumer, topic, false);
    await ready;
    // Joining does not say where it begins; its first fetch does.
    await new Promise((resolve) => consumer.on(consumer.events.FETCH, resolve));
    await fill(topic, 3, 1, 5);
    await arrive(messages, 3);
    expect(values(messages)).toEqual(["5", "6", "7"]);
  });

  it("is told of the high watermark and the lag with each batch", async () => {
    const topic = await filled(50);
    const consumer = await kafka.consumer();
    const batches: { first: string | null; last: string; high: string; lag: string; count: number }[] = [];
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      eachBatch: async ({ batch }) => {
        batches.push({
          first: batch.firstOffset(),
          last: batch.lastOffset(),
          high: batch.highWatermark,
          lag: batch.offsetLag(),
          count: batch.messages.length,
        });
      },
    });
    await until("a batch", () => batches.length > 0);
    expect(batches).toEqual([{ first: "0", last: "49", high: "50", lag: "0", count: 50 }]);
  });

  it("seeks: back, forward, and into the middle of a batch", async () => {
    const topic = await filled(100);
    const consumer = await kafka.consumer();
    const messages = await gather(consumer, topic);
    for (const offset of [37, 99, 0]) {
      await until("what came before", () => messages.at(-1)?.offset === 99);
      messages.length = 0;
      consumer.seek({ topic, partition: 0, offset: String(offset) });
      await until("the end", () => messages.at(-1)?.offset === 99);
      expect(values(messages)).toEqual(text(100 - offset, offset));
    }
  });

  it("begins where the reset policy says when it seeks to where nothing is", async () => {
    const topic = await filled(10);
    const consumer = await kafka.consumer();
    const messages = await gather(consumer, topic);
    await arrive(messages, 10);
    consumer.seek({ topic, partition: 0, offset: "1000" });
    await arrive(messages, 20);
    expect(values(messages)).toEqual([...text(10), ...text(10)]);
  });

  it("pauses one partition while it reads the others, and resumes where it was", async () => {
    const topic = await filled(5, 2);
    const consumer = await kafka.consumer();
    const messages = await gather(consumer, topic);
    await arrive(messages, 10);
    consumer.pause([{ topic, partitions: [0] }]);
    messages.length = 0;
    await fill(topic, 5, 2, 5);
    await arrive(messages, 5);
    // Another fetch that brings nothing of the paused partition.
    await new Promise((resolve) => consumer.on(consumer.events.FETCH, resolve));
    expect(new Set(messages.map(({ partition }) => partition))).toEqual(new Set([1]));
    expect(consumer.paused()).toEqual([{ topic, partitions: [0] }]);
    consumer.resume([{ topic, partitions: [0] }]);
    await arrive(messages, 10);
    expect(values(messages.filter(({ partition }) => partition === 0))).toEqual(text(5, 5));
  });

  it("goes on after what its group committed when it comes back", async () => {
    const topic = await filled(10);
    const groupId = kafka.name("group");
    const first = await kafka.consumer({ groupId });
    await arrive(await gather(first, topic), 10);
    await first.disconnect();
    expect(await committed(groupId, topic)).toBe("10");

    await fill(topic, 5, 1, 10);
    const second = await gather(await kafka.consumer({ groupId }), topic);
    await arrive(second, 5);
    expect(values(second)).toEqual(text(5, 10));
  });

  it("commits by hand, with metadata, and only that", async () => {
    const topic = await filled(10);
    const groupId = kafka.name("group");
    const first = await kafka.consumer({ groupId });
    const messages: Received[] = [];
    await first.subscribe({ topics: [topic], fromBeginning: true });
    await first.run({ autoCommit: false, eachMessage: async (payload) => void messages.push(received(payload)) });
    await arrive(messages, 10);
    expect(await committed(groupId, topic)).toBe("-1");
    await first.commitOffsets([{ topic, partition: 0, offset: "4", metadata: "half-way" }]);
    await first.disconnect();
    const offsets = await (await kafka.admin()).fetchOffsets({ groupId, topics: [topic] });
    expect(offsets).toEqual([{ topic, partitions: [{ partition: 0, offset: "4", metadata: "half-way" }] }]);

    const second = await gather(await kafka.consumer({ groupId }), topic);
    await arrive(second, 6);
    expect(values(second)).toEqual(text(6, 4));
  });

  it("is refused a commit with too much metadata", async () => {
    const topic = await filled(1);
    const consumer = await kafka.consumer();
    const ready = joined(consumer);
    await gather(consumer, topic);
    await ready;
    const commit = { topic, partition: 0, offset: "1", metadata: "x".repeat(5_000) };
    expect(await protocolError(consumer.commitOffsets([commit]))).toBe("OFFSET_METADATA_TOO_LARGE");
  });

  it("commits by itself after as many messages as the threshold says", async () => {
    const topic = await filled(25);
    const consumer = await kafka.consumer();
    const commits: number[] = [];
    consumer.on(consumer.events.COMMIT_OFFSETS, ({ payload }) => {
      commits.push(Number(payload.topics[0]?.partitions[0]?.offset));
    });
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    let handled = 0;
    await consumer.run({ autoCommitThreshold: 10, eachMessage: async () => void handled++ });
    await until("25 messages", () => handled === 25);
    await until(
      "the last commit",
      () => commits.at(-1) === 25,
      () => commits,
    );
    expect(commits).toEqual([10, 20, 25]);
  });

  it("subscribes to topics by a pattern", async () => {
    const prefix = kafka.name("pattern");
    const topics = [`${prefix}-orders`, `${prefix}-invoices`, `${prefix}x-other`];
    await (await kafka.admin()).createTopics({ topics: topics.map((topic) => ({ topic })) });
    const producer = await kafka.producer();
    for (const topic of topics) await producer.send({ topic, messages: [{ value: topic }] });
    const consumer = await kafka.consumer();
    const messages: Received[] = [];
    await consumer.subscribe({ topics: [new RegExp(`^${prefix}-`)], fromBeginning: true });
    await consumer.run({ eachMessage: async (payload) => void messages.push(received(payload)) });
    await arrive(messages, 2);
    expect(values(messages).sort()).toEqual(topics.slice(0, 2).sort());
  });

  it("reads a megabyte in small fetches: across many batches, and one that is larger than a fetch", async () => {
    const topic = await kafka.topic();
    const producer = await kafka.producer();
    for (let batch = 0; batch < 100; batch++) {
      const messages = numbered(10, batch * 10).map((one) => ({ ...one, headers: { pad: Buffer.alloc(1_000) } }));
      await producer.send({ topic, messages });
    }
    await producer.send({ topic, messages: [{ value: "large", headers: { pad: Buffer.alloc(500_000) } }] });
    await producer.send({ topic, messages: [{ value: "last" }] });
    const consumer = await kafka.consumer({ maxBytesPerPartition: 40_000, maxBytes: 60_000 });
    const messages = await gather(consumer, topic);
    await arrive(messages, 1_002);
    expect(values(messages)).toEqual([...text(1_000), "large", "last"]);
  });

  it("reads ten thousand messages of several partitions in large fetches", async () => {
    const topic = await filled(2_500, 4);
    const messages = await gather(await kafka.consumer(), topic);
    await arrive(messages, 10_000);
    for (const partition of [0, 1, 2, 3]) {
      expect(values(messages.filter((message) => message.partition === partition))).toEqual(text(2_500));
    }
  });

  it("handles partitions at the same time where it may, and each in order", async () => {
    const topic = await filled(20, 3);
    const consumer = await kafka.consumer();
    const messages: Received[] = [];
    let atOnce = 0;
    let most = 0;
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      partitionsConsumedConcurrently: 3,
      eachMessage: async (payload) => {
        most = Math.max(most, ++atOnce);
        // Each waits until all three are there, or one of them is done with its partition.
        if (Number(payload.message.offset) === 0) await until("the other partitions", () => most === 3);
        messages.push(received(payload));
        atOnce--;
      },
    });
    await arrive(messages, 60);
    expect(most).toBe(3);
    for (const partition of [0, 1, 2]) {
      expect(values(messages.filter((message) => message.partition === partition))).toEqual(text(20));
    }
  });

  it("handles a message again when its handler failed, and none that was handled", async () => {
    const topic = await filled(10);
    const consumer = await kafka.consumer();
    const messages: Received[] = [];
    let failures = 0;
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      eachMessage: async (payload) => {
        if (payload.message.offset === "4" && failures++ < 2) throw new Error("not now");
        messages.push(received(payload));
      },
    });
    await arrive(messages, 10);
    expect(values(messages)).toEqual(text(10));
    expect(failures).toBe(3);
  });

  it("waits for messages without asking all the time", async () => {
    const topic = await kafka.topic();
    const consumer = await kafka.consumer({ maxWaitTimeInMs: 1_000 });
    let fetches = 0;
    const ready = joined(consumer);
    consumer.on(consumer.events.FETCH_START, () => void fetches++);
    const messages = await gather(consumer, topic);
    await ready;
    const producer = await kafka.producer();
    await until("a fetch that waits", () => fetches > 0);
    await producer.send({ topic, messages: [{ value: "late" }] });
    await arrive(messages, 1);
    // One that was answered with the message, one that waits now, and one to spare for a slow machine.
    expect(fetches).toBeLessThanOrEqual(3);
  });

  it("finds partitions that are added while it runs", async () => {
    const topic = await filled(1);
    const consumer = await kafka.consumer({ metadataMaxAge: 300 });
    const messages = await gather(consumer, topic);
    await arrive(messages, 1);
    await (await kafka.admin()).createPartitions({ topicPartitions: [{ topic, count: 2 }] });
    const producer = await kafka.producer({ metadataMaxAge: 0 });
    await producer.send({ topic, messages: [{ partition: 1, value: "added" }] });
    await arrive(messages, 2);
    expect(values(messages)).toEqual(["0", "added"]);
  });
});
