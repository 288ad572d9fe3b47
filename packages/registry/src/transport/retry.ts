import { failoverChannel, retryChannel } from "../diagnostics/channels.js";
import { TransportError } from "../errors/transport-error.js";
import { sleep, startTimer, withSignal } from "./abort.js";
import { type BackoffOptions, backoff, parseRetryAfter } from "./backoff.js";
import type { RegistryNode } from "./base-url.js";
import type { NodePool } from "./node-pool.js";
import type { Handler, Interceptor, RegistryRequest, RegistryResponse } from "./transport.js";

/** How often, and how patiently, a request is tried again. */
export type RetryOptions = BackoffOptions & {
  /** How many more rounds over the nodes follow the first one. */
  readonly retries: number;
};

/** What counts the work done, for `client.stats()`. */
export type RetryCounters = { requests: number; retries: number; failovers: number };

/** The server asks to wait, or gave up waiting itself: it is alive, so the same node is asked again. */
const WAIT_AND_ASK_AGAIN = new Set([408, 425, 429]);
/** Something on the server's side broke: another node may do better. */
const ASK_ANOTHER_NODE = new Set([500, 502, 503, 504]);
/** Of these, the ones that say that the node itself is not there. */
const NODE_IS_DOWN = new Set([502, 503, 504]);

type Outcome =
  | { readonly response: RegistryResponse; readonly error?: undefined }
  | { readonly response?: undefined; readonly error: TransportError };

/**
 * Sends a request to the nodes of a pool until one answers it. Each round asks every node until one gives an answer
 * that is final; between the rounds it waits. Requests that are not idempotent are sent again only when it is
 * certain that they had no effect. The deadline ends attempts and waits alike.
 */
export function retry(pool: NodePool, options: RetryOptions, counters: RetryCounters): Interceptor {
  return (next) => (request) =>
    withSignal(request.signal, async (controller) => {
      const started = Date.now();
      const progress = { attempts: 0 };
      const timer = request.deadlineMs === undefined ? undefined : startTimer(expire, request.deadlineMs);
      function expire() {
        controller.abort(deadlinePassed(request, progress.attempts));
      }
      try {
        const bounded = { ...request, signal: controller.signal };
        for (let round = 0; ; round++) {
          const outcome = await askEveryNode(bounded, progress);
          if (!outcome.again || round >= options.retries) return finish(outcome, progress.attempts);
          const delayMs = retryAfterOf(outcome) ?? backoff(round, options);
          // Waiting past the deadline helps nobody: the caller gets the answer that is there, now.
          if (request.deadlineMs !== undefined && Date.now() - started + delayMs >= request.deadlineMs) {
            return finish(outcome, progress.attempts);
          }
          counters.retries++;
          if (retryChannel.hasSubscribers) {
            retryChannel.publish({ ...describe(request), attempt: progress.attempts, delayMs, ...reasonOf(outcome) });
          }
          await sleep(delayMs, controller.signal, `${request.method} ${request.path}`);
        }
      } finally {
        clearTimeout(timer);
      }

      async function askEveryNode(bounded: RegistryRequest, seen: { attempts: number }) {
        const nodes = pool.order(request.idempotent);
        for (const [index, node] of nodes.entries()) {
          seen.attempts++;
          counters.requests++;
          const outcome = await ask(next, bounded, node);
          if (outcome.error !== undefined && bounded.signal?.aborted) {
            // A node that let a deadline pass may hang: the next call begins with another one.
            if (outcome.error.reason === "timeout") pool.failed(node);
            throw outcome.error;
          }
          const verdict = judge(outcome, request.idempotent);
          if (verdict.nodeIsDown) pool.failed(node);
          else if (outcome.response !== undefined) pool.succeeded(node);
          const following = nodes[index + 1];
          if (!verdict.another || following === undefined) return { ...outcome, again: verdict.again };
          counters.failovers++;
          if (failoverChannel.hasSubscribers) {
            failoverChannel.publish({ ...describe(request), from: node.url, to: following.url, ...reasonOf(outcome) });
          }
        }
        throw new TransportError(`${request.method} ${request.path}: there is no node to ask`, { reason: "network" });
      }
    });
}

async function ask(next: Handler, request: RegistryRequest, node: RegistryNode): Promise<Outcome> {
  const headers =
    node.authorization === undefined || request.headers["authorization"] !== undefined
      ? request.headers
      : { ...request.headers, authorization: node.authorization };
  try {
    const url = node.url + request.path;
    return { response: { url, ...(await next({ ...request, url, headers })) } };
  } catch (error) {
    if (error instanceof TransportError) return { error };
    throw error;
  }
}

/** What an outcome means: whether to ask another node at once, or all again later, and whether the node is down. */
function judge(
  { response, error }: Outcome,
  idempotent: boolean,
): { another: boolean; again: boolean; nodeIsDown: boolean } {
  if (error !== undefined) {
    const harmless = idempotent || !error.requestSent;
    const nodeIsDown = error.reason === "network" || error.reason === "timeout";
    // A wrong certificate does not get better by asking again, but another node may have a right one.
    return { another: harmless && nodeIsDown, again: harmless && error.retryable, nodeIsDown };
  }
  // A 429 was turned away before anything was done, so that even a request that is not idempotent may be repeated.
  if (WAIT_AND_ASK_AGAIN.has(response.status)) {
    return { another: false, again: idempotent || response.status === 429, nodeIsDown: false };
  }
  const failed = ASK_ANOTHER_NODE.has(response.status);
  return { another: failed && idempotent, again: failed && idempotent, nodeIsDown: NODE_IS_DOWN.has(response.status) };
}

function finish({ response, error }: Outcome, attempts: number): RegistryResponse {
  if (response !== undefined) return { ...response, attempts };
  if (attempts <= 1) throw error;
  throw new TransportError(`${error.message} (after ${attempts} attempts)`, {
    reason: error.reason,
    method: error.method,
    url: error.url,
    attempts,
    retryable: error.retryable,
    requestSent: error.requestSent,
    cause: error.cause ?? error,
  });
}

function deadlinePassed(request: RegistryRequest, attempts: number): TransportError {
  return new TransportError(
    `${request.method} ${request.path}: the deadline of ${request.deadlineMs} ms passed during attempt ${attempts}`,
    { reason: "timeout", method: request.method, url: request.path, attempts },
  );
}

function retryAfterOf({ response }: Outcome): number | undefined {
  return response === undefined ? undefined : parseRetryAfter(response.headers["retry-after"]);
}

function describe({ method, route, path }: RegistryRequest) {
  return { method, route, path };
}

function reasonOf({ response, error }: Outcome) {
  return { status: response?.status, error };
}
