import type { Interceptor } from "../transport/transport.js";
import { type RequestEvent, requestChannel } from "./channels.js";

/** Publishes every call on the tracing channel, while anybody listens. */
export const traceRequests: Interceptor = (next) => (request) => {
  if (!requestChannel.hasSubscribers) return next(request);
  const event: RequestEvent = { method: request.method, route: request.route, path: request.path };
  return requestChannel.tracePromise(async () => {
    const response = await next(request);
    event.status = response.status;
    event.attempts = response.attempts ?? 1;
    return response;
  }, event);
};
