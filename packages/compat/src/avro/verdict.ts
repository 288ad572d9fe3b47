import type { AvroField, AvroRecord, AvroType } from "./model.js";
import type { Place } from "./source.js";

/** Why a reader cannot read what a writer wrote, as the reference implementation calls it. */
export type IncompatibilityType =
  | "NAME_MISMATCH"
  | "FIXED_SIZE_MISMATCH"
  | "MISSING_ENUM_SYMBOLS"
  | "READER_FIELD_MISSING_DEFAULT_VALUE"
  | "TYPE_MISMATCH"
  | "MISSING_UNION_BRANCH"
  | "AMBIGUOUS_FIELD_ALIAS";

/** A field, and the record that it is of. */
export type FieldOf = { readonly field: AvroField; readonly record: AvroRecord };

/** One reason. */
export type Incompatibility = {
  readonly type: IncompatibilityType;
  readonly path: string;
  /** What the reference implementation adds to it. */
  readonly detail: string;
  readonly reader: AvroType;
  readonly writer: AvroType;
  readonly readerPlace: Place | undefined;
  readonly writerPlace: Place | undefined;
  /** The innermost field around it. */
  readonly within: FieldOf | undefined;
  /** Of a union: why the branch that comes closest does not do. */
  readonly cause?: Incompatibility | undefined;
};

/** Whether a reader can read what a writer wrote, and what was found out about their parts. */
export type Verdict = {
  compatible: boolean;
  readonly found: (Incompatibility | Verdict)[];
};

/** The verdict on all that can be read. */
export const COMPATIBLE: Verdict = { compatible: true, found: [] };

/** Adds what was found out about a part. */
export function addPart(verdict: Verdict, part: Verdict): void {
  if (part.compatible) return;
  verdict.compatible = false;
  verdict.found.push(part);
}

/** Adds a reason. */
export function addReason(verdict: Verdict, reason: Incompatibility): void {
  verdict.compatible = false;
  verdict.found.push(reason);
}

/**
 * All reasons, in the order in which they were found. One that several parts share stands once: otherwise there could
 * be exponentially many.
 */
export function allReasons(verdict: Verdict): Incompatibility[] {
  const reasons: Incompatibility[] = [];
  const seen = new Set<Verdict>();
  const open: (Incompatibility | Verdict)[] = [verdict];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (!("found" in next)) {
      reasons.push(next);
    } else if (!seen.has(next)) {
      seen.add(next);
      for (const part of [...next.found].reverse()) open.push(part);
    }
  }
  return reasons;
}

/** The first reason. */
export function firstReason(verdict: Verdict): Incompatibility | undefined {
  let next: Incompatibility | Verdict | undefined = verdict;
  while (next !== undefined && "found" in next) next = next.found[0];
  return next;
}
