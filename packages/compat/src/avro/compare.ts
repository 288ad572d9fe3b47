import type { Comparison, Difference } from "../difference.js";
import type { CompareOptions } from "../options.js";
import type { AvroChangeType } from "./change.js";
import { AmbiguousField, type Checker, createChecker } from "./checker.js";
import { explain } from "./explain.js";
import { findChanges } from "./find-changes.js";
import type { AvroSchema } from "./model.js";
import { parseAvro } from "./parse-avro.js";
import { ownPosition, type Place } from "./source.js";
import { allReasons, type Incompatibility, type IncompatibilityType } from "./verdict.js";

/** A difference between two Avro schemas. */
export type AvroDifference = Difference & {
  readonly type: IncompatibilityType | AvroChangeType;
  /** What the reference implementation says of it besides its type and its path; of a change, what it is about. */
  readonly detail: string;
};

/** What comes of comparing two Avro schemas. */
export type AvroComparison = {
  readonly compatible: Comparison["compatible"];
  /** Every difference, compatible or not, in the order of the update. */
  readonly differences: readonly AvroDifference[];
};

/**
 * Compares two Avro schemas: can `update` read what `original` wrote? Verdicts, types and paths of what is
 * incompatible are those of Apache Avro's SchemaCompatibility, which Confluent Schema Registry uses. What is compatible
 * is listed as well. Both are parsed as leniently as schemas that are registered already.
 *
 * Paths point into the update, and those of what was removed into the original. They go through the names of types as
 * if their definitions stood there; inside unions, some of the reference implementation's begin anew. Differences are
 * in the order of the update, and what several places of it share is listed once.
 *
 * @throws SchemaError where one of them is no valid schema, or its types are nested more than 1,000 deep
 */
export function compareAvro(original: string, update: string, options: CompareOptions = {}): AvroComparison {
  return compareParsedAvro(
    parseAvro(original, { strict: false, references: options.originalReferences }),
    parseAvro(update, { strict: false, references: options.updateReferences }),
  );
}

/**
 * Compares two Avro schemas that are parsed already, as {@link compareAvro} does.
 *
 * @throws SchemaError where types are nested more than 1,000 deep
 */
export function compareParsedAvro(original: AvroSchema, update: AvroSchema): AvroComparison {
  const checker = createChecker();
  const reasons = findReasons(checker, original, update);
  const failed = reasons[0]?.type === "AMBIGUOUS_FIELD_ALIAS";
  const changes = findChanges(
    original,
    update,
    (reader, writer) => !failed && checker.check(reader, writer).compatible,
  );
  const differences: { readonly at: number; readonly difference: AvroDifference }[] = [];
  for (const reason of reasons) {
    const difference = {
      type: reason.type,
      path: reason.path,
      compatible: false,
      detail: reason.detail,
      ...explain(reason),
      original: ownPosition(reason.writerPlace),
      update: ownPosition(reason.readerPlace),
    };
    differences.push({ at: orderOf(reason.readerPlace), difference });
  }
  for (const { at, original: was, update: is, ...change } of changes) {
    const difference = { ...change, compatible: true, original: ownPosition(was), update: ownPosition(is) };
    differences.push({ at: orderOf(at), difference });
  }
  differences.sort((one, other) => one.at - other.at);
  return { compatible: reasons.length === 0, differences: differences.map(({ difference }) => difference) };
}

/** When the comparison itself fails, that is all that the reference implementation says. */
function findReasons(checker: Checker, original: AvroSchema, update: AvroSchema): Incompatibility[] {
  try {
    return allReasons(checker.check(update.root, original.root));
  } catch (error) {
    if (error instanceof AmbiguousField) return [error.reason];
    throw error;
  }
}

/** Where a difference is listed: by its place, what is in references behind the rest. */
function orderOf(place: Place | undefined): number {
  if (place === undefined) return 0;
  return place.source.reference === undefined ? place.offset : Number.MAX_SAFE_INTEGER;
}
