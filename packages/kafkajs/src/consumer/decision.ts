import { UsageError } from "@magicbyte/registry";
import type { DeadLetter } from "../dead-letters/dead-letter.js";
import type { FailedMessage } from "../dead-letters/failed-message.js";
import type { PolicyFunction } from "../dead-letters/policies.js";
import type { RetryTopics } from "../dead-letters/retry-topics.js";
import type { ConsumerEvent } from "./consumer-event.js";

/** What becomes of a message that cannot be handled. */
export type Decision = "throw" | "skip" | "dealt-with" | DeadLetter | RetryTopics;

/** What events call a decision. */
export type DecisionName = Extract<ConsumerEvent, { readonly decision: unknown }>["decision"];

/** A policy for messages that failed in some way. */
export type Policy<Failed> = "throw" | "skip" | DeadLetter | RetryTopics | PolicyFunction<Failed, Decision>;

/** Asks a policy. @throws whatever its function throws; UsageError when it gives nothing that can be decided */
export async function decide<Failed extends FailedMessage>(policy: Policy<Failed>, failed: Failed): Promise<Decision> {
  if (typeof policy !== "function") return policy;
  // A function that gives nothing has dealt with the message.
  const decision = (await policy(failed)) ?? "dealt-with";
  if (!isDecision(decision)) {
    throw new UsageError(
      'a function that decides on a message gives "throw", "skip", deadLetter(...), retryTopics(...), or nothing when it has dealt with the message',
    );
  }
  return decision;
}

function isDecision(decision: unknown): decision is Decision {
  if (typeof decision === "object" && decision !== null) return "kind" in decision && "send" in decision;
  return decision === "throw" || decision === "skip" || decision === "dealt-with";
}

export function nameOf(decision: Decision): DecisionName {
  return typeof decision === "string" ? decision : decision.kind;
}
