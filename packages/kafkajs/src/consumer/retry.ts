import { UsageError } from "@magicbyte/registry";

/** How often a handler that failed is tried again, and when. */
export type RetryOptions = {
  /**
   * How often the handler is called with a message at most, the first time included.
   * @default 3
   */
  readonly attempts?: number | undefined;
  /**
   * How long to wait before the next attempt, in milliseconds; a function is given the number of those that failed.
   * Waits of up to `inPlaceWaitMs` happen in place, with heartbeats; for longer ones the partition is paused.
   * @default 100, doubled each time up to 10_000, and a random part of up to a half taken off
   */
  readonly backoff?: number | ((failedAttempts: number) => number) | undefined;
};

/** The same with every default in place. */
export type RetrySettings = { readonly attempts: number; delayMs(failedAttempts: number): number };

/** @throws UsageError when the options cannot be right */
export function retrySettings({ attempts = 3, backoff }: RetryOptions = {}): RetrySettings {
  if (!(Number.isSafeInteger(attempts) || attempts === Number.POSITIVE_INFINITY) || attempts < 1) {
    throw new UsageError("retry.attempts must be a whole number from 1 on: how often the handler is called in all");
  }
  if (typeof backoff === "number" && !(backoff >= 0)) {
    throw new UsageError("retry.backoff must be milliseconds, or a function of the number of failed attempts");
  }
  return { attempts, delayMs: delays(backoff) };
}

function delays(backoff: RetryOptions["backoff"]): (failedAttempts: number) => number {
  if (typeof backoff === "number") return () => backoff;
  return backoff ?? ((failedAttempts) => jittered(doubled(100, failedAttempts - 1, 10_000)));
}

/** Doubles for each round, up to a bound. */
export function doubled(firstMs: number, round: number, maxMs: number): number {
  return Math.min(maxMs, firstMs * 2 ** Math.min(round, 30));
}

/** Takes off up to a half, so that many consumers do not come back together. */
function jittered(ms: number): number {
  return ms * (1 - Math.random() / 2);
}
