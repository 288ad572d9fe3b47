const scalarTypes: ReadonlySet<string> = new Set([
  "bool",
  "bytes",
  "double",
  "float",
  "fixed32",
  "fixed64",
  "int32",
  "int64",
  "sfixed32",
  "sfixed64",
  "sint32",
  "sint64",
  "string",
  "uint32",
  "uint64",
]);

/** A field's type as written, taken apart. */
export type FieldType =
  | { readonly kind: "scalar"; readonly name: string }
  | { readonly kind: "named"; readonly name: string }
  | { readonly kind: "map"; readonly key: string; readonly value: string };

/** Tells a scalar from a name from a `map<key, value>`. */
export function parseFieldType(type: string): FieldType {
  if (scalarTypes.has(type)) return { kind: "scalar", name: type };
  const comma = type.indexOf(",");
  if (!type.startsWith("map<") || !type.endsWith(">") || comma === -1) return { kind: "named", name: type };
  return { kind: "map", key: type.slice(4, comma).trim(), value: type.slice(comma + 1, -1).trim() };
}
