import { unexpectedShape } from "./response.js";

/** A JSON object of which nothing is known yet. */
export type JsonObject = { readonly [name: string]: unknown };

/** The answer as an object. `what` names the call, as in `GET /subjects`. */
export function asObject(value: unknown, what: string): JsonObject {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw unexpectedShape(what, "an object");
}

/** The answer as a list of objects. */
export function asObjects(value: unknown, what: string): readonly JsonObject[] {
  if (!Array.isArray(value)) throw unexpectedShape(what, "a list");
  return value.map((item: unknown) => asObject(item, what));
}

/** The answer as a list of strings. */
export function asStrings(value: unknown, what: string): readonly string[] {
  if (Array.isArray(value) && value.every((item): item is string => typeof item === "string")) return value;
  throw unexpectedShape(what, "a list of strings");
}

/** The answer as a list of whole numbers. */
export function asIntegers(value: unknown, what: string): readonly number[] {
  if (Array.isArray(value) && value.every((item): item is number => Number.isInteger(item))) return value;
  throw unexpectedShape(what, "a list of whole numbers");
}

/** The answer as a whole number. */
export function asInteger(value: unknown, what: string): number {
  if (typeof value === "number" && Number.isInteger(value)) return value;
  throw unexpectedShape(what, "a whole number");
}

/** A member that must be a string. */
export function stringMember(object: JsonObject, name: string, what: string): string {
  const value = object[name];
  if (typeof value === "string") return value;
  throw unexpectedShape(what, `a string member "${name}"`);
}

/** A member that must be a whole number. */
export function integerMember(object: JsonObject, name: string, what: string): number {
  const value = object[name];
  if (typeof value === "number" && Number.isInteger(value)) return value;
  throw unexpectedShape(what, `a whole number in the member "${name}"`);
}

/** An object without its null members: some servers write null where others leave a member out. */
export function withoutNulls(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
}

/** A schema id: a frame cannot hold anything else than 0 to 2^31-1. */
export function schemaIdMember(object: JsonObject, what: string): number {
  const value = object["id"];
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 0x7fffffff) return value;
  throw unexpectedShape(what, 'a schema id in the member "id"');
}
