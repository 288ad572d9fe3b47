import { RestError } from "./rest-error.js";

/** A boolean of the query as JAX-RS reads it: only "true", in any case, is true. */
export function isSet(query: URLSearchParams, name: string): boolean {
  return query.get(name)?.toLowerCase() === "true";
}

/** A text of the query; empty is as good as absent. */
export function textOf(query: URLSearchParams, name: string): string | undefined {
  return query.get(name) || undefined;
}

/** The part of a list that `offset` and `limit` name; a limit of nothing or beyond `most` means `most`. */
export function pageOf<T>(list: readonly T[], query: URLSearchParams, most = Number.MAX_SAFE_INTEGER): readonly T[] {
  const offset = Math.max(0, integerOf(query, "offset") ?? 0);
  const asked = integerOf(query, "limit") ?? 0;
  const limit = asked > 0 && asked <= most ? asked : most;
  return list.slice(offset, offset + limit);
}

/** What is not a number makes JAX-RS answer 404, as if there were no such resource. */
function integerOf(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === "") return undefined;
  const number = Number(text);
  if (!/^[+-]?\d+$/.test(text) || Math.abs(number) > 0x7fff_ffff) throw new RestError(404, 404, "HTTP 404 Not Found");
  return number;
}
