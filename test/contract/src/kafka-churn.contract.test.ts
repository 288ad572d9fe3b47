import type { ConsumerRunConfig } from "kafkajs";
import { expect, it } from "vitest";
import { type GroupMember, joinGroup, settled } from "./kafka/group-member.js";
import { kafkaUnderTest } from "./kafka/kafka-under-test.js";
import { numbered } from "./kafka/received.js";
import { PATIENCE_MS, until } from "./kafka/until.js";

const kafka = kafkaUnderTest();

const PARTITIONS = 8;
const PER_PARTITION = 625;
const TOTAL = PARTITIONS * PER_PARTITION;
/** A member comes or goes whenever so many more messages were handled. */
const CHANGES = 10;
/** Messages between two commits of a member. */
const CHUNK = 10;

it(`misses none of ${TOTAL} messages while members come and go, and handles none again after its commit`, {
  timeout: 3 * PATIENCE_MS,
}, async () => {
  const topic = await kafka.topic({ partitions: PARTITIONS });
  const groupId = kafka.name("group");
  const handled = Array.from({ length: PARTITIONS }, () => new Set<number>());
  const committed = new Map<number, number>();
  const again: string[] = [];
  const total = () => handled.reduce((sum, { size }) => sum + size, 0);

  const run: ConsumerRunConfig = {
    autoCommit: false,
    eachBatchAutoResolve: false,
    async eachBatch({ batch, resolveOffset, heartbeat, commitOffsetsIfNecessary, isRunning, isStale }) {
      const { partition, messages } = batch;
      for (let from = 0; from < messages.length && isRunning() && !isStale(); from += CHUNK) {
        const chunk = messages.slice(from, from + CHUNK).map(({ offset }) => Number(offset));
        for (const offset of chunk) {
          if (offset < (committed.get(partition) ?? 0)) again.push(`${partition}/${offset}`);
          handled[partition]?.add(offset);
        }
        const next = Math.max(...chunk) + 1;
        await commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset: String(next) }] }] });
        committed.set(partition, Math.max(next, committed.get(partition) ?? 0));
        resolveOffset(String(next - 1));
        await heartbeat();
      }
    },
  };
  const members: GroupMember[] = [];
  const everybody: GroupMember[] = [];
  async function join(): Promise<void> {
    const member = await joinGroup(kafka, topic, run, { groupId, maxBytesPerPartition: 2_000, heartbeatInterval: 50 });
    members.push(member);
    everybody.push(member);
  }

  await join();
  await join();
  const producer = await kafka.producer();
  const producing = (async () => {
    for (let from = 0; from < PER_PARTITION; from += 25) {
      const messages = handled.flatMap((_, partition) => numbered(25, from).map((one) => ({ ...one, partition })));
      await producer.send({ topic, messages });
    }
  })();

  for (let change = 1; change <= CHANGES; change++) {
    const goal = (change * TOTAL) / (CHANGES + 2);
    await until(`${goal} messages`, () => total() >= goal, total);
    // Comes, comes, goes, comes, goes ...: two at the least, so that there is somebody to hand over to.
    if (members.length <= 2 || change % 3 === 1) await join();
    else await members.shift()?.consumer.disconnect();
  }
  await producing;
  await until(`${TOTAL} messages`, () => total() >= TOTAL, total);
  await until(
    "the group to settle",
    () => settled(members, PARTITIONS),
    () => members.map((one) => one.assigned()),
  );
  await until("the last commits", () => [...committed.values()].every((offset) => offset === PER_PARTITION));

  expect(handled.map((offsets) => offsets.size)).toEqual(Array(PARTITIONS).fill(PER_PARTITION));
  expect(again).toEqual([]);
  // The group was really turned over: those who stayed joined many times.
  expect(everybody.reduce((sum, member) => sum + member.joins(), 0)).toBeGreaterThan(CHANGES);
});
