import type { Comparer } from "./comparer.js";
import { type Findings, nest } from "./findings.js";
import type { ArraySchema, ObjectSchema, Schema } from "./model.js";
import { call, type Task } from "./trampoline.js";

type Pair = { readonly original: ObjectSchema | ArraySchema; readonly update: ObjectSchema | ArraySchema };

/** Compares what is allowed besides what is named: `additionalProperties`, or what follows the first items. */
export function* compareAdditional(comparer: Comparer, findings: Findings, pair: Pair): Task<void> {
  const { original, update } = pair;
  const keyword = original.kind === "object" ? "additionalProperties" : "additionalItems";
  if (original.permitsAdditional !== update.permitsAdditional)
    add(comparer, findings, pair, keyword, update.permitsAdditional ? "ADDED" : "REMOVED");
  else if (original.additional === undefined && update.additional !== undefined)
    add(comparer, findings, pair, keyword, "NARROWED");
  else if (original.additional !== undefined && update.additional === undefined)
    add(comparer, findings, pair, keyword, "EXTENDED");
  else nest(findings, keyword, yield* call(comparer.compare(original.additional, update.additional)));
}

/** Compares `unevaluatedProperties` or `unevaluatedItems`. */
export function* compareUnevaluated(comparer: Comparer, findings: Findings, pair: Pair): Task<void> {
  const { original, update } = pair;
  const keyword = original.kind === "object" ? "unevaluatedProperties" : "unevaluatedItems";
  if (original.unevaluated === undefined && update.unevaluated === undefined) return;
  const before = openness(original.unevaluated);
  const after = openness(update.unevaluated);
  if (original.unevaluated === undefined)
    add(comparer, findings, pair, keyword, after === "none" ? "REMOVED" : "NARROWED");
  else if (update.unevaluated === undefined)
    add(comparer, findings, pair, keyword, before === "none" ? "ADDED" : "EXTENDED");
  else if (before === after)
    nest(findings, keyword, yield* call(comparer.compare(original.unevaluated, update.unevaluated)));
  else if (before === "none") add(comparer, findings, pair, keyword, "ADDED");
  else if (after === "none") add(comparer, findings, pair, keyword, "REMOVED");
  else add(comparer, findings, pair, keyword, before === "any" ? "NARROWED" : "EXTENDED");
}

function openness(schema: Schema | undefined): "any" | "some" | "none" {
  if (schema === undefined || schema.kind === "empty" || schema.kind === "true") return "any";
  return schema.kind === "false" ? "none" : "some";
}

const PREFIXES = {
  additionalProperties: "ADDITIONAL_PROPERTIES",
  additionalItems: "ADDITIONAL_ITEMS",
  unevaluatedProperties: "UNEVALUATED_PROPERTIES",
  unevaluatedItems: "UNEVALUATED_ITEMS",
};

function add(comparer: Comparer, findings: Findings, pair: Pair, keyword: keyof typeof PREFIXES, how: string): void {
  const site = (schema: ObjectSchema | ArraySchema) => ({
    schema,
    // Where there is a list of items before, 2020-12 says `items` for what follows it.
    keyword: keyword === "additionalItems" && schema.source?.members.has(keyword) === false ? "items" : keyword,
  });
  comparer.add(findings, {
    type: `${PREFIXES[keyword]}_${how}`,
    segment: keyword,
    original: site(pair.original),
    update: site(pair.update),
  });
}
