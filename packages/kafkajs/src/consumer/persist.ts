import type { ClientErrorKind, ReceivedRecord } from "../client/kafka-client.js";
import type { ConsumerEvent } from "./consumer-event.js";
import { failureCause } from "./failure-cause.js";
import { type OutageWaitOptions, outageWait } from "./outage-wait.js";
import type { Tries } from "./partition-memory.js";
import { type Turn, waitOrPause } from "./turn.js";

/** What persisting needs to know. */
export type Persistence = {
  readonly turn: Turn;
  readonly waits: OutageWaitOptions;
  readonly errorKind: (error: unknown) => ClientErrorKind | undefined;
  readonly report: (event: ConsumerEvent) => void;
};

/** What follows a failure: another attempt, none now (the turn is to end), or none at all. */
export type AfterFailure = "again" | "halted" | "given-up";

/** What is to be done for a message. */
export type Task = {
  readonly record: ReceivedRecord;
  readonly tries: Tries;
  /** It has failed already, with this. */
  readonly failed?: { readonly error: unknown } | undefined;
  readonly work: () => unknown;
  readonly onFailure: (error: unknown) => Promise<AfterFailure>;
};

/**
 * Does something for a message until it is done or given up, or the turn is to end. What the client or the registry is
 * to blame for is no failure: an outage is waited for, and a rebalance ends the turn.
 */
export async function persist(
  { turn, waits, errorKind, report }: Persistence,
  task: Task,
): Promise<"done" | "halted" | "given-up"> {
  let failed = task.failed;
  for (;;) {
    if (failed === undefined) {
      if (turn.halt !== undefined) return "halted";
      try {
        await task.work();
        return "done";
      } catch (error) {
        failed = { error };
      }
    }
    // What fails because it was told to end has not failed.
    if (turn.isOver || turn.signal.aborted) return "halted";
    const { kind, error } = failureCause(failed.error, errorKind);
    failed = undefined;
    if (kind === "interruption") {
      turn.end({ kind: "interrupted", error });
      return "halted";
    }
    if (kind === "failure") {
      const next = await task.onFailure(error);
      if (next !== "again") return next;
    } else if (!(await waitForOutage(turn, waits, task, error, report))) return "halted";
  }
}

/** Waits for something that is down; false when the turn is to end. */
export function waitForOutage(
  turn: Turn,
  waits: OutageWaitOptions,
  { record, tries }: Pick<Task, "record" | "tries">,
  error: unknown,
  report: (event: ConsumerEvent) => void,
): Promise<boolean> {
  const { ms, inPlace } = outageWait(tries.outageRounds++, waits);
  const { topic, partition } = turn;
  report({ type: "outage", topic, partition, offset: record.offset, error, delayMs: ms });
  if (inPlace) return waitOrPause(turn, ms);
  turn.end({ kind: "paused", ms });
  return Promise.resolve(false);
}
