import { RestError } from "./rest-error.js";
import { segmentsOf } from "./router.js";

/** Where a request goes: the path between its slashes, and the query, both decoded. */
export type Target = { readonly segments: readonly string[]; readonly query: URLSearchParams };

/**
 * Takes a request's target apart.
 *
 * @throws RestError 400 when its percent-encoding is wrong
 */
export function parseTarget(target: string): Target {
  const end = target.indexOf("?");
  const path = end === -1 ? target : target.slice(0, end);
  return {
    segments: segmentsOf(path).map(decode),
    query: new URLSearchParams(end === -1 ? "" : target.slice(end + 1)),
  };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new RestError(400, 400, "The path has bad percent-encoding");
  }
}
