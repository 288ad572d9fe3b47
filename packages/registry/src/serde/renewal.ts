/** Keeps something up to date while it is in use. */
export type Renewal = {
  /** Says that it is in use. Cheap enough for every message. */
  touch(): void;
};

/**
 * Renews in the background, at intervals, for as long as `touch` is called. What is not in use is not renewed, costs
 * no request and is not kept alive by its timer; when it is used again it is renewed at once, in the background.
 */
export function createRenewal(intervalMs: number, renew: () => Promise<void>): Renewal {
  let armed = false;
  let used = false;
  let renewedAt = Date.now();

  function run(): void {
    renewedAt = Date.now();
    // A renewal that fails leaves things as they are, and is tried again after the next interval.
    renew().catch(() => {});
  }

  function arm(): void {
    armed = true;
    setTimeout(() => {
      armed = false;
      if (!used) return;
      used = false;
      run();
      arm();
    }, intervalMs).unref();
  }

  return {
    touch() {
      used = true;
      if (armed) return;
      if (Date.now() - renewedAt >= intervalMs) run();
      arm();
    },
  };
}
