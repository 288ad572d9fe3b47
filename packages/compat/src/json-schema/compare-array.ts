import { compareAdditional, compareUnevaluated } from "./compare-content.js";
import { compareLimit } from "./compare-limits.js";
import type { Comparer } from "./comparer.js";
import { isOpen, restOf } from "./content-model.js";
import { type Findings, nest } from "./findings.js";
import type { ArraySchema, Schema } from "./model.js";
import { call, type Task } from "./trampoline.js";

const LIMITS = [
  ["maxItems", "MAX_ITEMS"],
  ["minItems", "MIN_ITEMS"],
  ["maxContains", "MAX_CONTAINS"],
  ["minContains", "MIN_CONTAINS"],
] as const;

type Pair = { readonly original: ArraySchema; readonly update: ArraySchema };

/** Compares arrays: every item, the first items one by one, what else is allowed, and how many there may be. */
export function* compareArrays(
  comparer: Comparer,
  findings: Findings,
  original: ArraySchema,
  update: ArraySchema,
): Task<void> {
  const pair = { original, update };
  nest(findings, "items", yield* call(compareAll(comparer, pair)));
  const length = Math.max(original.items.length, update.items.length);
  for (let index = 0; index < length; index++) yield* call(compareItem(comparer, findings, pair, index));
  yield* call(compareAdditional(comparer, findings, pair));
  yield* call(compareUnevaluated(comparer, findings, pair));
  for (const [keyword, prefix] of LIMITS)
    compareLimit(comparer, findings, { keyword, prefix, values: [original[keyword], update[keyword]] }, pair);
  if (original.uniqueItems !== update.uniqueItems)
    comparer.add(findings, {
      type: original.uniqueItems === true ? "UNIQUE_ITEMS_REMOVED" : "UNIQUE_ITEMS_ADDED",
      segment: "uniqueItems",
      original: { schema: original, keyword: "uniqueItems" },
      update: { schema: update, keyword: "uniqueItems" },
    });
}

function compareAll(comparer: Comparer, { original, update }: Pair): Task<Findings> {
  return comparer.compare(original.allItems, update.allItems);
}

function* compareItem(comparer: Comparer, findings: Findings, pair: Pair, index: number): Task<void> {
  const before = pair.original.items[index];
  const after = pair.update.items[index];
  const segment = `items/${index}`;
  if (before !== undefined && after !== undefined)
    nest(findings, segment, yield* call(comparer.compare(before, after)));
  else if (before !== undefined) yield* call(compareRemoved(comparer, findings, pair, segment, before));
  else if (after !== undefined) yield* call(compareAdded(comparer, findings, pair, segment, after));
}

function* compareRemoved(
  comparer: Comparer,
  findings: Findings,
  pair: Pair,
  segment: string,
  schema: Schema,
): Task<void> {
  const add = (type: string) => comparer.add(findings, { type, segment, original: { schema } });
  if (isOpen(pair.update)) return add("ITEM_REMOVED_FROM_OPEN_CONTENT_MODEL");
  const covering = restOf(pair.update);
  if (covering !== undefined) {
    const found = yield* call(comparer.compare(schema, covering));
    nest(findings, segment, found);
    return add(`ITEM_REMOVED_${found.compatible ? "IS" : "NOT"}_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL`);
  }
  const never = schema.kind === "false";
  add(never ? "ITEM_WITH_FALSE_REMOVED_FROM_CLOSED_CONTENT_MODEL" : "ITEM_REMOVED_FROM_CLOSED_CONTENT_MODEL");
}

function* compareAdded(
  comparer: Comparer,
  findings: Findings,
  pair: Pair,
  segment: string,
  schema: Schema,
): Task<void> {
  const add = (type: string) => comparer.add(findings, { type, segment, update: { schema } });
  if (isOpen(pair.original)) {
    const empty = schema.kind === "empty" || schema.kind === "true";
    return add(empty ? "ITEM_WITH_EMPTY_SCHEMA_ADDED_TO_OPEN_CONTENT_MODEL" : "ITEM_ADDED_TO_OPEN_CONTENT_MODEL");
  }
  const covering = restOf(pair.original);
  if (covering === undefined) return add("ITEM_ADDED_TO_CLOSED_CONTENT_MODEL");
  const found = yield* call(comparer.compare(covering, schema));
  nest(findings, segment, found);
  add(`ITEM_ADDED_${found.compatible ? "IS" : "NOT"}_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL`);
}
