import { TransportError } from "../errors/transport-error.js";
import { withSignal } from "../transport/abort.js";
import type { CallOptions } from "./call.js";

/** Runs work that may wait for somebody else's request within what this caller allows: its own signal and deadline. */
export function withinLimits<T>(
  options: CallOptions,
  what: string,
  work: (signal: AbortSignal | undefined) => Promise<T>,
): Promise<T> {
  const { deadlineMs, signal } = options;
  if (deadlineMs === undefined) return work(signal);
  return withSignal(signal, async (controller) => {
    const timer = setTimeout(() => {
      controller.abort(new TransportError(`${what}: the deadline of ${deadlineMs} ms passed`, { reason: "timeout" }));
    }, deadlineMs);
    try {
      return await work(controller.signal);
    } finally {
      clearTimeout(timer);
    }
  });
}
