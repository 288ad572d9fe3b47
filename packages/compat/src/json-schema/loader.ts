import type { JsonObject, JsonValue } from "../json-text/json-value.js";
import { printJson } from "../json-text/print-json.js";
import { type Dialect, idKeyword } from "./dialect.js";
import { keywordOf, requireString } from "./keyword.js";
import type { ReferenceSchema, Schema, SchemaAttributes } from "./model.js";
import { below, type Place } from "./place.js";
import { call, type Task } from "./trampoline.js";

/** What the loaders of the dialects share. */
export type Loader = {
  readonly dialect: Dialect;
  /** Loads the schema at a place: the work, to be called. */
  load(json: JsonValue, place: Place): Task<Schema>;
  /** A reference whose target is loaded later, so that it may be what contains it. */
  refer(json: JsonObject, place: Place): ReferenceSchema;
};

/** What a schema object says about itself, whatever its kind. */
export function readAttributes(json: JsonObject, place: Place, dialect: Dialect): SchemaAttributes {
  const attributes: SchemaAttributes = { source: json, document: place.document, offset: json.offset };
  const text = (name: string): string | undefined => {
    const keyword = keywordOf(json, place, name);
    return keyword === undefined ? undefined : requireString(keyword);
  };
  const id = text(idKeyword(dialect));
  const title = text("title");
  const description = text("description");
  const value = json.members.get("default");
  const connectType = json.members.get("connect.type");
  if (id !== undefined) attributes.id = id;
  if (title !== undefined) attributes.title = title;
  if (description !== undefined) attributes.description = description;
  if (value !== undefined && value.kind !== "null") attributes.default = value;
  if (connectType?.kind === "string" && connectType.value === "bytes") attributes.connectBytes = true;
  return attributes;
}

/** A value's text, by which it is told from others: members sorted, numbers with their trailing zeros. */
export function keyOf(value: JsonValue): string {
  return printJson(value, { sortMembers: true });
}

/** Loads the members of an object of schemas. */
export function* loadMembers(loader: Loader, json: JsonObject, place: Place): Task<Map<string, Schema>> {
  const schemas = new Map<string, Schema>();
  for (const [name, value] of json.members) schemas.set(name, yield* call(loader.load(value, below(place, name))));
  return schemas;
}

/** Loads the items of a list of schemas. */
export function* loadItems(loader: Loader, items: readonly JsonValue[], place: Place): Task<Schema[]> {
  const schemas: Schema[] = [];
  for (const [index, value] of items.entries())
    schemas.push(yield* call(loader.load(value, below(place, String(index)))));
  return schemas;
}
