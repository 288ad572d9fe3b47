/** How long to wait before trying again. */
export type BackoffOptions = {
  /** The first wait is a random time up to this. */
  readonly retryDelayMs: number;
  /** No wait is longer, whatever the number of attempts. A server's Retry-After is not bound by it. */
  readonly maxRetryDelayMs: number;
};

/** Full jitter: a random time up to a bound that doubles with each round, so that callers do not come back together. */
export function backoff(round: number, options: BackoffOptions, random: () => number = Math.random): number {
  return random() * Math.min(options.maxRetryDelayMs, options.retryDelayMs * 2 ** Math.min(round, 30));
}

/** What a Retry-After header asks for, in milliseconds: it holds seconds or a date. Undefined where it makes no sense. */
export function parseRetryAfter(value: string | undefined, now: number = Date.now()): number | undefined {
  if (value === undefined) return undefined;
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000;
  // Date.parse takes "-5" for a year: only what begins with a weekday, as HTTP dates do, is a date here.
  const date = /^\s*[A-Za-z]{3}/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
