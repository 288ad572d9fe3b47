/**
 * JSON as it was written: member order, number lexemes and places are kept. JSON.parse loses all three.
 * Objects are maps, so that a member called `__proto__` is like any other.
 */
export type JsonValue =
  | { readonly kind: "null"; readonly offset: number }
  | { readonly kind: "boolean"; readonly value: boolean; readonly offset: number }
  | { readonly kind: "number"; readonly lexeme: string; readonly offset: number }
  | { readonly kind: "string"; readonly value: string; readonly offset: number }
  | JsonArray
  | JsonObject;

/** A list. */
export type JsonArray = { readonly kind: "array"; readonly items: readonly JsonValue[]; readonly offset: number };

/** An object; of a member that stands twice, the last value counts, at the place of the first. */
export type JsonObject = {
  readonly kind: "object";
  readonly members: ReadonlyMap<string, JsonValue>;
  readonly offset: number;
};
