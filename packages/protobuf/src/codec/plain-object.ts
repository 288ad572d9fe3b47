/** What a message is to who reads its fields by name. */
export type Fields = { readonly [name: string]: unknown };

/**
 * Whether an object can stand for a message: it is one, or a plain object, or of a class of the user's. A Date, a Map or
 * an array is not, though none of a message's fields are wrong in it.
 */
export function standsForMessage(value: unknown, typeName: string): value is Fields {
  if (typeof value !== "object" || value === null) return false;
  const named = (value as { readonly $typeName?: unknown }).$typeName;
  if (named !== undefined) return named === typeName;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return true;
  return !Array.isArray(value) && !ArrayBuffer.isView(value) && !isBuiltIn(value);
}

/** Whether it can stand for the values of a map, by their keys. */
export function standsForMap(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isBuiltIn(value);
}

/**
 * Whether a field is set that may have the value of its type's zero. The defaults of proto2 are in the prototypes of
 * messages, and are none; in other classes there may be accessors.
 */
export function isSet(message: Fields, name: string): boolean {
  const value = message[name];
  if (value === undefined || value === null) return false;
  return Object.hasOwn(message, name) || message["$typeName"] === undefined;
}

function isBuiltIn(value: object): boolean {
  return value instanceof Date || value instanceof Map || value instanceof Set || value instanceof ArrayBuffer;
}
