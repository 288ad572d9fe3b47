import {
  type Keyword,
  requireArray,
  requireBoolean,
  requireInteger,
  requireKnownPattern,
  requireObject,
  requireStrings,
} from "./keyword.js";
import { loadItems, loadMembers } from "./loader.js";
import type { ArraySchema, ObjectSchema, Schema } from "./model.js";
import { newArray, newObject } from "./new-schema.js";
import { below } from "./place.js";
import { call, type Task } from "./trampoline.js";
import { take, type Unread } from "./unread.js";

/** The keywords of objects. */
export function* loadLegacyObjectKeywords(unread: Unread): Task<ObjectSchema> {
  const schema = newObject(unread.origin);
  for (const name of ["minProperties", "maxProperties"] as const) {
    const keyword = take(unread, name);
    if (keyword !== undefined) schema[name] = requireInteger(keyword, false);
  }
  for (const name of ["properties", "patternProperties"] as const) {
    const keyword = take(unread, name);
    if (keyword === undefined) continue;
    const members = requireObject(keyword);
    if (name === "patternProperties")
      for (const [pattern, value] of members.members)
        requireKnownPattern(pattern, { value, place: below(keyword.place, pattern) });
    schema[name] = yield* call(loadMembers(unread.loader, members, keyword.place));
  }
  const required = take(unread, "required");
  if (required !== undefined) schema.required = new Set(requireStrings(required));
  const additional = yield* call(loadAdditional(unread, take(unread, "additionalProperties")));
  schema.permitsAdditional = additional !== false;
  if (typeof additional === "object") schema.additional = additional;
  const dependencies = take(unread, "dependencies");
  if (dependencies !== undefined) yield* call(loadDependencies(unread, dependencies, schema));
  const names = unread.loader.dialect === "draft-04" ? undefined : take(unread, "propertyNames");
  if (names !== undefined) schema.propertyNames = yield* call(unread.loader.load(names.value, names.place));
  return schema;
}

/** What is additional: allowed or not, or a schema. */
function* loadAdditional(unread: Unread, keyword: Keyword | undefined): Task<Schema | boolean | undefined> {
  if (keyword === undefined) return undefined;
  if (keyword.value.kind === "boolean") return keyword.value.value;
  return yield* call(unread.loader.load(keyword.value, keyword.place));
}

function* loadDependencies(unread: Unread, keyword: Keyword, schema: ObjectSchema): Task<void> {
  for (const [name, value] of requireObject(keyword).members) {
    const place = below(keyword.place, name);
    if (value.kind !== "array") schema.schemaDependencies.set(name, yield* call(unread.loader.load(value, place)));
    else if (value.items.length > 0) schema.propertyDependencies.set(name, new Set(requireStrings({ value, place })));
  }
}

/** The keywords of arrays. */
export function* loadLegacyArray(unread: Unread): Task<ArraySchema> {
  const schema = newArray(unread.origin);
  for (const name of ["minItems", "maxItems"] as const) {
    const keyword = take(unread, name);
    if (keyword !== undefined) schema[name] = requireInteger(keyword, false);
  }
  const unique = take(unread, "uniqueItems");
  if (unique !== undefined && requireBoolean(unique)) schema.uniqueItems = true;
  const additional = yield* call(loadAdditional(unread, take(unread, "additionalItems")));
  schema.permitsAdditional = additional !== false;
  if (typeof additional === "object") schema.additional = additional;
  const items = take(unread, "items");
  if (items?.value.kind === "array")
    schema.items = yield* call(loadItems(unread.loader, requireArray(items).items, items.place));
  else if (items !== undefined) schema.allItems = yield* call(unread.loader.load(items.value, items.place));
  const contains = unread.loader.dialect === "draft-04" ? undefined : take(unread, "contains");
  if (contains !== undefined) schema.contains = yield* call(unread.loader.load(contains.value, contains.place));
  return schema;
}
