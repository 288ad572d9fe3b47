import type { AuthOptions } from "../auth/auth-options.js";
import type { CircuitBreakerOptions } from "../transport/circuit-breaker.js";
import type { Interceptor, Transport } from "../transport/transport.js";
import type { UndiciTransportOptions } from "../transport/undici-transport.js";
import type { CacheSettings } from "./caches.js";

/** What a client is made of. Only `baseUrl` is needed. */
export type RegistryClientOptions = UndiciTransportOptions & {
  /**
   * The address of the registry, or several of one registry: a node that fails is set aside for a while. A path
   * prefix is kept (`http://host:8080/apis/ccompat/v7`), credentials are taken out (`https://user:password@host`).
   */
  readonly baseUrl: string | readonly string[];
  /** How the client proves who it is. */
  readonly auth?: AuthOptions | undefined;
  /** Headers of every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Confluent Cloud: the cluster that a bearer token is for (header `target-sr-cluster`). */
  readonly logicalCluster?: string | undefined;
  /** Confluent Cloud: the identity pool of an OAuth token (header `Confluent-Identity-Pool-Id`). */
  readonly identityPoolId?: string | undefined;
  /** The context that unqualified subjects, and all ids, belong to, such as `.staging`. Default: the default context. */
  readonly context?: string | undefined;
  /**
   * How long one attempt may take, reading of the answer included.
   * @default 10_000
   */
  readonly timeoutMs?: number | undefined;
  /**
   * How long one call may take, all attempts and waits included.
   * @default 30_000
   */
  readonly deadlineMs?: number | undefined;
  /**
   * How many rounds over the nodes follow a failed one: after network errors and 408, 425, 429, 500, 502, 503 and
   * 504, and only where repeating does no harm.
   * @default 3
   */
  readonly retries?: number | undefined;
  /**
   * The wait before the first repetition is a random time up to this; it doubles with each one.
   * @default 250
   */
  readonly retryDelayMs?: number | undefined;
  /**
   * No wait is longer, but for what a Retry-After header asks for.
   * @default 10_000
   */
  readonly maxRetryDelayMs?: number | undefined;
  /**
   * How long a node that failed is asked only after all others. Then one call finds out whether it is back.
   * @default 15_000
   */
  readonly setAsideMs?: number | undefined;
  /** Fail fast while every node is down. @default false */
  readonly circuitBreaker?: boolean | CircuitBreakerOptions | undefined;
  /** How much is remembered, and for how long. */
  readonly cache?: CacheSettings | undefined;
  /** Stand around every call, the first outermost, outside retries and authentication. */
  readonly interceptors?: readonly Interceptor[] | undefined;
  /** What carries the requests, in place of HTTP over undici: an in-process registry, for instance. */
  readonly transport?: Transport | undefined;
};
