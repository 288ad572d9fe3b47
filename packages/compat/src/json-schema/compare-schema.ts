import { compareArrays } from "./compare-array.js";
import { compareCombined } from "./compare-combined.js";
import { compareObjects } from "./compare-object.js";
import { compareNumbers, compareStrings } from "./compare-scalar.js";
import type { Comparer } from "./comparer.js";
import { type Findings, nest, noFindings } from "./findings.js";
import { keyOf } from "./loader.js";
import type { CombinedSchema, EnumSchema, NotSchema, Schema } from "./model.js";
import { call, type Task } from "./trampoline.js";

/** Compares two schemas, neither of which is a reference. */
export function* compareSchemas(comparer: Comparer, original: Schema, update: Schema): Task<Findings> {
  const sites = { original: { schema: original }, update: { schema: update } };
  if (original.kind !== "combined" && update.kind === "combined") {
    const found = yield* call(compareWithSum(comparer, original, update));
    if (found !== undefined) return found;
  } else if (original.kind === "combined" && update.kind !== "combined") {
    const found = yield* call(compareProductWith(comparer, original, update));
    if (found !== undefined) return found;
  }
  const findings = noFindings();
  if (original.kind !== update.kind) {
    const anythingGoes = original.kind === "false" || isEmpty(update);
    const bothBytes = original.connectBytes === true && update.connectBytes === true;
    if (!anythingGoes && !bothBytes) comparer.add(findings, { type: "TYPE_CHANGED", segment: "", ...sites });
    return findings;
  }
  compareAttributes(comparer, findings, original, update);
  if (original.kind === "string" && update.kind === "string") compareStrings(comparer, findings, original, update);
  else if (original.kind === "number" && update.kind === "number") compareNumbers(comparer, findings, original, update);
  else if (original.kind === "enum" && update.kind === "enum") compareEnums(comparer, findings, original, update);
  else if (original.kind === "const" && update.kind === "const" && original.value !== update.value)
    comparer.add(findings, {
      type: "ENUM_ARRAY_CHANGED",
      segment: "const",
      original: { schema: original, keyword: "const" },
      update: { schema: update, keyword: "const" },
    });
  else if (original.kind === "not" && update.kind === "not")
    yield* call(compareNots(comparer, findings, original, update));
  else if (original.kind === "combined" && update.kind === "combined")
    yield* call(compareCombined(comparer, findings, original, update));
  else if (original.kind === "object" && update.kind === "object")
    yield* call(compareObjects(comparer, findings, original, update));
  else if (original.kind === "array" && update.kind === "array")
    yield* call(compareArrays(comparer, findings, original, update));
  return findings;
}

/** Whether it allows anything, and says so in the simplest way. */
function isEmpty(schema: Schema): boolean {
  return schema.kind === "empty" || schema.kind === "true";
}

/** A single schema becomes a choice of which it is one. */
function* compareWithSum(comparer: Comparer, original: Schema, update: CombinedSchema): Task<Findings | undefined> {
  const single = update.parts.length === 1;
  if (!single && update.criterion === "allOf") return undefined;
  for (const part of update.parts) {
    const found = yield* call(comparer.compare(original, part));
    if (!found.compatible) continue;
    const findings = noFindings();
    nest(findings, "", found);
    if (!single)
      comparer.add(findings, {
        type: "SUM_TYPE_EXTENDED",
        segment: "",
        original: { schema: original },
        update: { schema: update, keyword: update.criterion },
      });
    return findings;
  }
  return undefined;
}

/** All of several schemas become one of them. */
function* compareProductWith(comparer: Comparer, original: CombinedSchema, update: Schema): Task<Findings | undefined> {
  const single = original.parts.length === 1;
  if (!single && original.criterion !== "allOf") return undefined;
  for (const part of original.parts) {
    const found = yield* call(comparer.compare(part, update));
    if (!found.compatible) continue;
    const findings = noFindings();
    nest(findings, "", found);
    if (!single)
      comparer.add(findings, {
        type: "PRODUCT_TYPE_NARROWED",
        segment: "",
        original: { schema: original, keyword: original.criterion },
        update: { schema: update },
      });
    return findings;
  }
  return undefined;
}

function compareAttributes(comparer: Comparer, findings: Findings, original: Schema, update: Schema): void {
  const add = (type: string, keyword: string) =>
    comparer.add(findings, {
      type,
      segment: "",
      original: { schema: original, keyword },
      update: { schema: update, keyword },
    });
  if (original.id !== update.id) add("ID_CHANGED", "$id");
  if (original.title !== update.title) add("TITLE_CHANGED", "title");
  if (original.description !== update.description) add("DESCRIPTION_CHANGED", "description");
  const before = original.default;
  const after = update.default;
  if (before === undefined && after === undefined) return;
  if (before === undefined || after === undefined || keyOf(before) !== keyOf(after)) add("DEFAULT_CHANGED", "default");
}

function compareEnums(comparer: Comparer, findings: Findings, original: EnumSchema, update: EnumSchema): void {
  const includes = (outer: EnumSchema, inner: EnumSchema) =>
    [...inner.values].every((value) => outer.values.has(value));
  const extends_ = includes(update, original);
  const narrows = includes(original, update);
  if (extends_ && narrows) return;
  comparer.add(findings, {
    type: extends_ ? "ENUM_ARRAY_EXTENDED" : narrows ? "ENUM_ARRAY_NARROWED" : "ENUM_ARRAY_CHANGED",
    segment: "enum",
    original: { schema: original, keyword: "enum" },
    update: { schema: update, keyword: "enum" },
  });
}

/** What must not match is compared the other way round: forbidding less allows more. */
function* compareNots(comparer: Comparer, findings: Findings, original: NotSchema, update: NotSchema): Task<void> {
  const found = yield* call(comparer.compare(update.schema, original.schema));
  comparer.add(findings, {
    type: found.compatible ? "NOT_TYPE_NARROWED" : "NOT_TYPE_EXTENDED",
    segment: "not",
    original: { schema: original, keyword: "not" },
    update: { schema: update, keyword: "not" },
  });
}
