import { failureKind } from "@magicbyte/registry";
import type { ReceivedRecord } from "../client/kafka-client.js";
import { retryDueAt } from "../dead-letters/retry-topics.js";
import type { BatchReading } from "./batch-reading.js";
import type { BatchWork } from "./batch-work.js";
import type { Clock } from "./clock.js";
import type { Delivery } from "./delivery.js";
import type { Heartbeats } from "./heartbeats.js";
import type { PartitionMemory } from "./partition-memory.js";
import type { TopicPlan } from "./topic-plan.js";
import type { Reading } from "./topic-reader.js";
import { type Turn, waitOrPause } from "./turn.js";

/** What running a batch takes. */
export type BatchRun = {
  readonly turn: Turn;
  readonly work: BatchWork;
  readonly reading: BatchReading;
  readonly delivery: Delivery;
  readonly memory: PartitionMemory;
  readonly plan: TopicPlan;
  readonly heartbeats: Heartbeats;
  readonly clock: Clock;
  /** Ends the turn where something outside asks for it: a pause, a seek, a stop. */
  checkOutside(): void;
};

/** How many records are decoded at a time: the event loop must not stand still, nor memory fill with values. */
const SLICE = 250;
/** A wait so short that a pause, and the fetch after it, would take longer. */
const SHORT_MS = 250;

/** Reads the records of a batch and has them delivered in their order, until all are or the turn is to end. */
export async function runBatch(run: BatchRun): Promise<void> {
  const { turn, work, reading, delivery } = run;
  const { records } = work;
  if (!(await reading.load(records))) return;
  let index = 0;
  while (index < records.length && turn.halt === undefined) {
    const slice = records.slice(index, index + SLICE);
    const read = run.plan.reader.read(slice);
    const next = await deliverSlice(run, index, read instanceof Promise ? await read : read);
    if (next.reload) {
      await delivery.flush();
      if (turn.halt !== undefined || !(await reading.load(records.slice(next.index)))) break;
    }
    index = next.index;
  }
  await delivery.flush();
}

/** Delivers what was read. `reload`: from that index on schemas are to be loaded, and records to be read, once more. */
async function deliverSlice(
  run: BatchRun,
  start: number,
  readings: readonly Reading[],
): Promise<{ readonly index: number; readonly reload: boolean }> {
  const { turn, work, delivery, memory, heartbeats } = run;
  let index = start;
  for (const each of readings) {
    const record = work.records[index];
    const beating = heartbeats.beatIfDue();
    if (beating !== undefined) await beating;
    run.checkOutside();
    if (turn.halt !== undefined || record === undefined) break;
    if (memory.isDone(record)) work.finish(index);
    else {
      const obstacle = obstacleOf(run, record, each);
      if (obstacle !== undefined) {
        await delivery.flush();
        const verdict = await obstacle();
        if (verdict !== "go") return { index, reload: verdict === "again" };
      }
      const taken = delivery.take(index, each);
      if (taken !== undefined) await taken;
    }
    index++;
  }
  return { index, reload: false };
}

/** What stands in the way of a record, as something to wait for. */
function obstacleOf(
  { turn, reading, plan, clock }: BatchRun,
  record: ReceivedRecord,
  read: Reading,
): (() => Promise<"go" | "again" | "halted">) | undefined {
  const waitMs = plan.isRetryTopic ? (retryDueAt(record.headers) ?? 0) - clock.now() : 0;
  if (waitMs > 0) {
    return async () => {
      if (waitMs <= SHORT_MS) return (await waitOrPause(turn, waitMs)) ? "go" : "halted";
      turn.end({ kind: "paused", ms: waitMs });
      return "halted";
    };
  }
  if (read.ok || failureKind(read.error) === "bad-data") return undefined;
  return async () => {
    const verdict = await reading.judge(record, read);
    return verdict === "poison" ? "go" : verdict;
  };
}
