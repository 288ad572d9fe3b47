import { setMaxListeners } from "node:events";
import { TransportError } from "../errors/transport-error.js";

/** What to throw for an aborted signal: our own reasons as they are, the caller's as the cause of an error of ours. */
export function abortError(signal: AbortSignal, what: string, requestSent = true): TransportError {
  const reason: unknown = signal.reason;
  if (reason instanceof TransportError) return reason;
  return new TransportError(`${what}: aborted by the caller's signal`, {
    reason: "aborted",
    retryable: false,
    requestSent,
    cause: reason,
  });
}

/**
 * Calls back when a signal is aborted, and returns what ends that. Any number of calls may share a signal: it is how
 * a service stops all of them, and no leak for Node to warn of.
 */
export function onAbort(signal: AbortSignal, listener: () => void): () => void {
  setMaxListeners(0, signal);
  signal.addEventListener("abort", listener, { once: true });
  return () => signal.removeEventListener("abort", listener);
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
  if (parent === undefined) return work(controller);
  const follow = () => controller.abort(parent.reason);
  if (parent.aborted) follow();
  const unfollow = onAbort(parent, follow);
  try {
    return await work(controller);
  } finally {
    unfollow();
  }
}

/** What a timer can wait at most: Node takes anything longer, Infinity too, for 1 ms. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** A timer that understands Infinity and other long times. */
export function startTimer(callback: () => void, ms: number): NodeJS.Timeout {
  return setTimeout(callback, Math.min(ms, LONGEST_TIMER_MS));
}

/** Waits for somebody else's work, which goes on when the signal ends this wait. */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined, what: string): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const leave = () => reject(abortError(signal, what));
    if (signal.aborted) leave();
    work.then(resolve, reject).finally(onAbort(signal, leave));
  });
}

/** Waits, or rejects as soon as the signal is aborted. */
export async function sleep(ms: number, signal: AbortSignal | undefined, what: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const wait = new Promise<void>((resolve) => {
    timer = startTimer(resolve, ms);
  });
  try {
    await unlessAborted(wait, signal, what);
  } finally {
    clearTimeout(timer);
  }
}
