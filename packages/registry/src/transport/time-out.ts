import { TransportError } from "../errors/transport-error.js";
import { startTimer, unlessAborted, withSignal } from "./abort.js";
import type { Interceptor } from "./transport.js";

/** Ends one attempt that takes too long, reading of the body included, so that a dripping server counts as hung. */
export function timeOut(timeoutMs: number): Interceptor {
  return (next) => (request) =>
    withSignal(request.signal, async (controller) => {
      const timer = startTimer(() => {
        controller.abort(
          new TransportError(`${request.method} ${request.url}: no complete answer within ${timeoutMs} ms`, {
            reason: "timeout",
            method: request.method,
            url: request.url,
            attempts: 1,
          }),
        );
      }, timeoutMs);
      try {
        const answer = next({ ...request, signal: controller.signal });
        // Also where a transport does not listen to the signal: nobody may wait for ever.
        return await unlessAborted(answer, controller.signal, `${request.method} ${request.url}`);
      } finally {
        clearTimeout(timer);
      }
    });
}
