/** What one client can make the broker spend. */
export interface Limits {
  /**
   * The largest request taken; a larger one closes its connection. Memory is taken as its bytes arrive, not when they are
   * announced.
   *
   * @default 104857600 as Kafka's `socket.request.max.bytes`
   */
  readonly maxRequestBytes?: number | undefined;
  /**
   * How many connections one broker holds; further ones are closed at once.
   *
   * @default 10000
   */
  readonly maxConnections?: number | undefined;
  /**
   * After how long a connection is closed on which nothing is sent or received.
   *
   * @default 600000 as Kafka's `connections.max.idle.ms`
   */
  readonly idleTimeoutMs?: number | undefined;
}

export function withDefaults(limits: Limits = {}): { readonly [name in keyof Limits]-?: number } {
  return {
    maxRequestBytes: limits.maxRequestBytes ?? 104_857_600,
    maxConnections: limits.maxConnections ?? 10_000,
    idleTimeoutMs: limits.idleTimeoutMs ?? 600_000,
  };
}
