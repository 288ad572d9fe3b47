import type { Comparer } from "./comparer.js";
import type { Findings } from "./findings.js";
import type { Schema } from "./model.js";

/** Compares a limit such as `maxLength`; the types of its differences begin with `prefix`. */
export function compareLimit(
  comparer: Comparer,
  findings: Findings,
  limit: {
    readonly keyword: string;
    readonly prefix: string;
    readonly values: readonly [number | undefined, number | undefined];
  },
  schemas: { readonly original: Schema; readonly update: Schema },
): void {
  const { keyword, prefix } = limit;
  const [before, after] = limit.values;
  const how =
    before === undefined
      ? after === undefined
        ? undefined
        : "ADDED"
      : after === undefined
        ? "REMOVED"
        : order(before, after);
  if (how === undefined) return;
  comparer.add(findings, {
    type: `${prefix}_${how}`,
    segment: keyword,
    original: { schema: schemas.original, keyword },
    update: { schema: schemas.update, keyword },
  });
}

function order(before: number, after: number): "INCREASED" | "DECREASED" | undefined {
  if (before < after) return "INCREASED";
  return before > after ? "DECREASED" : undefined;
}
