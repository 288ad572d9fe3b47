/** How much a client may ask of the registry. */
export type LimitOptions = {
  /**
   * The largest body, in bytes; a larger one is answered with 413.
   * @default 10_485_760 (10 MiB)
   */
  readonly maxBodyBytes?: number | undefined;
  /**
   * How many requests may be under way at once; those beyond are answered with 503.
   * @default 1_000
   */
  readonly maxConcurrentRequests?: number | undefined;
  /**
   * How many requests `requests` keeps, the last ones. A registry that runs for long, and is asserted on by nobody,
   * needs none.
   * @default 1_000
   */
  readonly maxRecordedRequests?: number | undefined;
  /**
   * How long a client may take to send the head of a request; then it gets 408, so that slow ones hold no sockets.
   * @default 10_000
   */
  readonly headersTimeoutMs?: number | undefined;
  /**
   * How long a client may take to send a whole request.
   * @default 60_000
   */
  readonly requestTimeoutMs?: number | undefined;
  /**
   * How long an idle connection is kept. Longer than clients keep theirs: one that is closed while a request is on its
   * way fails that request.
   * @default 65_000
   */
  readonly keepAliveTimeoutMs?: number | undefined;
  /**
   * How long `stop()` waits for requests that are under way.
   * @default 5_000
   */
  readonly stopTimeoutMs?: number | undefined;
};

/** Every limit. */
export type Limits = { [Name in keyof LimitOptions]-?: number };

const defaults: Limits = {
  maxBodyBytes: 10 * 1024 * 1024,
  maxConcurrentRequests: 1_000,
  maxRecordedRequests: 1_000,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 60_000,
  keepAliveTimeoutMs: 65_000,
  stopTimeoutMs: 5_000,
};

/** The limits that apply. Throws on one that is no number of at least 0. */
export function limitsOf(options: LimitOptions = {}): Limits {
  const limits = { ...defaults };
  for (const name of Object.keys(defaults) as (keyof Limits)[]) {
    const value = options[name] ?? defaults[name];
    if (typeof value !== "number" || !(value >= 0))
      throw new Error(`\`limits.${name}\` must be a number of at least 0`);
    limits[name] = value;
  }
  return limits;
}
