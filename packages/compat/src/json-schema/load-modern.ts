import type { JsonObject } from "../json-text/json-value.js";
import { joinParts } from "./join-parts.js";
import { keywordOf, requireObject } from "./keyword.js";
import { readModernKeyword } from "./load-modern-keyword.js";
import { type Loader, loadMembers, readAttributes } from "./loader.js";
import type { Schema } from "./model.js";
import { newArray, newObject, type Origin } from "./new-schema.js";
import type { Place } from "./place.js";
import { call, type Task } from "./trampoline.js";

/**
 * Loads a schema object of 2019-09 or 2020-12 as json-sKema does, and translates it as the registry does: each keyword
 * makes a part, in the order of the text, then come properties, patterns and what is unevaluated; parts of one kind
 * are merged, and parts of several kinds make an `allOf` that nobody wrote.
 */
export function* loadModernObject(loader: Loader, json: JsonObject, place: Place): Task<Schema> {
  const attributes = readAttributes(json, place, loader.dialect);
  const origin: Origin = { source: json, document: place.document, offset: json.offset };
  // Nothing uses them unless something refers to them, but they must load.
  for (const name of ["$defs", "definitions"]) {
    const keyword = keywordOf(json, place, name);
    if (keyword !== undefined) yield* call(loadMembers(loader, requireObject(keyword), keyword.place));
  }
  let joined: Schema | undefined;
  const join = (part: Schema | undefined) => {
    if (part !== undefined) joined = joined === undefined ? part : joinParts(joined, part);
  };
  if (json.members.has("$dynamicRef") && !json.members.has("$ref")) join(loader.refer(json, place));
  for (const name of json.members.keys()) {
    const keyword = keywordOf(json, place, name);
    if (keyword !== undefined) join(yield* call(readModernKeyword({ loader, json, place, origin }, keyword)));
  }
  for (const name of ["properties", "patternProperties"] as const)
    join(yield* call(loadProperties(loader, json, place, name)));
  const items = keywordOf(json, place, "unevaluatedItems");
  if (items !== undefined)
    join({ ...newArray(origin), unevaluated: yield* call(loader.load(items.value, items.place)) });
  const properties = keywordOf(json, place, "unevaluatedProperties");
  if (properties !== undefined)
    join({ ...newObject(origin), unevaluated: yield* call(loader.load(properties.value, properties.place)) });
  const schema = unwrap(joined, origin);
  // A reference is what it is: its target is set later, and it has read these attributes itself.
  return schema.kind === "reference" ? schema : { ...schema, ...attributes };
}

function* loadProperties(
  loader: Loader,
  json: JsonObject,
  place: Place,
  name: "properties" | "patternProperties",
): Task<Schema | undefined> {
  const keyword = keywordOf(json, place, name);
  if (keyword === undefined) return undefined;
  const members = requireObject(keyword);
  if (members.members.size === 0) return undefined;
  const schemas = yield* call(loadMembers(loader, members, keyword.place));
  return { ...newObject({ source: json, document: place.document, offset: json.offset }), [name]: schemas };
}

/** An `allOf` that nobody wrote is nothing with no part in it, and its part with one. */
function unwrap(joined: Schema | undefined, origin: Origin): Schema {
  if (joined === undefined) return { kind: "empty", ...origin };
  if (joined.kind !== "combined" || joined.criterion !== "allOf" || !joined.generated) return joined;
  const [first, second] = joined.parts;
  if (first === undefined) return { kind: "empty", ...origin };
  return second === undefined ? first : joined;
}
