import fc from "fast-check";

/** A schema as JSON.parse gives it. */
export type Json = string | number | boolean | null | Json[] | { [member: string]: Json };

/** Picks one of some. */
type Pick = <T>(...options: readonly [T, ...T[]]) => T;

/**
 * Schemas of all kinds. Types are called after the fields that they are in, so that two generated schemas often have
 * the same types in the same places, and are compatible about as often as not.
 *
 * Left out is where avsc is known to differ from Avro for Java, whose verdicts are ours:
 * - defaults of enums, which avsc does not read unknown symbols as;
 * - namespaces, which avsc compares and Java does not;
 * - defaults of unions that fit another branch than the first, which avsc refuses.
 */
export const avroSchemas: fc.Arbitrary<Json> = fc.gen().map((generate) => {
  const pick: Pick = (...options) => generate(fc.constantFrom, ...options);
  return record(pick, "", 2);
});

/** An original and what may have become of it. */
export const avroPairs: fc.Arbitrary<readonly [original: Json, update: Json]> = fc.gen().map((generate) => {
  const pick: Pick = (...options) => generate(fc.constantFrom, ...options);
  const original = record(pick, "", 2);
  return [original, changed(pick, original, "", 2, false)] as const;
});

/** A schema in which some things may be different. */
function changed(pick: Pick, schema: Json, path: string, depth: number, inUnion: boolean): Json {
  const what = pick("inside", "inside", "inside", "inside", "inside", "inside", "inside", "other");
  if (what === "other" && path !== "") return type(pick, path, depth, inUnion);
  if (Array.isArray(schema)) {
    const branches = schema.map((branch) => changed(pick, branch, path, depth, true));
    if (pick(true, false, false)) branches.push(type(pick, path, depth, true));
    return distinct(branches);
  }
  if (typeof schema === "string") {
    const promoted = ({ int: "long", long: "float", float: "double", string: "bytes" } as Record<string, string>)[
      schema
    ];
    return promoted !== undefined && pick(true, false, false) ? promoted : schema;
  }
  if (typeof schema !== "object" || schema === null) return schema;
  if (schema["type"] === "array")
    return { ...schema, items: changed(pick, schema["items"] ?? "int", `${path}_i`, depth - 1, false) };
  if (schema["type"] === "map")
    return { ...schema, values: changed(pick, schema["values"] ?? "int", `${path}_v`, depth - 1, false) };
  if (schema["type"] !== "record") return type(pick, path, depth, inUnion);
  const fields: Json[] = [];
  for (const field of schema["fields"] as { name: string; type: Json }[]) {
    if (pick(true, false, false, false, false, false)) continue;
    fields.push({
      name: field.name,
      ...typed(pick, changed(pick, field.type, `${path}_${field.name}`, depth - 1, false)),
    });
  }
  if (pick(true, false, false)) fields.push({ name: "d", ...typed(pick, type(pick, `${path}_d`, depth, false)) });
  return { ...schema, ...named(pick, "R", path), fields };
}

/** The type of a field, and perhaps a default that fits it. */
function typed(pick: Pick, fieldType: Json): { type: Json; default?: Json } {
  const value = pick(true, true, false) ? defaultOf(fieldType) : undefined;
  return value === undefined ? { type: fieldType } : { type: fieldType, default: value };
}

/** Branches, at most one of each kind. */
function distinct(branches: readonly Json[]): Json[] {
  const byKind = new Map<string, Json>();
  for (const branch of branches) {
    const kind = typeof branch === "object" && branch !== null && !Array.isArray(branch) ? branch["type"] : branch;
    byKind.set(String(kind), branch);
  }
  return [...byKind.values()];
}

function type(pick: Pick, path: string, depth: number, inUnion: boolean): Json {
  const simple = ["null", "boolean", "int", "long", "float", "double", "bytes", "string"] as const;
  const kind = pick("simple", "simple", "simple", "enum", "fixed", "array", "map", "record", "union");
  if (kind === "union" && !inUnion) return union(pick, path, depth);
  if (depth > 0 && kind === "array") return { type: "array", items: type(pick, `${path}_i`, depth - 1, false) };
  if (depth > 0 && kind === "map") return { type: "map", values: type(pick, `${path}_v`, depth - 1, false) };
  if (depth > 0 && kind === "record") return record(pick, path, depth - 1);
  if (kind === "enum")
    return { ...named(pick, "E", path), type: "enum", symbols: pick(["A"], ["A", "B"], ["B", "A"], ["A", "B", "C"]) };
  if (kind === "fixed") return { ...named(pick, "F", path), type: "fixed", size: pick(2, 2, 3) };
  return pick(...simple);
}

function union(pick: Pick, path: string, depth: number): Json {
  const branches: Json[] = [];
  for (let left = pick(1, 2, 3); left > 0; left--) branches.push(type(pick, path, depth, true));
  return distinct(branches);
}

function record(pick: Pick, path: string, depth: number): Json {
  const fields: Json[] = [];
  for (const name of ["a", "b", "c"]) {
    if (pick(true, true, false)) continue;
    const fieldType = type(pick, `${path}_${name}`, depth, false);
    fields.push({ name, ...typed(pick, fieldType) });
  }
  return { ...named(pick, "R", path), type: "record", fields };
}

function named(pick: Pick, letter: string, path: string): { [member: string]: Json } {
  const name = `${letter}${path}`;
  return pick("same", "same", "same", "same", "same", "renamed") === "same"
    ? { name }
    : { name: `${name}_new`, ...(pick(true, false) ? { aliases: [name] } : {}) };
}

function defaultOf(schema: Json): Json | undefined {
  if (Array.isArray(schema)) return schema[0] === undefined ? undefined : defaultOf(schema[0]);
  if (typeof schema === "string") return SIMPLE_DEFAULTS[schema];
  if (typeof schema !== "object" || schema === null) return undefined;
  if (schema["type"] === "array") return [];
  if (schema["type"] === "map") return {};
  if (schema["type"] === "enum") return "A";
  return undefined;
}

const SIMPLE_DEFAULTS: Readonly<Record<string, Json>> = {
  null: null,
  boolean: false,
  int: 0,
  long: 0,
  float: 0.5,
  double: 0.5,
  bytes: "",
  string: "",
};
