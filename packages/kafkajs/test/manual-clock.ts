import type { Clock } from "../src/consumer/clock.js";

/** A clock that stands still until it is moved. */
export type ManualClock = Clock & {
  /** Moves on, calls back what falls due on the way, and lets promises have their turn after each. */
  advance(ms: number): Promise<void>;
  /** How many timers are set. */
  readonly pending: number;
};

export function createManualClock(start = 1_000_000): ManualClock {
  let now = start;
  let timers: { readonly at: number; readonly callback: () => void }[] = [];

  async function settle(): Promise<void> {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  }

  return {
    now: () => now,
    after(ms, callback) {
      const timer = { at: now + Math.max(0, ms), callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
    async advance(ms) {
      const end = now + ms;
      await settle();
      for (;;) {
        const [next] = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        now = next.at;
        timers = timers.filter((each) => each !== next);
        next.callback();
        await settle();
      }
      now = end;
    },
    get pending() {
      return timers.length;
    },
  };
}
