import { compareAdditional, compareUnevaluated } from "./compare-content.js";
import { compareDependencies } from "./compare-dependencies.js";
import { compareLimit } from "./compare-limits.js";
import type { Comparer } from "./comparer.js";
import { isOpen, restOf } from "./content-model.js";
import { type Findings, nest } from "./findings.js";
import type { ObjectSchema, Schema } from "./model.js";
import { call, type Task } from "./trampoline.js";

/** Compares objects: what is required, the properties, dependencies, what else is allowed, and how many there may be. */
export function* compareObjects(
  comparer: Comparer,
  findings: Findings,
  original: ObjectSchema,
  update: ObjectSchema,
): Task<void> {
  const pair = { original, update };
  compareRequired(comparer, findings, original, update);
  for (const [name, schema] of original.properties) {
    const other = update.properties.get(name);
    const segment = `properties/${name}`;
    if (other === undefined) yield* call(compareRemoved(comparer, findings, pair, name, schema));
    else nest(findings, segment, yield* call(comparer.compare(schema, other)));
  }
  for (const [name, schema] of update.properties)
    if (!original.properties.has(name)) yield* call(compareAdded(comparer, findings, pair, name, schema));
  yield* call(compareDependencies(comparer, findings, original, update));
  yield* call(compareAdditional(comparer, findings, pair));
  yield* call(compareUnevaluated(comparer, findings, pair));
  for (const [keyword, prefix] of [
    ["maxProperties", "MAX_PROPERTIES"],
    ["minProperties", "MIN_PROPERTIES"],
  ] as const)
    compareLimit(comparer, findings, { keyword, prefix, values: [original[keyword], update[keyword]] }, pair);
}

/** Only properties that both define: a name that is required but not defined is ignored. */
function compareRequired(comparer: Comparer, findings: Findings, original: ObjectSchema, update: ObjectSchema): void {
  for (const [name, before] of original.properties) {
    const after = update.properties.get(name);
    if (after === undefined) continue;
    const was = original.required.has(name);
    const is = update.required.has(name);
    if (was === is) continue;
    const added = after.default === undefined ? "REQUIRED_ATTRIBUTE_ADDED" : "REQUIRED_ATTRIBUTE_WITH_DEFAULT_ADDED";
    comparer.add(findings, {
      type: was ? "REQUIRED_ATTRIBUTE_REMOVED" : added,
      segment: `required/${name}`,
      original: { schema: before },
      update: { schema: after },
    });
  }
}

type Pair = { readonly original: ObjectSchema; readonly update: ObjectSchema };

/** The old data has the property still: the update must let it pass. */
function* compareRemoved(comparer: Comparer, findings: Findings, pair: Pair, name: string, schema: Schema): Task<void> {
  const segment = `properties/${name}`;
  const add = (type: string) => comparer.add(findings, { type, segment, original: { schema } });
  if (isOpen(pair.update)) return add("PROPERTY_REMOVED_FROM_OPEN_CONTENT_MODEL");
  const covering = comparer.matchPattern(pair.update.patternProperties, name) ?? restOf(pair.update);
  if (covering !== undefined) {
    const found = yield* call(comparer.compare(schema, covering));
    nest(findings, segment, found);
    return add(`PROPERTY_REMOVED_${found.compatible ? "IS" : "NOT"}_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL`);
  }
  const never = schema.kind === "false";
  add(never ? "PROPERTY_WITH_FALSE_REMOVED_FROM_CLOSED_CONTENT_MODEL" : "PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL");
}

/** The old data may have had a property of this name all along, if the original let it pass. */
function* compareAdded(comparer: Comparer, findings: Findings, pair: Pair, name: string, schema: Schema): Task<void> {
  const segment = `properties/${name}`;
  const add = (type: string) => comparer.add(findings, { type, segment, update: { schema } });
  const need = !pair.update.required.has(name)
    ? "OPTIONAL_PROPERTY"
    : schema.default === undefined
      ? "REQUIRED_PROPERTY"
      : "REQUIRED_PROPERTY_WITH_DEFAULT";
  if (isOpen(pair.original)) {
    const empty = schema.kind === "empty" || schema.kind === "true";
    return add(`${empty ? "PROPERTY_WITH_EMPTY_SCHEMA" : need}_ADDED_TO_OPEN_CONTENT_MODEL`);
  }
  const covering = comparer.matchPattern(pair.original.patternProperties, name) ?? restOf(pair.original);
  if (covering !== undefined) {
    const found = yield* call(comparer.compare(covering, schema));
    nest(findings, segment, found);
    add(`PROPERTY_ADDED_${found.compatible ? "IS" : "NOT"}_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL`);
  }
  add(`${need}_ADDED_TO_UNOPEN_CONTENT_MODEL`);
}
