import type { Comparer } from "./comparer.js";
import { type Findings, nest } from "./findings.js";
import { type Edge, maximumMatching } from "./maximum-matching.js";
import type { CombinedSchema, Schema } from "./model.js";
import { call, type Task } from "./trampoline.js";

/**
 * Compares combined schemas: how they combine, how many parts there are, and whether each part of the smaller side has
 * a compatible partner of its own on the other. The order of the parts does not matter, and equal parts count once.
 */
export function* compareCombined(
  comparer: Comparer,
  findings: Findings,
  original: CombinedSchema,
  update: CombinedSchema,
): Task<void> {
  const add = (type: string) =>
    comparer.add(findings, {
      type,
      segment: "",
      original: { schema: original, keyword: original.criterion },
      update: { schema: update, keyword: update.criterion },
    });
  if (original.criterion !== update.criterion) {
    if (!isExtended(original, update)) return add("COMBINED_TYPE_CHANGED");
    add("COMBINED_TYPE_EXTENDED");
  }
  const before = yield* call(distinct(comparer, original.parts));
  const after = yield* call(distinct(comparer, update.parts));
  if (before.length < after.length) add(update.criterion === "allOf" ? "PRODUCT_TYPE_EXTENDED" : "SUM_TYPE_EXTENDED");
  if (before.length > after.length) add(original.criterion === "allOf" ? "PRODUCT_TYPE_NARROWED" : "SUM_TYPE_NARROWED");
  const edges: (Edge & { readonly found: Findings })[] = [];
  for (const [left, part] of before.entries())
    for (const [right, other] of after.entries()) {
      const found = yield* call(comparer.compare(part, other));
      if (found.compatible) edges.push({ left, right, found });
    }
  // Of several matchings, one with few differences is the easiest to understand.
  edges.sort((one, two) => one.found.entries.length - two.found.entries.length);
  const matching = maximumMatching(edges, before.length, after.length);
  for (const { left, found } of [...matching].sort((one, two) => one.left - two.left))
    nest(findings, `${original.criterion}/${left}`, found);
  if (matching.length < Math.min(before.length, after.length)) add("COMBINED_TYPE_SUBSCHEMAS_CHANGED");
}

/** Whether combining otherwise allows at least as much. */
function isExtended(original: CombinedSchema, update: CombinedSchema): boolean {
  if (update.criterion === "anyOf") return true;
  const [wasSingle, isSingle] = [original.parts.length === 1, update.parts.length === 1];
  if (update.criterion === "allOf") return wasSingle && isSingle;
  // A choice of one is no choice: it may be one of what all had to be met.
  return wasSingle || (original.criterion === "allOf" && isSingle);
}

function* distinct(comparer: Comparer, parts: readonly Schema[]): Task<readonly Schema[]> {
  const seen = new Map<number, Schema>();
  for (const part of parts) {
    const identity = yield* call(comparer.identify(part));
    if (!seen.has(identity)) seen.set(identity, part);
  }
  return [...seen.values()];
}
