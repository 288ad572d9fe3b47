/** What a JSON value is as a google.protobuf.Value; undefined for what is no JSON. */
function toValue(json: unknown): { readonly kind: { readonly case: string; readonly value: unknown } } | undefined {
  if (json === null) return { kind: { case: "nullValue", value: 0 } };
  if (typeof json === "number") return { kind: { case: "numberValue", value: json } };
  if (typeof json === "string") return { kind: { case: "stringValue", value: json } };
  if (typeof json === "boolean") return { kind: { case: "boolValue", value: json } };
  if (Array.isArray(json)) return { kind: { case: "listValue", value: { values: json.map(toValue) } } };
  const value = toStruct(json);
  return value === undefined ? undefined : { kind: { case: "structValue", value } };
}

/**
 * What a JSON object is as a google.protobuf.Struct: a plain object that a Struct is written from. Undefined for what
 * is no object; a member that is no JSON becomes undefined.
 */
export function toStruct(json: unknown): { readonly fields: object } | undefined {
  if (typeof json !== "object" || json === null) return undefined;
  const prototype: unknown = Object.getPrototypeOf(json);
  if (prototype !== Object.prototype && prototype !== null) return undefined;
  // `fromEntries` makes a member of its own even of `__proto__`.
  return { fields: Object.fromEntries(Object.entries(json).map(([key, value]) => [key, toValue(value)])) };
}
