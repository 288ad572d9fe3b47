import type {
  ArraySchema,
  CombinedSchema,
  Criterion,
  NumberSchema,
  ObjectSchema,
  Schema,
  StringSchema,
} from "./model.js";
import type { Origin } from "./new-schema.js";

/** Where a part stands among others: the reference sorts them by hash codes that differ from run to run, these first. */
const RANKS: Partial<Record<Schema["kind"], number>> = {
  combined: 0,
  reference: 2,
  not: 3,
  enum: 3,
  const: 3,
  conditional: 3,
};

/** Schemas that are combined. */
export function combine(
  criterion: Criterion,
  parts: readonly Schema[],
  generated: boolean,
  origin: Origin,
): CombinedSchema {
  return {
    kind: "combined",
    criterion,
    parts: [...parts].sort((left, right) => (RANKS[left.kind] ?? 1) - (RANKS[right.kind] ?? 1)),
    generated,
    ...(origin.source === undefined ? {} : { source: origin.source }),
    document: origin.document,
    offset: origin.offset,
  };
}

/** Joins what the keywords so far make with what the next one makes, as the registry's translation does. */
export function joinParts(schema: Schema, next: Schema): Schema {
  const merged = merge(schema, next);
  if (merged !== undefined) return merged;
  if (isTypeList(schema) && schema.parts.some((part) => part.kind === next.kind))
    return combine("anyOf", accumulate(schema.parts, [next]), true, schema);
  if (isTypeList(next) && next.parts.some((part) => part.kind === schema.kind))
    return combine("anyOf", accumulate(next.parts, [schema]), true, schema);
  return combine("allOf", accumulate([], [...flatten(schema), ...flatten(next)]), true, schema);
}

function isTypeList(schema: Schema): schema is CombinedSchema {
  return schema.kind === "combined" && schema.criterion === "anyOf" && schema.generated;
}

/** The parts of an `allOf` that nobody wrote; any other schema is a part itself. */
export function flatten(schema: Schema): readonly Schema[] {
  return schema.kind === "combined" && schema.criterion === "allOf" && schema.generated ? schema.parts : [schema];
}

/** Adds parts to others: to the first of the same kind where such are merged, at the end otherwise. */
function accumulate(parts: readonly Schema[], added: readonly Schema[]): Schema[] {
  const result = [...parts];
  for (const part of added) {
    const at = result.findIndex((other) => merge(other, part) !== undefined);
    const other = result[at];
    const merged = other === undefined ? undefined : merge(other, part);
    if (merged === undefined) result.push(part);
    else result[at] = merged;
  }
  return result;
}

/** Two parts of one kind as one; undefined where such are not merged. */
function merge(left: Schema, right: Schema): Schema | undefined {
  if (left.kind === "array" && right.kind === "array") return mergeArrays(left, right);
  if (left.kind === "object" && right.kind === "object") return mergeObjects(left, right);
  if (left.kind === "number" && right.kind === "number") return { ...left, ...right } satisfies NumberSchema;
  if (left.kind === "string" && right.kind === "string") return { ...left, ...right } satisfies StringSchema;
  return undefined;
}

function mergeArrays(left: ArraySchema, right: ArraySchema): ArraySchema {
  return {
    ...left,
    ...right,
    items: [...left.items, ...right.items],
    permitsAdditional: left.permitsAdditional && right.permitsAdditional,
  };
}

function mergeObjects(left: ObjectSchema, right: ObjectSchema): ObjectSchema {
  return {
    ...left,
    ...right,
    properties: union(left.properties, right.properties),
    patternProperties: union(left.patternProperties, right.patternProperties),
    required: left.required.size === 0 ? right.required : new Set([...left.required, ...right.required]),
    permitsAdditional: left.permitsAdditional && right.permitsAdditional,
    propertyDependencies: union(left.propertyDependencies, right.propertyDependencies),
    schemaDependencies: union(left.schemaDependencies, right.schemaDependencies),
  };
}

/** The entries of both; they are large at most once, so the other is not copied. */
function union<V>(left: Map<string, V>, right: Map<string, V>): Map<string, V> {
  if (left.size === 0) return right;
  return right.size === 0 ? left : new Map([...left, ...right]);
}
