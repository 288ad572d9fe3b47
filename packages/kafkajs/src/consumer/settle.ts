import type { ReceivedRecord } from "../client/kafka-client.js";
import type { FailedMessage, HandlerFailure } from "../dead-letters/failed-message.js";
import type { RecordsSender } from "../producer/typed-sender.js";
import { type Decision, decide, nameOf, type Policy } from "./decision.js";
import type { Tries } from "./partition-memory.js";
import { type Persistence, persist } from "./persist.js";

/**
 * Carries a decision out, and whatever must become true together with it: in a transaction the message's offset.
 * `send` writes the dead letter, with the transaction where there is one, and gives false when nothing was decided yet.
 */
export type Dispatch = (
  failed: FailedMessage,
  send: (transaction?: RecordsSender) => Promise<boolean>,
) => Promise<void>;

/** A message that cannot be handled, and what is to be decided by. */
export type Unhandled<Failed extends FailedMessage> = {
  readonly type: "poison-pill" | "handler-error";
  readonly policy: Policy<Failed>;
  readonly failed: Failed;
  /** What consumption ends with if it is to. */
  readonly errorToThrow: unknown;
  readonly record: ReceivedRecord;
  readonly tries: Tries;
};

/** Deals with a message that cannot be handled; false when it is not dealt with, so that it will come again. */
export async function settle<Failed extends FailedMessage>(
  persistence: Persistence,
  dispatch: Dispatch,
  { type, policy, failed, errorToThrow, record, tries }: Unhandled<Failed>,
): Promise<boolean> {
  const { turn, report } = persistence;
  let decided: Decision | undefined;

  async function carryOut(): Promise<void> {
    // A policy is asked once, however often brokers that are down have to be tried.
    decided ??= await decide(policy, failed);
    while (decided !== "throw") {
      const exhausted = await dispatchOne(decided);
      if (exhausted === undefined) return;
      decided = exhausted;
    }
  }

  async function dispatchOne(decision: Exclude<Decision, "throw">): Promise<Decision | undefined> {
    let next: Decision | undefined;
    await dispatch(failed, async (transaction) => {
      if (typeof decision === "string") return true;
      if (decision.kind === "dead-letter") await decision.send(failed, transaction);
      else if ((await decision.send(failed as HandlerFailure & Failed, transaction)) === "exhausted") {
        next = decision.whenExhausted;
      }
      return next === undefined;
    });
    return next;
  }

  const outcome = await persist(persistence, {
    record,
    tries,
    work: carryOut,
    onFailure: async (error) => {
      turn.end({ kind: "failed", error });
      return "halted";
    },
  });
  if (outcome !== "done" || decided === undefined) return false;
  const { topic, partition } = turn;
  report({ type, topic, partition, offset: record.offset, error: failed.error, decision: nameOf(decided) });
  if (decided !== "throw") return true;
  turn.end({ kind: "failed", error: errorToThrow });
  return false;
}
