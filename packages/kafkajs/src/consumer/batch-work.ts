import type { FetchedBatch, ReceivedRecord } from "../client/kafka-client.js";
import { handlerFailure, placed, poisonPill } from "./failed-record.js";
import { createMessage, type MessageControls, type TypedMessage } from "./message.js";
import type { PartitionMemory, Tries } from "./partition-memory.js";
import { createPartitionProgress } from "./partition-progress.js";
import { type AfterFailure, type Persistence, persist, type Task } from "./persist.js";
import type { ConsumingSettings } from "./settings.js";
import { type Dispatch, settle } from "./settle.js";
import type { BadReading, GoodReading } from "./topic-reader.js";
import { waitOrPause } from "./turn.js";

/** The records of a fetched batch, and what becomes of them. */
export type BatchWork = {
  readonly records: readonly ReceivedRecord[];
  /** A record is done. */
  finish(index: number): void;
  /** Tells the client what can be committed by now. Done now and then rather than for each record, for its cost. */
  resolve(): void;
  isFinished(index: number): boolean;
  /** Whether no record of the partition has been tried before, and nothing stands in the way of the next one. */
  isFirstTry(): boolean;
  /** Whether nothing more is to be begun. */
  isHalted(): boolean;
  message(index: number, reading: GoodReading, attempt: number): TypedMessage;
  readonly controls: MessageControls;
  /** Calls a handler until it succeeds or has failed for good; then the policy decides. */
  handle(unit: Unit, failed?: { readonly error: unknown }): Promise<void>;
  /** The policy decides on a record that cannot be read. */
  settlePoison(index: number, reading: BadReading): Promise<void>;
  /** Keeps what is done beyond the first record that is not, so that it will not be done again here. */
  remember(): void;
};

/** Messages that are handled by one call: one, or several. */
export type Unit = {
  readonly indices: readonly number[];
  /** Which of them the policy decides on when the call has failed for good: all that are not done, or the first. */
  readonly blame: "all" | "first";
  readingOf(index: number): GoodReading;
  call(attempt: number): unknown;
};

/** What the work is made of. */
export type BatchWorkParts = {
  readonly batch: FetchedBatch;
  readonly memory: PartitionMemory;
  readonly persistence: Persistence;
  readonly settings: ConsumingSettings;
  readonly dispatch: Dispatch;
  readonly controls: MessageControls;
};

export function createBatchWork(parts: BatchWorkParts): BatchWork {
  const { batch, memory, persistence, settings, dispatch, controls } = parts;
  const { turn, report } = persistence;
  const { records } = batch;
  const { retry, clock } = settings;
  const progress = createPartitionProgress();

  function recordAt(index: number): ReceivedRecord {
    const record = records[index];
    if (record === undefined) throw new RangeError(`there is no record ${index} in this batch`);
    return record;
  }

  let resolved = 0;

  function finish(index: number): void {
    if (turn.isOver) return;
    const before = progress.settled;
    const last = progress.finish(index);
    if (last === undefined || memory.isEmpty) return;
    for (let each = before; each <= last; each++) memory.forget(recordAt(each));
  }

  function resolve(): void {
    if (turn.halt?.kind === "lost" || progress.settled === resolved) return;
    resolved = progress.settled;
    batch.resolveOffset(recordAt(resolved - 1).offset);
  }

  /** The policy decides on messages whose handler failed for good; false when not all of them are dealt with. */
  async function giveUp(unit: Unit, tries: Tries, error: unknown): Promise<boolean> {
    const left = unit.indices.filter((index) => !progress.isFinished(index));
    for (const index of unit.blame === "first" ? left.slice(0, 1) : left) {
      const record = recordAt(index);
      const failed = handlerFailure(turn, record, error, unit.readingOf(index).schemaId, tries.attempts);
      const policy = settings.onHandlerError;
      const unhandled = { type: "handler-error", policy, failed, errorToThrow: error, record, tries } as const;
      if (!(await settle(persistence, dispatch, unhandled))) return false;
      finish(index);
    }
    return true;
  }

  /** Handles what is left of a unit; false when there is nothing more to be done for it now. */
  async function handleLeft(unit: Unit, failed: Task["failed"]): Promise<boolean> {
    const first = unit.indices.find((index) => !progress.isFinished(index));
    if (first === undefined) return false;
    const record = recordAt(first);
    const tries = memory.triesOf(record);
    // A pause may have been cut short; the rest of the wait is still due.
    if (!(await waitOrPause(turn, tries.notBefore - clock.now()))) return false;
    if (tries.failure === undefined) {
      const outcome = await persist(persistence, {
        record,
        tries,
        failed,
        work: () => unit.call(tries.attempts + 1),
        onFailure: (error) => afterFailure(tries, record, error),
      });
      if (outcome === "done") for (const index of unit.indices) finish(index);
      if (outcome !== "given-up") return false;
    }
    return giveUp(unit, tries, tries.failure?.error);
  }

  async function afterFailure(tries: Tries, record: ReceivedRecord, error: unknown): Promise<AfterFailure> {
    tries.attempts++;
    if (tries.attempts >= retry.attempts) {
      tries.failure = { error };
      return "given-up";
    }
    const delayMs = retry.delayMs(tries.attempts);
    tries.notBefore = clock.now() + delayMs;
    const { topic, partition } = turn;
    report({ type: "retry", topic, partition, offset: record.offset, error, attempts: tries.attempts, delayMs });
    return (await waitOrPause(turn, delayMs)) ? "again" : "halted";
  }

  return {
    records,
    controls,
    isFinished: progress.isFinished,
    isFirstTry: () => memory.isEmpty && turn.halt === undefined,
    isHalted: () => turn.halt !== undefined,
    finish,
    resolve,
    message: (index, reading, attempt) => createMessage(turn, recordAt(index), reading, attempt, controls),
    async handle(unit, failed) {
      let before = failed;
      while (await handleLeft(unit, before)) before = undefined;
    },
    async settlePoison(index, reading) {
      const record = recordAt(index);
      const failed = poisonPill(turn, record, reading);
      const errorToThrow = placed(reading.error, turn, record.offset);
      const unhandled = {
        type: "poison-pill",
        policy: settings.onPoisonPill,
        failed,
        errorToThrow,
        record,
        tries: memory.triesOf(record),
      } as const;
      if (!(await settle(persistence, dispatch, unhandled))) return;
      finish(index);
    },
    remember() {
      for (const index of progress.beyond()) memory.keep(recordAt(index));
    },
  };
}
