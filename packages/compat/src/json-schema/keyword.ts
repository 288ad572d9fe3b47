import type { JsonArray, JsonObject, JsonValue } from "../json-text/json-value.js";
import { checkPattern } from "./java-pattern.js";
import { isTypeName, TYPE_NAMES, type TypeName } from "./new-schema.js";
import { below, fail, type Place } from "./place.js";

/** A keyword's value, and where it stands. */
export type Keyword = { readonly name: string; readonly value: JsonValue; readonly place: Place };

/** The keyword of a schema object, if it has it. */
export function keywordOf(json: JsonObject, place: Place, name: string): Keyword | undefined {
  const value = json.members.get(name);
  return value === undefined ? undefined : { name, value, place: below(place, name) };
}

export function requireString({ value, place }: Omit<Keyword, "name">): string {
  return value.kind === "string" ? value.value : fail(place, value, "a string");
}

export function requireBoolean({ value, place }: Omit<Keyword, "name">): boolean {
  return value.kind === "boolean" ? value.value : fail(place, value, "true or false");
}

/** A number's lexeme. */
export function requireNumber({ value, place }: Omit<Keyword, "name">): string {
  return value.kind === "number" ? value.lexeme : fail(place, value, "a number");
}

/** A whole number of 32 bits; the older loader takes no `1.0` for one. */
export function requireInteger({ value, place }: Omit<Keyword, "name">, allowFraction: boolean): number {
  const expected = "a whole number of 32 bits";
  if (value.kind !== "number") return fail(place, value, expected);
  const number = Number(value.lexeme);
  if (!allowFraction && !/^-?\d+$/.test(value.lexeme)) return fail(place, value, expected);
  return Number.isInteger(number) && Math.abs(number) < 2 ** 31 ? number : fail(place, value, expected);
}

export function requireArray({ value, place }: Omit<Keyword, "name">): JsonArray {
  return value.kind === "array" ? value : fail(place, value, "a list");
}

export function requireObject({ value, place }: Omit<Keyword, "name">): JsonObject {
  return value.kind === "object" ? value : fail(place, value, "an object");
}

/** A list of strings. */
export function requireStrings(keyword: Omit<Keyword, "name">): string[] {
  return requireArray(keyword).items.map((value, index) =>
    requireString({ value, place: below(keyword.place, String(index)) }),
  );
}

/** A regular expression as Java reads them. */
export function requirePattern(keyword: Omit<Keyword, "name">): string {
  return requireKnownPattern(requireString(keyword), keyword);
}

/** Refuses a text that is no regular expression in Java. */
export function requireKnownPattern(pattern: string, { value, place }: Omit<Keyword, "name">): string {
  const problem = checkPattern(pattern);
  return problem === undefined ? pattern : fail(place, value, "a regular expression", problem);
}

/** The type that a value names. */
export function requireTypeName({ value, place }: Omit<Keyword, "name">, expected: string): TypeName {
  const name = value.kind === "string" ? value.value : fail(place, value, expected);
  return isTypeName(name) ? name : fail(place, value, `one of ${TYPE_NAMES.join(", ")}`);
}
