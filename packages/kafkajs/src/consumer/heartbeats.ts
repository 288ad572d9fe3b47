import type { Clock } from "./clock.js";

/** Heartbeats while a batch is worked on. */
export type Heartbeats = {
  /**
   * Beats now when none has come for an interval, which is so when handlers never let a timer run; else undefined.
   * Never rejects.
   */
  beatIfDue(): Promise<void> | undefined;
  /** No further ones. One that is under way ends by itself. */
  stop(): void;
};

/** What heartbeats are made of. */
export type HeartbeatsOptions = {
  readonly beat: () => Promise<void>;
  readonly onError: (error: unknown) => void;
  readonly intervalMs: number;
  readonly clock: Clock;
};

/** Beats at intervals, counted from the end of the last one, and goes on when one fails: the next may succeed. */
export function startHeartbeats({ beat, onError, intervalMs, clock }: HeartbeatsOptions): Heartbeats {
  let stopped = false;
  let lastAt = clock.now();
  let beating: Promise<void> | undefined;
  let cancel = schedule();

  function schedule(): () => void {
    return clock.after(intervalMs, () => void beatOnce());
  }

  async function beatAndReport(): Promise<void> {
    try {
      await beat();
    } catch (error) {
      if (!stopped) onError(error);
    }
    lastAt = clock.now();
    beating = undefined;
    if (!stopped) cancel = schedule();
  }

  function beatOnce(): Promise<void> {
    cancel();
    beating ??= beatAndReport();
    return beating;
  }

  return {
    beatIfDue: () => (!stopped && clock.now() - lastAt > intervalMs ? beatOnce() : undefined),
    stop() {
      stopped = true;
      cancel();
    },
  };
}
