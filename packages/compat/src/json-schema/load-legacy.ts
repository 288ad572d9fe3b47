import type { JsonObject } from "../json-text/json-value.js";
import { combine } from "./join-parts.js";
import { requireArray, requireBoolean, requireTypeName } from "./keyword.js";
import { loadLegacyArray, loadLegacyObjectKeywords } from "./load-legacy-containers.js";
import { loadLegacyNumber, loadLegacyString } from "./load-legacy-scalars.js";
import { keyOf, type Loader, loadItems, readAttributes } from "./loader.js";
import type { Criterion, Schema, SchemaAttributes } from "./model.js";
import { newOfType, type Origin, type TypeName } from "./new-schema.js";
import { below, type Place } from "./place.js";
import { call, type Task } from "./trampoline.js";
import { take, type Unread } from "./unread.js";

const CRITERIA: readonly Criterion[] = ["allOf", "anyOf", "oneOf"];
const OBJECT_KEYWORDS = [
  "properties",
  "required",
  "minProperties",
  "maxProperties",
  "dependencies",
  "patternProperties",
  "additionalProperties",
];
const ARRAY_KEYWORDS = ["items", "additionalItems", "minItems", "maxItems", "uniqueItems"];
const NUMBER_KEYWORDS = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
const STRING_KEYWORDS = ["minLength", "maxLength", "pattern", "format"];
const CONDITIONAL_KEYWORDS = ["if", "then", "else"];

/**
 * Loads a schema object of draft-04, 06 or 07 as everit's loader does: `$ref` stands alone; otherwise each group of
 * keywords makes a part, and several parts make an `allOf` that nobody wrote.
 */
export function* loadLegacyObject(loader: Loader, json: JsonObject, place: Place): Task<Schema> {
  if (json.members.has("$ref")) return loader.refer(json, place);
  const attributes = readAttributes(json, place, loader.dialect);
  const origin: Origin = { source: json, document: place.document, offset: json.offset };
  const unread: Unread = { loader, json, place, origin, taken: new Set() };
  const parts = [
    ...readEnum(unread),
    ...(CRITERIA.some((name) => json.members.has(name)) ? yield* call(readCombined(unread)) : []),
    ...(json.members.has("not") ? yield* call(readNot(unread)) : []),
    ...readConst(unread),
    ...(yield* call(readTypes(unread))),
    ...(yield* call(readLeftover(unread))),
  ];
  if (loader.dialect === "draft-07") for (const name of ["readOnly", "writeOnly"]) checkFlag(unread, name);
  return assemble(parts, attributes, json);
}

function assemble(parts: readonly Schema[], attributes: SchemaAttributes, json: JsonObject): Schema {
  const [first, second] = parts;
  if (first === undefined) return { kind: "empty", ...attributes };
  if (second !== undefined) return { ...combine("allOf", parts, true, attributes), ...attributes };
  const schema: Schema = { ...first, ...attributes };
  // In these drafts they are no keywords, yet the reference compares them where it finds numbers.
  if (schema.kind === "array") {
    for (const name of ["minContains", "maxContains"] as const) {
      const value = json.members.get(name);
      if (value?.kind === "number") schema[name] = Number(value.lexeme);
    }
  }
  return schema;
}

function readEnum(unread: Unread): Schema[] {
  const keyword = take(unread, "enum");
  if (keyword === undefined) return [];
  return [{ kind: "enum", ...unread.origin, values: new Set(requireArray(keyword).items.map(keyOf)) }];
}

function* readCombined(unread: Unread): Task<Schema[]> {
  const schemas: Schema[] = [];
  for (const criterion of CRITERIA) {
    const keyword = take(unread, criterion);
    if (keyword === undefined) continue;
    const parts = yield* call(loadItems(unread.loader, requireArray(keyword).items, keyword.place));
    schemas.push(combine(criterion, parts, false, unread.origin));
  }
  return schemas;
}

