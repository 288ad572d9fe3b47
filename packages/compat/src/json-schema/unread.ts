import type { JsonObject } from "../json-text/json-value.js";
import { type Keyword, keywordOf } from "./keyword.js";
import type { Loader } from "./loader.js";
import type { Origin } from "./new-schema.js";
import type { Place } from "./place.js";

/** The keywords of a schema object that no part has taken yet: each makes one part only. */
export type Unread = {
  readonly loader: Loader;
  readonly json: JsonObject;
  readonly place: Place;
  readonly origin: Origin;
  readonly taken: Set<string>;
};

/** The keyword, unless it was taken already; it is taken now. */
export function take(unread: Unread, name: string): Keyword | undefined {
  return unread.taken.has(name) ? undefined : keywordOf(unread.json, unread.place, name);
}
