import { TransportError } from "../errors/transport-error.js";
import { abortError, startTimer, withSignal } from "../transport/abort.js";
import type { CallOptions } from "./call.js";

/** Runs work that may wait for somebody else's request within what this caller allows: its own signal and deadline. */
export async function withinLimits<T>(
  options: CallOptions,
  what: string,
  work: (signal: AbortSignal | undefined) => Promise<T>,
): Promise<T> {
  const { deadlineMs, signal } = options;
  try {
    return await (deadlineMs === undefined ? work(signal) : withinDeadline(deadlineMs, signal, what, work));
  } catch (error) {
    // Who waits for a shared request does not know its name.
    if (signal?.aborted) throw abortError(signal, what);
    throw error;
  }
}

function withinDeadline<T>(
  deadlineMs: number,
  signal: AbortSignal | undefined,
  what: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return withSignal(signal, async (controller) => {
    const timer = startTimer(() => {
      controller.abort(new TransportError(`${what}: the deadline of ${deadlineMs} ms passed`, { reason: "timeout" }));
    }, deadlineMs);
    try {
      return await work(controller.signal);
    } finally {
      clearTimeout(timer);
    }
  });
}
