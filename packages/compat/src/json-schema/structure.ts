import { keyOf } from "./loader.js";
import type { Schema } from "./model.js";
import { call, type Task } from "./trampoline.js";

/** The schemas directly in a schema, each with what tells it from the others. A reference's target is not in it. */
function childrenOf(schema: Schema): readonly (readonly [string, Schema])[] {
  switch (schema.kind) {
    case "not":
      return [["not", schema.schema]];
    case "combined":
      return schema.parts.map((part) => ["part", part]);
    case "conditional":
      return schema.branches.map((branch) => ["branch", branch]);
    case "object":
      return [
        ...[...schema.properties].map(([name, child]) => [`property ${name}`, child] as const),
        ...[...schema.patternProperties].map(([name, child]) => [`pattern ${name}`, child] as const),
        ...[...schema.schemaDependencies].map(([name, child]) => [`dependency ${name}`, child] as const),
        ...named(schema, ["additional", "unevaluated", "propertyNames"]),
      ];
    case "array":
      return [
        ...schema.items.map((item) => ["item", item] as const),
        ...named(schema, ["allItems", "additional", "unevaluated", "contains"]),
      ];
    default:
      return [];
  }
}

function named<K extends string>(
  schema: { readonly [Name in K]?: Schema },
  names: readonly K[],
): (readonly [string, Schema])[] {
  return names.flatMap((name) => {
    const child = schema[name];
    return child === undefined ? [] : [[name, child] as const];
  });
}

/** What a schema says besides the schemas in it. */
function ownText(schema: Schema): string {
  const { source: _, document, offset: __, default: value, ...rest } = schema;
  const plain = Object.entries(rest).map(([name, entry]): unknown => {
    if (entry instanceof Set) return [name, ...[...entry].sort()];
    if (entry instanceof Map && name === "propertyDependencies")
      return [name, ...[...entry].map(([key, names]) => [key, ...(names instanceof Set ? names : [])])];
    return typeof entry === "object" ? undefined : [name, entry];
  });
  const where = schema.kind === "reference" ? document.reference : undefined;
  return JSON.stringify([plain, where ?? null, value === undefined ? null : keyOf(value)]);
}

/** Gives structurally equal schemas the same number, each schema being looked at once. */
export function createIdentifier(): (schema: Schema) => Task<number> {
  const known = new Map<Schema, number>();
  const numbers = new Map<string, number>();
  function* identify(schema: Schema): Task<number> {
    const before = known.get(schema);
    if (before !== undefined) return before;
    const children: string[] = [];
    for (const [name, child] of childrenOf(schema)) children.push(`${name}=${yield* call(identify(child))}`);
    // The members of an object come in any order.
    const text = `${ownText(schema)}${JSON.stringify(schema.kind === "object" ? children.sort() : children)}`;
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    known.set(schema, number);
    return number;
  }
  return identify;
}
