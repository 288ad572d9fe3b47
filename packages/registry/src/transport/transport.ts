/** A request on its way to a registry. Interceptors hand on a changed copy, never this object changed. */
export type RegistryRequest = {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** The endpoint as the reference writes it, such as `/subjects/{subject}/versions`: for logs, metrics and spans. */
  readonly route: string;
  /** Path and query, percent-encoded, beginning with a slash. */
  readonly path: string;
  /** The whole address, without credentials. Set once a node is chosen; before that it is the path alone. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Whether sending it twice does no more than sending it once. */
  readonly idempotent: boolean;
  /** How long the whole call may take, all attempts and waits included. */
  readonly deadlineMs?: number | undefined;
  /** Aborted when nobody waits for the answer any more. A TransportError as its reason is thrown as it is, any other as a cause. */
  readonly signal?: AbortSignal | undefined;
};

/** An answer, whatever its status, with its body read to the end. */
export type RegistryResponse = {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** How many requests it took; absent means one. */
  readonly attempts?: number | undefined;
  /** The address that answered, without credentials; absent means the request's. */
  readonly url?: string | undefined;
};

/** Request in, response out. An error status is a response; an error is thrown only when there is no answer. */
export type Handler = (request: RegistryRequest) => Promise<RegistryResponse>;

/** Stands between a caller and the next handler: changes requests, answers them itself, or watches. */
export type Interceptor = (next: Handler) => Handler;

/**
 * What carries requests to a registry: HTTP by default, or an in-process registry in tests.
 *
 * `request` throws a TransportError when there is no answer, and honours `request.signal`.
 */
export type Transport = {
  request(request: RegistryRequest): Promise<RegistryResponse>;
  /** Frees what the transport holds. Called once, by `client.close()`. */
  close?(): Promise<void>;
};

/** One handler out of many interceptors; the first is the outermost. */
export function applyInterceptors(interceptors: readonly Interceptor[], innermost: Handler): Handler {
  return interceptors.reduceRight((next, interceptor) => interceptor(next), innermost);
}
