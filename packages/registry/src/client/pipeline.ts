import { authenticate } from "../auth/credentials.js";
import { createRedactor, type Redactor } from "../auth/redactor.js";
import { traceRequests } from "../diagnostics/trace-requests.js";
import { TransportError } from "../errors/transport-error.js";
import { UsageError } from "../errors/usage-error.js";
import { abortError, onAbort, withSignal } from "../transport/abort.js";
import { parseBaseUrl, readCredentials } from "../transport/base-url.js";
import { type CircuitBreaker, createCircuitBreaker } from "../transport/circuit-breaker.js";
import { createNodePool, type NodePool } from "../transport/node-pool.js";
import { followRedirects } from "../transport/redirects.js";
import { type RetryCounters, retry } from "../transport/retry.js";
import { timeOut } from "../transport/time-out.js";
import { applyInterceptors, type Handler, type Interceptor, type Transport } from "../transport/transport.js";
import { undiciTransport } from "../transport/undici-transport.js";
import type { RegistryClientOptions } from "./options.js";

/** Everything between a call and the wire, and what there is to know of it. */
export type Pipeline = {
  readonly handler: Handler;
  readonly redactor: Redactor;
  readonly counters: RetryCounters;
  readonly pool: NodePool;
  readonly breaker: CircuitBreaker | undefined;
  readonly closed: () => boolean;
  close(): Promise<void>;
};

/**
 * Builds the pipeline of a client, outermost first: tracing, the user's interceptors, circuit breaker, retry and
 * failover (with the deadline), redaction of errors, credentials, redirects, time-out of the attempt, transport.
 */
export function createPipeline(options: RegistryClientOptions): Pipeline {
  const urls = typeof options.baseUrl === "object" ? options.baseUrl : [options.baseUrl];
  if (urls.length === 0) throw new UsageError("baseUrl is an empty list: give the address of the registry");
  const nodes = urls.map(parseBaseUrl);
  if (options.auth !== undefined && nodes.some((node) => node.authorization !== undefined)) {
    throw new UsageError("baseUrl holds credentials and `auth` is given too: use one of the two");
  }
  if (options.transport !== undefined) refuseTransportOptions(options);

  const redactor = createRedactor();
  for (const node of nodes) redactor.add(...node.secrets);
  redactor.addHeaders(options.headers ?? {}, "by-name");
  const counters: RetryCounters = { requests: 0, retries: 0, failovers: 0 };
  const pool = createNodePool(nodes, options.setAsideMs ?? 15_000);
  const breaker = circuitBreaker(options.circuitBreaker);
  const transport = options.transport ?? undiciTransport(options);
  if (options.proxy !== undefined) redactor.add(...readCredentials(new URL(options.proxy), "proxy").secrets);
  const attempt = timeOut(options.timeoutMs ?? 10_000);
  const lifetime = new AbortController();
  const sendToken = applyInterceptors([untilClosed(lifetime.signal), attempt], (request) => transport.request(request));

  const interceptors: Interceptor[] = [
    untilClosed(lifetime.signal),
    traceRequests,
    ...(options.interceptors ?? []),
    ...(breaker === undefined ? [] : [breaker.interceptor]),
    retry(
      pool,
      {
        retries: options.retries ?? 3,
        retryDelayMs: options.retryDelayMs ?? 250,
        maxRetryDelayMs: options.maxRetryDelayMs ?? 10_000,
      },
      counters,
    ),
    withoutSecrets(redactor),
    ...(options.auth === undefined ? [] : [authenticate(options.auth, sendToken, redactor)]),
    followRedirects,
    attempt,
  ];
  return {
    handler: applyInterceptors(interceptors, (request) => transport.request(request)),
    redactor,
    counters,
    pool,
    breaker,
    closed: () => lifetime.signal.aborted,
    async close() {
      if (lifetime.signal.aborted) return;
      lifetime.abort(closedError(true));
      await closeTransport(transport);
    },
  };
}

/** Ends what is under way when the client is closed, and refuses what comes later. */
function untilClosed(lifetime: AbortSignal): Interceptor {
  return (next) => async (request) => {
    if (lifetime.aborted) throw closedError(false);
    if (request.signal?.aborted) throw abortError(request.signal, `${request.method} ${request.path}`, false);
    return withSignal(request.signal, async (controller) => {
      const ignore = onAbort(lifetime, () => controller.abort(lifetime.reason));
      try {
        return await next({ ...request, signal: controller.signal });
      } finally {
        ignore();
      }
    });
  };
}

/** A server chooses where it redirects to, and a message quotes the address. */
function withoutSecrets(redactor: Redactor): Interceptor {
  return (next) => async (request) => {
    try {
      return await next(request);
    } catch (error) {
      if (!(error instanceof TransportError) || redactor.text(error.message) === error.message) throw error;
      const { reason, method, url, attempts, retryable, requestSent, cause } = error;
      throw new TransportError(redactor.text(error.message), {
        ...{ reason, method, attempts, retryable, requestSent, cause },
        url: url === undefined ? undefined : redactor.url(url),
      });
    }
  };
}

function closedError(requestSent: boolean): TransportError {
  return new TransportError("the registry client was closed: make a new one with createRegistryClient()", {
    reason: "closed",
    retryable: false,
    requestSent,
  });
}

function circuitBreaker(options: RegistryClientOptions["circuitBreaker"]): CircuitBreaker | undefined {
  if (options === undefined || options === false) return undefined;
  return createCircuitBreaker(options === true ? {} : options);
}

function refuseTransportOptions(options: RegistryClientOptions): void {
  const given = (["tls", "proxy", "dispatcher", "maxSockets", "maxResponseBytes"] as const).filter(
    (name) => options[name] !== undefined,
  );
  if (given.length > 0)
    throw new UsageError(
      `\`${given.join("`, `")}\` are for HTTP over undici and do nothing for the given \`transport\`: configure it instead`,
    );
}

async function closeTransport(transport: Transport): Promise<void> {
  await transport.close?.();
}
