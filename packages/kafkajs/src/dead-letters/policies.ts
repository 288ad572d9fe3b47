import type { DeadLetter } from "./dead-letter.js";
import type { HandlerFailure, PoisonPill } from "./failed-message.js";
import type { RetryTopics } from "./retry-topics.js";

/**
 * What becomes of a message that cannot be read:
 *
 * - `"throw"`: consumption ends, and begins with this message when it is started again
 * - `"skip"`: it is passed by
 * - `deadLetter(...)`: it is kept in another topic, and passed by once the broker has it there
 * - a function: is told, and decides by what it gives; nothing means that the message is dealt with. When it throws,
 *   consumption ends
 */
export type PoisonPillPolicy = "throw" | "skip" | DeadLetter | PolicyFunction<PoisonPill, PoisonPillDecision>;

/** What a function may decide of a message that cannot be read. */
export type PoisonPillDecision = "throw" | "skip" | DeadLetter;

/** What becomes of a message whose handler failed for good: as for poison pills, and `retryTopics(...)`. */
export type HandlerErrorPolicy =
  | "throw"
  | "skip"
  | DeadLetter
  | RetryTopics
  | PolicyFunction<HandlerFailure, HandlerErrorDecision>;

/** What a function may decide of a message whose handler failed for good. */
export type HandlerErrorDecision = "throw" | "skip" | DeadLetter | RetryTopics;

/** Is told of a failure, and may decide what follows. */
export type PolicyFunction<Failure, Decision> =
  | ((failure: Failure) => Decision | undefined | Promise<Decision | undefined>)
  | ((failure: Failure) => void | Promise<void>);
