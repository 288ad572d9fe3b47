import { TransportError } from "../errors/transport-error.js";

/** What to throw for an aborted signal: our own reasons as they are, the caller's as the cause of an error of ours. */
export function abortError(signal: AbortSignal, what: string): TransportError {
  const reason: unknown = signal.reason;
  if (reason instanceof TransportError) return reason;
  return new TransportError(`${what}: aborted by the caller's signal`, {
    reason: "aborted",
    retryable: false,
    cause: reason,
  });
}

/**
 * A signal of its own that follows a parent, for as long as a piece of work runs. `AbortSignal.any` would do the
 * same, but leaves a listener on a long-lived parent for every request until it is collected.
 */
export async function withSignal<T>(
  parent: AbortSignal | undefined,
  work: (controller: AbortController) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const follow = () => controller.abort(parent?.reason);
  if (parent?.aborted) follow();
  parent?.addEventListener("abort", follow, { once: true });
  try {
    return await work(controller);
  } finally {
    parent?.removeEventListener("abort", follow);
  }
}

/** Waits for somebody else's work, which goes on when the signal ends this wait. */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined, what: string): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(abortError(signal, what));
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

/** Waits, or rejects as soon as the signal is aborted. */
export function sleep(ms: number, signal: AbortSignal | undefined, what: string): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(abortError(signal, what));
    const onAbort = () => {
      clearTimeout(timer);
      reject(abortError(signal as AbortSignal, what));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
