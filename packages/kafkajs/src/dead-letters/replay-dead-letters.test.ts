import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bed, startBed } from "../../test/bed.js";
import { failedMessage } from "../../test/failed.js";
import { type DeadLetter, type DeadLetterMessage, deadLetter, replayDeadLetters } from "../index.js";

let bed: Bed;
let count = 0;
beforeAll(async () => {
  bed = await startBed({ broker: { defaultPartitions: 3 } });
});
afterAll(() => bed.close());

/** A topic of its own with some dead letters. */
async function deadLetters(letters: number) {
  count += 1;
  const source = `source${count}`;
  const topic = `${source}.dlq`;
  const sent = Array.from({ length: letters }, (_, index) => ({
    key: Buffer.from([0, index]),
    value: index % 5 === 4 ? null : Buffer.from([0, 0, 0, 0, 9, 255, index]),
    headers: { trace: Buffer.from([index, 200]), "12": "number" },
    timestamp: 1_600_000_000_000 + index,
    partition: index % 3,
  }));
  await bed.broker.produce(source, sent);
  const producer = bed.closing(bed.kafka.producer());
  const letter: DeadLetter = deadLetter(producer, { topic });
  const messages = bed.broker.messages(source);
  for (const message of messages) await letter.send(failedMessage(source, message, new RangeError("broken")));
  return { source, topic, messages, producer };
}

function withoutOffsets(topic: string, from: number) {
  const byPartition = [0, 1, 2].map((partition) =>
    bed.broker.messages(topic, { partition }).map(({ offset: _, ...message }) => message),
  );
  return byPartition.map((all) => all.slice(from === 0 ? 0 : all.length / 2));
}

