/**
 * Why no further message of a batch is begun:
 *
 * - `held`, `paused`: the partition is paused, by the user or for a while
 * - `stale`: a seek made the batch useless
 * - `interrupted`: the client reported something of its own (a rebalance), and gets its error back
 * - `failed`: consumption is to end by an error
 * - `stopping`: the consumer is being stopped
 * - `lost`: the partition belongs to another consumer
 */
export type Halt =
  | { readonly kind: "held" | "stale" | "stopping" | "lost" }
  | { readonly kind: "paused"; readonly ms: number }
  | { readonly kind: "interrupted" | "failed"; readonly error: unknown };

/** Of several reasons the gravest counts. Stopping is graver than a failure: the message will be read again anyway. */
const GRAVITY: readonly Halt["kind"][] = ["held", "paused", "stale", "interrupted", "failed", "stopping", "lost"];

/** The reason that counts. */
export function graver(before: Halt | undefined, next: Halt): Halt {
  if (before === undefined) return next;
  if (before.kind === "paused" && next.kind === "paused") return before.ms <= next.ms ? before : next;
  return GRAVITY.indexOf(next.kind) > GRAVITY.indexOf(before.kind) ? next : before;
}
