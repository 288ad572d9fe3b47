/** Time, so that tests can have their own. */
export type Clock = {
  /** Milliseconds since 1970. */
  now(): number;
  /**
   * Calls back once, after so many milliseconds. Returns what calls that off. Waiting for it keeps no process alive,
   * unless it is to.
   */
  after(ms: number, callback: () => void, keepAlive?: "keep-alive"): () => void;
};

/** What a timer can wait at most: Node takes anything longer for 1 ms. */
const LONGEST_TIMER_MS = 2_147_483_647;

export const systemClock: Clock = {
  now: Date.now,
  after(ms, callback, keepAlive) {
    const timer = setTimeout(callback, Math.min(Math.max(0, ms), LONGEST_TIMER_MS));
    if (keepAlive === undefined) timer.unref();
    return () => clearTimeout(timer);
  },
};
