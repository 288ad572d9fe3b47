import { TransportError } from "../errors/transport-error.js";
import type { Interceptor, RegistryRequest, RegistryResponse } from "./transport.js";

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const AT_MOST = 5;
/** All that another origin gets to see: everything else may be, or may hold, a credential. */
const HARMLESS_HEADERS = ["accept", "content-type"];

/**
 * Follows redirects. Another origin gets none of the caller's headers but the media types; a redirect from https to
 * http is not followed. Only 307 and 308 repeat a request that changes something, as HTTP has it.
 */
export const followRedirects: Interceptor = (next) => async (request) => {
  let current = request;
  for (let hops = 0; ; hops++) {
    const response = await next(current);
    const target = redirectTarget(current, response);
    if (target === undefined) return response;
    if (hops === AT_MOST) {
      throw new TransportError(`${request.method} ${request.url}: more than ${AT_MOST} redirects`, {
        reason: "network",
        method: request.method,
        url: request.url,
        attempts: 1,
        retryable: false,
      });
    }
    const sameOrigin = target.origin === new URL(current.url).origin;
    const headers = sameOrigin
      ? current.headers
      : Object.fromEntries(Object.entries(current.headers).filter(([name]) => HARMLESS_HEADERS.includes(name)));
    current = { ...current, url: target.href, headers };
  }
};

function redirectTarget(request: RegistryRequest, response: RegistryResponse): URL | undefined {
  const location = response.headers["location"];
  if (!REDIRECTS.has(response.status) || location === undefined) return undefined;
  const repeats = request.method === "GET" || response.status === 307 || response.status === 308;
  if (!repeats) return undefined;
  if (!URL.canParse(location, request.url)) return undefined;
  const target = new URL(location, request.url);
  const downgraded = request.url.startsWith("https:") && target.protocol !== "https:";
  const http = target.protocol === "http:" || target.protocol === "https:";
  if (downgraded || !http) return undefined;
  // Credentials in the address would be the server's choice, not the user's.
  target.username = "";
  target.password = "";
  target.hash = "";
  return target;
}
