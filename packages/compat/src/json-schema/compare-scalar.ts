import { compareLimit } from "./compare-limits.js";
import type { Comparer } from "./comparer.js";
import { equalDecimals, isMultipleOf } from "./decimal.js";
import type { Findings } from "./findings.js";
import type { NumberSchema, StringSchema } from "./model.js";

/** Compares the lengths and patterns of strings. */
export function compareStrings(
  comparer: Comparer,
  findings: Findings,
  original: StringSchema,
  update: StringSchema,
): void {
  const schemas = { original, update };
  const maximum = [original.maxLength, update.maxLength] as const;
  const minimum = [original.minLength, update.minLength] as const;
  compareLimit(comparer, findings, { keyword: "maxLength", prefix: "MAX_LENGTH", values: maximum }, schemas);
  compareLimit(comparer, findings, { keyword: "minLength", prefix: "MIN_LENGTH", values: minimum }, schemas);
  if (original.pattern === update.pattern) return;
  const how = original.pattern === undefined ? "ADDED" : update.pattern === undefined ? "REMOVED" : "CHANGED";
  addKeyword(comparer, findings, `PATTERN_${how}`, "pattern", schemas);
}

/** Compares the limits of numbers, what they are multiples of, and whether they are whole. */
export function compareNumbers(
  comparer: Comparer,
  findings: Findings,
  original: NumberSchema,
  update: NumberSchema,
): void {
  const schemas = { original, update };
  const limit = (keyword: "maximum" | "minimum" | "exclusiveMinimum", prefix: string) =>
    compareLimit(
      comparer,
      findings,
      { keyword, prefix, values: [toNumber(original[keyword]), toNumber(update[keyword])] },
      schemas,
    );
  limit("maximum", "MAXIMUM");
  limit("minimum", "MINIMUM");
  compareLimit(
    comparer,
    findings,
    { keyword: "exclusiveMaximum", prefix: "EXCLUSIVE_MAXIMUM", values: exclusiveMaximums(original, update) },
    schemas,
  );
  limit("exclusiveMinimum", "EXCLUSIVE_MINIMUM");
  const multiple = multipleOfChange(original.multipleOf, update.multipleOf);
  if (multiple !== undefined) addKeyword(comparer, findings, `MULTIPLE_OF_${multiple}`, "multipleOf", schemas);
  if (original.integer !== update.integer)
    comparer.add(findings, {
      type: original.integer === true ? "TYPE_EXTENDED" : "TYPE_NARROWED",
      segment: "",
      original: { schema: original, keyword: "type" },
      update: { schema: update, keyword: "type" },
    });
}

function toNumber(lexeme: string | undefined): number | undefined {
  return lexeme === undefined ? undefined : Number(lexeme);
}

/**
 * The reference sees that `exclusiveMaximum` became less by comparing the old one with the new `maximum`, and crashes
 * where there is none. Its verdict is kept where it has one.
 */
function exclusiveMaximums(
  original: NumberSchema,
  update: NumberSchema,
): readonly [number | undefined, number | undefined] {
  const before = toNumber(original.exclusiveMaximum);
  const after = toNumber(update.exclusiveMaximum);
  const maximum = toNumber(update.maximum);
  const unseen =
    before !== undefined && after !== undefined && maximum !== undefined && before > after && before <= maximum;
  return unseen ? [before, before] : [before, after];
}

function multipleOfChange(before: string | undefined, after: string | undefined): string | undefined {
  if (before === undefined) return after === undefined ? undefined : "ADDED";
  if (after === undefined) return "REMOVED";
  if (equalDecimals(before, after)) return undefined;
  if (isMultipleOf(after, before)) return "EXPANDED";
  return isMultipleOf(before, after) ? "REDUCED" : "CHANGED";
}

function addKeyword(
  comparer: Comparer,
  findings: Findings,
  type: string,
  keyword: string,
  schemas: { readonly original: NumberSchema | StringSchema; readonly update: NumberSchema | StringSchema },
): void {
  comparer.add(findings, {
    type,
    segment: keyword,
    original: { schema: schemas.original, keyword },
    update: { schema: schemas.update, keyword },
  });
}