function* readNot(unread: Unread): Task<Schema[]> {
  const keyword = take(unread, "not");
  if (keyword === undefined) return [];
  return [{ kind: "not", ...unread.origin, schema: yield* call(unread.loader.load(keyword.value, keyword.place)) }];
}

function readConst(unread: Unread): Schema[] {
  const keyword = unread.loader.dialect === "draft-04" ? undefined : take(unread, "const");
  return keyword === undefined ? [] : [{ kind: "const", ...unread.origin, value: keyOf(keyword.value) }];
}

function* readTypes(unread: Unread): Task<Schema[]> {
  const keyword = take(unread, "type");
  if (keyword === undefined) return [];
  const { value, place } = keyword;
  if (value.kind !== "array")
    return [yield* call(readType(unread, requireTypeName(keyword, "a type or a list of types")))];
  const parts: Schema[] = [];
  for (const [index, item] of value.items.entries())
    parts.push(
      yield* call(readType(unread, requireTypeName({ value: item, place: below(place, String(index)) }, "a type"))),
    );
  for (const part of parts) markTaken(unread, part.kind);
  return [combine("anyOf", parts, false, unread.origin)];
}

function* readType(unread: Unread, type: TypeName): Task<Schema> {
  const inList = unread.json.members.get("type")?.kind === "array";
  const part = yield* call(readOfType(unread, type));
  // In a list of types every type reads the keywords for itself.
  if (!inList) markTaken(unread, part.kind);
  return part;
}

function* readOfType(unread: Unread, type: TypeName): Task<Schema> {
  if (type === "object") return yield* call(loadLegacyObjectKeywords(unread));
  if (type === "array") return yield* call(loadLegacyArray(unread));
  if (type === "string") return loadLegacyString(unread);
  if (type === "number") return loadLegacyNumber(unread);
  return type === "integer" ? { ...loadLegacyNumber(unread), integer: true } : newOfType(type, unread.origin);
}

function keywordsOf(unread: Unread, kind: Schema["kind"]): readonly string[] {
  const later = unread.loader.dialect !== "draft-04";
  if (kind === "object") return later ? [...OBJECT_KEYWORDS, "propertyNames"] : OBJECT_KEYWORDS;
  if (kind === "array") return later ? [...ARRAY_KEYWORDS, "contains"] : ARRAY_KEYWORDS;
  if (kind === "number") return NUMBER_KEYWORDS;
  return kind === "string" ? STRING_KEYWORDS : [];
}

function markTaken(unread: Unread, kind: Schema["kind"]): void {
  for (const name of keywordsOf(unread, kind)) unread.taken.add(name);
}

/** The parts that keywords make for which no type was named. */
function* readLeftover(unread: Unread): Task<Schema[]> {
  const has = (names: readonly string[]) =>
    names.some((name) => !unread.taken.has(name) && unread.json.members.has(name));
  const parts: Schema[] = [];
  if (has(keywordsOf(unread, "array"))) parts.push(yield* call(loadLegacyArray(unread)));
  if (has(keywordsOf(unread, "object"))) parts.push(yield* call(loadLegacyObjectKeywords(unread)));
  if (has(NUMBER_KEYWORDS)) parts.push(loadLegacyNumber(unread));
  if (has(STRING_KEYWORDS)) parts.push(loadLegacyString(unread));
  if (unread.loader.dialect === "draft-07" && has(CONDITIONAL_KEYWORDS)) {
    const branches: Schema[] = [];
    for (const name of CONDITIONAL_KEYWORDS) {
      const keyword = take(unread, name);
      if (keyword !== undefined) branches.push(yield* call(unread.loader.load(keyword.value, keyword.place)));
    }
    parts.push({ kind: "conditional", ...unread.origin, branches });
  }
  return parts;
}

function checkFlag(unread: Unread, name: string): void {
  const keyword = take(unread, name);
  if (keyword !== undefined) requireBoolean(keyword);
}
