import { TransportError } from "../errors/transport-error.js";
import { UsageError } from "../errors/usage-error.js";
import type { Interceptor } from "./transport.js";

/** When to stop asking a registry that does not answer. */
export type CircuitBreakerOptions = {
  /**
   * How many calls in a row must find every node down (each with all its retries) before the circuit opens.
   * @default 3
   */
  readonly failures?: number;
  /**
   * How long calls then fail at once, before one is let through to see whether a node is back.
   * @default 10_000
   */
  readonly resetAfterMs?: number;
};

/** Whether calls go through: `"half-open"` while a probe is under way. */
export type CircuitState = "closed" | "open" | "half-open";

/** A circuit breaker and its state. */
export type CircuitBreaker = { readonly interceptor: Interceptor; readonly state: () => CircuitState };

/** Statuses with which whatever stands in front says that there is no registry behind it. */
const DOWN = new Set([502, 503, 504]);

/** Fails fast while every node is down: one call at a time finds out whether a node is back, the others do not wait. */
export function createCircuitBreaker(options: CircuitBreakerOptions, now: () => number = Date.now): CircuitBreaker {
  const threshold = options.failures ?? 3;
  const resetAfterMs = options.resetAfterMs ?? 10_000;
  if (!Number.isInteger(threshold) || threshold < 1)
    throw new UsageError("`circuitBreaker.failures` must be a whole number of at least 1");
  if (!(resetAfterMs >= 0))
    throw new UsageError("`circuitBreaker.resetAfterMs` must be a number of at least 0, in milliseconds");
  let failures = 0;
  let openedAt = 0;
  let probing = false;
  const isOpen = () => failures >= threshold;

  const interceptor: Interceptor = (next) => async (request) => {
    const probe = isOpen();
    if (probe) {
      if (probing || now() - openedAt < resetAfterMs) {
        const wait = Math.max(0, resetAfterMs - (now() - openedAt));
        throw new TransportError(
          `${request.method} ${request.path}: not sent, because every node was down in the last ${failures} calls; ${
            probing ? "a probe is under way" : `the next try is in ${wait} ms`
          }`,
          { reason: "circuit-open", method: request.method, url: request.path, requestSent: false },
        );
      }
      probing = true;
    }
    try {
      const response = await next(request);
      if (DOWN.has(response.status)) recordFailure();
      else failures = 0;
      return response;
    } catch (error) {
      // An aborted call says nothing of the nodes. Neither do credentials that could not be had.
      if (error instanceof TransportError && (error.reason === "network" || error.reason === "timeout"))
        recordFailure();
      throw error;
    } finally {
      if (probe) probing = false;
    }
  };

  function recordFailure() {
    failures++;
    if (failures >= threshold) openedAt = now();
  }

  return { interceptor, state: () => (probing ? "half-open" : isOpen() ? "open" : "closed") };
}
