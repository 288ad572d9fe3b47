import type { JsonObject } from "../json-text/json-value.js";
import { combine, flatten } from "./join-parts.js";
import {
  type Keyword,
  keywordOf,
  requireArray,
  requireBoolean,
  requireInteger,
  requireNumber,
  requireObject,
  requirePattern,
  requireString,
  requireStrings,
  requireTypeName,
} from "./keyword.js";
import { keyOf, type Loader, loadItems, loadMembers } from "./loader.js";
import type { Criterion, Schema } from "./model.js";
import { newArray, newNumber, newObject, newOfType, newString, type Origin } from "./new-schema.js";
import { below, type Place } from "./place.js";
import { call, type Task } from "./trampoline.js";

/** The schema object that a keyword stands in. */
type Owner = { readonly loader: Loader; readonly json: JsonObject; readonly place: Place; readonly origin: Origin };

/** The part that a keyword makes; undefined for one that makes none. */
export function* readModernKeyword(owner: Owner, keyword: Keyword): Task<Schema | undefined> {
  const scalar = readScalarKeyword(owner, keyword);
  if (scalar !== undefined) return scalar;
  const { loader, origin } = owner;
  const { name, value, place } = keyword;
  switch (name) {
    case "$ref":
      return loader.refer(owner.json, owner.place);
    case "allOf":
    case "anyOf":
    case "oneOf":
      return yield* call(readCombined(owner, keyword, name));
    case "not":
      return { kind: "not", ...origin, schema: yield* call(loader.load(value, place)) };
    case "if":
      return yield* call(readConditional(owner, keyword));
    case "items":
      return yield* call(readItems(owner, keyword));
    case "prefixItems":
      return { ...newArray(origin), items: yield* call(loadItems(loader, requireArray(keyword).items, place)) };
    case "contains":
      return yield* call(readContains(owner, keyword));
    case "additionalProperties":
      return yield* call(readAdditionalProperties(owner, keyword));
    case "propertyNames":
      return { ...newObject(origin), propertyNames: yield* call(loader.load(value, place)) };
    case "dependentSchemas": {
      const schemas = yield* call(loadMembers(loader, requireObject(keyword), place));
      return { ...newObject(origin), schemaDependencies: schemas };
    }
    default:
      return undefined;
  }
}

/** Keywords without schemas in them. */
function readScalarKeyword({ origin }: Owner, keyword: Keyword): Schema | undefined {
  const { name, value, place } = keyword;
  switch (name) {
    case "enum":
      return { kind: "enum", ...origin, values: new Set(requireArray(keyword).items.map(keyOf)) };
    case "const":
      return { kind: "const", ...origin, value: keyOf(value) };
    case "type":
      return readType(origin, keyword);
    case "minLength":
    case "maxLength":
      return { ...newString(origin), [name]: requireInteger(keyword, true) };
    case "pattern":
      return { ...newString(origin), pattern: requirePattern(keyword) };
    case "format":
      requireString(keyword);
      // It says nothing that is compared, but it does count as a part.
      return combine("allOf", [], true, origin);
    case "minimum":
    case "maximum":
    case "exclusiveMinimum":
    case "exclusiveMaximum":
    case "multipleOf":
      return { ...newNumber(origin), [name]: requireNumber(keyword) };
    case "minItems":
    case "maxItems":
      return { ...newArray(origin), [name]: requireInteger(keyword, true) };
    case "uniqueItems":
      return requireBoolean(keyword) ? { ...newArray(origin), uniqueItems: true } : newArray(origin);
    case "minProperties":
    case "maxProperties":
      return { ...newObject(origin), [name]: requireInteger(keyword, true) };
    case "required":
      return { ...newObject(origin), required: new Set(requireStrings(keyword)) };
    case "dependentRequired": {
      const part = newObject(origin);
      for (const [property, names] of requireObject(keyword).members) {
        const required = requireStrings({ value: names, place: below(place, property) });
        if (required.length > 0) part.propertyDependencies.set(property, new Set(required));
      }
      return part;
    }
    default:
      return undefined;
  }
}

function readType(origin: Origin, keyword: Keyword): Schema {
  const { value, place } = keyword;
  if (value.kind !== "array") return newOfType(requireTypeName(keyword, "a type or a list of types"), origin);
  const parts = value.items.map((item, index) =>
    newOfType(requireTypeName({ value: item, place: below(place, String(index)) }, "a type"), origin),
  );
  return combine("anyOf", parts, true, origin);
}

/** `allOf` and the like. Of a branch that is an `allOf` nobody wrote, the parts become branches: so the registry has it. */
function* readCombined({ loader, origin }: Owner, keyword: Keyword, criterion: Criterion): Task<Schema> {
  const schemas = yield* call(loadItems(loader, requireArray(keyword).items, keyword.place));
  return combine(criterion, schemas.flatMap(flatten), false, origin);
}

function* readConditional({ loader, json, place, origin }: Owner, keyword: Keyword): Task<Schema> {
  const branches = [yield* call(loader.load(keyword.value, keyword.place))];
  for (const name of ["then", "else"]) {
    const branch = keywordOf(json, place, name);
    if (branch !== undefined) branches.push(yield* call(loader.load(branch.value, branch.place)));
  }
  return { kind: "conditional", ...origin, branches };
}

function* readItems({ loader, json, origin }: Owner, keyword: Keyword): Task<Schema> {
  const schema = yield* call(loader.load(keyword.value, keyword.place));
  if (schema.kind === "false") return { ...newArray(origin), permitsAdditional: false };
  if (schema.kind === "true") return newArray(origin);
  const prefix = json.members.get("prefixItems");
  const first = prefix?.kind !== "array" || prefix.items.length === 0;
  return { ...newArray(origin), [first ? "allItems" : "additional"]: schema };
}

function* readContains({ loader, json, origin }: Owner, keyword: Keyword): Task<Schema> {
  const minimum = json.members.get("minContains");
  const maximum = json.members.get("maxContains");
  return {
    ...newArray(origin),
    contains: yield* call(loader.load(keyword.value, keyword.place)),
    minContains: minimum?.kind === "number" ? Number(minimum.lexeme) : 1,
    ...(maximum?.kind === "number" ? { maxContains: Number(maximum.lexeme) } : {}),
  };
}

function* readAdditionalProperties({ loader, origin }: Owner, keyword: Keyword): Task<Schema> {
  const schema = yield* call(loader.load(keyword.value, keyword.place));
  if (schema.kind === "false") return { ...newObject(origin), permitsAdditional: false };
  return schema.kind === "true" ? newObject(origin) : { ...newObject(origin), additional: schema };
}
