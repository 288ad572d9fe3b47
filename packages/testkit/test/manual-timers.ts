import type { Timers } from "../src/broker/timers.js";

/** A clock that stands still until it is turned. */
export interface ManualTimers extends Timers {
  /** Runs what is due within the time, in order, with the clock at each timer's moment. */
  advance(ms: number): void;
  /** How many timers are set. */
  readonly waiting: number;
}

export function createManualTimers(): ManualTimers {
  const waiting = new Set<{ readonly at: number; readonly run: () => void }>();
  let now = 0;

  const next = (until: number) =>
    [...waiting]
      .filter(({ at }) => at <= until)
      .reduce<{ readonly at: number; readonly run: () => void } | undefined>(
        (first, timer) => (first === undefined || timer.at < first.at ? timer : first),
        undefined,
      );

  return {
    now: () => now,
    after(delayMs, run) {
      const timer = { at: now + delayMs, run };
      waiting.add(timer);
      return { cancel: () => void waiting.delete(timer) };
    },
    advance(ms) {
      const until = now + ms;
      for (let due = next(until); due !== undefined; due = next(until)) {
        waiting.delete(due);
        now = Math.max(now, due.at);
        due.run();
      }
      now = until;
    },
    get waiting() {
      return waiting.size;
    },
  };
}
