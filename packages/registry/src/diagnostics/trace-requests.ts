import type { Interceptor, RegistryResponse } from "../transport/transport.js";
import { type RequestEvent, requestChannel } from "./channels.js";

/** Publishes every call on the tracing channel, while anybody listens. */
export const traceRequests: Interceptor = (next) => async (request) => {
  if (!requestChannel.hasSubscribers) return next(request);
  const event: RequestEvent = { method: request.method, route: request.route, path: request.path };
  // The channel publishes what the traced function gives: an answer, which may repeat a credential, is kept out of it.
  const answers: RegistryResponse[] = [];
  await requestChannel.tracePromise(async () => {
    const response = await next(request);
    event.status = response.status;
    event.attempts = response.attempts ?? 1;
    answers.push(response);
  }, event);
  return answers[0] as RegistryResponse;
};
