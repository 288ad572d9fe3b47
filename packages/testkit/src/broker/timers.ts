/** Something that will happen, unless it is cancelled. */
export interface Timer {
  cancel(): void;
}

/** The clock of groups and transactions. Tests bring one that they turn by hand. */
export interface Timers {
  /** Milliseconds since 1970. */
  now(): number;
  after(delayMs: number, run: () => void): Timer;
}

/** Node takes a longer delay for none at all. */
const LONGEST_DELAY_MS = 2_147_483_647;

/** The process's clock. Its timers do not keep the process alive. */
export const systemTimers: Timers = {
  now: () => Date.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, Math.min(delayMs, LONGEST_DELAY_MS));
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
};