describe("replayDeadLetters", () => {
  it("sends messages back exactly as they were, to their partitions, in their order", async () => {
    const { source, topic, producer } = await deadLetters(20);
    const result = await replayDeadLetters({ kafka: bed.kafka, producer, topic });
    expect(result).toEqual({
      read: 20,
      replayed: 20,
      byTopic: { [source]: 20 },
      filtered: 0,
      withoutTopic: 0,
      remaining: 0,
    });
    const first = withoutOffsets(source, 0).map((all) => all.slice(0, all.length / 2));
    const again = withoutOffsets(source, 1);
    const sorted = (all: typeof first) => all.map((each) => each.toSorted((a, b) => a.timestamp - b.timestamp));
    expect(sorted(again)).toEqual(sorted(first));
  });

  it("sends nothing twice when it is run twice, unless it begins at the beginning", async () => {
    const { topic, producer } = await deadLetters(5);
    const options = { kafka: bed.kafka, producer, topic };
    expect(await replayDeadLetters(options)).toMatchObject({ read: 5, replayed: 5 });
    expect(await replayDeadLetters(options)).toMatchObject({ read: 0, replayed: 0 });
    expect(await replayDeadLetters({ ...options, from: "beginning" })).toMatchObject({ read: 5, replayed: 5 });
  });

  it("tells in a dry run what it would do, and does nothing", async () => {
    const { source, topic, producer, messages } = await deadLetters(5);
    const options = { kafka: bed.kafka, producer, topic };
    expect(await replayDeadLetters({ ...options, dryRun: true })).toMatchObject({
      replayed: 5,
      byTopic: { [source]: 5 },
    });
    expect(bed.broker.messages(source)).toHaveLength(messages.length);
    expect(await replayDeadLetters(options)).toMatchObject({ replayed: 5 });
  });

  it("is given what went wrong, for a filter and for another topic", async () => {
    const { source, topic, producer } = await deadLetters(6);
    const seen: DeadLetterMessage[] = [];
    const result = await replayDeadLetters({
      kafka: bed.kafka,
      producer,
      topic,
      filter(message) {
        seen.push(message);
        return message.source?.partition !== 0;
      },
      to: (message) => (message.source?.partition === 1 ? `${source}.other` : undefined),
    });
    expect(result).toMatchObject({
      read: 6,
      filtered: 2,
      withoutTopic: 2,
      replayed: 2,
      byTopic: { [`${source}.other`]: 2 },
    });
    expect(seen[0]).toMatchObject({
      topic,
      error: { class: "RangeError", message: "broken" },
      source: { topic: source, offset: expect.stringMatching(/^\d$/) },
      failedAt: expect.any(Date),
    });
    expect(Object.keys(seen[0]?.headers ?? {}).sort()).toEqual(["12", "trace"]);
  });

  it("ends where the topic ended when it began, so that what fails again is not sent in circles", async () => {
    const { source, topic, producer } = await deadLetters(3);
    const letter = deadLetter(producer, { topic });
    const result = await replayDeadLetters({
      kafka: bed.kafka,
      producer: {
        // Every message that comes back fails at once.
        async sendRecords(batch) {
          for (const { records } of batch) {
            for (const { key, value } of records) {
              await letter.send({
                topic: source,
                partition: 0,
                offset: "0",
                timestamp: "1",
                key,
                value,
                headers: {},
                error: new Error("again"),
                schemaId: undefined,
              });
            }
          }
          return [];
        },
      },
      topic,
    });
    expect(result).toMatchObject({ read: 3, replayed: 3, remaining: 0 });
    expect(bed.broker.messages(topic)).toHaveLength(6);
  });

  it("gets over transaction markers at the end of the topic", async () => {
    const { source, topic } = await deadLetters(0);
    const raw = bed.closing(
      bed.kafka.producer({ transactionalId: "markers", idempotent: true, maxInFlightRequests: 1 }),
    );
    await raw.connect();
    for (const end of ["commit", "abort"] as const) {
      const transaction = await raw.transaction();
      await transaction.send({ topic, messages: [{ key: "k", value: end }] });
      await transaction[end]();
    }
    const producer = bed.closing(bed.kafka.producer());
    expect(await replayDeadLetters({ kafka: bed.kafka, producer, topic, to: () => source })).toMatchObject({
      read: 1,
      replayed: 1,
      remaining: 0,
    });
  });

  it("leaves what stands in an open transaction to the next run", async () => {
    const { source, topic } = await deadLetters(1);
    const raw = bed.closing(bed.kafka.producer({ transactionalId: "open", idempotent: true, maxInFlightRequests: 1 }));
    await raw.connect();
    const transaction = await raw.transaction();
    await transaction.send({ topic, messages: [{ value: "open", partition: 0 }] });
    const options = { kafka: bed.kafka, producer: bed.closing(bed.kafka.producer()), topic, to: () => `${source}.to` };
    expect(await replayDeadLetters(options)).toMatchObject({ read: 1, remaining: 0 });
    await transaction.commit();
    expect(await replayDeadLetters(options)).toMatchObject({ read: 1, remaining: 0 });
  });

  it("ends by itself when nothing comes, and says what remains: another member of the group keeps it out", async () => {
    const { topic, producer } = await deadLetters(2);
    const other = bed.closing(
      bed.kafka.consumer({ groupId: `${topic}.replay`, heartbeatInterval: 2_000, maxWaitTimeInMs: 200 }),
    );
    await other.connect();
    await other.subscribe({ topics: [topic] });
    await other.run({ eachMessage: async () => {} });
    const result = await replayDeadLetters({ kafka: bed.kafka, producer, topic, idleTimeoutMs: 500 });
    expect(result).toMatchObject({ read: 0, remaining: 2 });
  });

  it("rejects when a message cannot be sent, and begins with it the next time", async () => {
    const { source, topic, producer } = await deadLetters(2);
    const failure = new Error("not sent");
    const failing = { sendRecords: () => Promise.reject(failure) };
    await expect(replayDeadLetters({ kafka: bed.kafka, producer: failing, topic })).rejects.toBe(failure);
    expect(await replayDeadLetters({ kafka: bed.kafka, producer, topic })).toMatchObject({ byTopic: { [source]: 2 } });
  });

  it("ends when it is told to", async () => {
    const { topic, producer } = await deadLetters(2);
    const result = await replayDeadLetters({ kafka: bed.kafka, producer, topic, signal: AbortSignal.abort() });
    expect(result).toMatchObject({ read: 0, remaining: 2 });
  });

  it("refuses to replay a topic into itself", async () => {
    const { topic, producer } = await deadLetters(1);
    await expect(replayDeadLetters({ kafka: bed.kafka, producer, topic, to: () => topic })).rejects.toThrow(
      "into itself",
    );
  });
});
