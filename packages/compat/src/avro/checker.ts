import { type BranchIndexes, candidates } from "./branch-index.js";
import { printAvro } from "./canonical.js";
import {
  type AvroEnum,
  type AvroNamed,
  type AvroRecord,
  type AvroType,
  type AvroUnion,
  isNamed,
  isPrimitiveKind,
} from "./model.js";
import { aliasKey } from "./names.js";
import { checkDepth } from "./nesting.js";
import { canPromote } from "./promotion.js";
import type { Place } from "./source.js";
import { isUnchanged } from "./unchanged.js";
import {
  addPart,
  addReason,
  COMPATIBLE,
  type FieldOf,
  firstReason,
  type Incompatibility,
  type IncompatibilityType,
  type Verdict,
} from "./verdict.js";

/** Says of pairs of types whether the first one, the reader, can read what the second one, the writer, wrote. */
export type Checker = {
  readonly check: (reader: AvroType, writer: AvroType) => Verdict;
};

/** A field that could be read from several ones. It ends the comparison, as it does in the reference implementation. */
export class AmbiguousField extends Error {
  override readonly name = "AmbiguousField";
  constructor(readonly reason: Incompatibility) {
    super(reason.detail);
  }
}

/**
 * Makes a checker that follows Apache Avro's SchemaCompatibility, its oddities included: all reasons are collected;
 * a pair that was compared before keeps the locations of its first time; inside unions locations begin anew; a pair
 * that is being compared counts as compatible.
 */
export function createChecker(): Checker {
  /** The verdicts by reader and writer; `undefined` while one is being found. */
  const verdicts = new Map<AvroType, Map<AvroType, Verdict | undefined>>();
  /** Where in the reader the comparison is, from the root or from the last union. */
  let location: (string | number)[] = [];
  /** The fields around it, from the root. */
  const fields: FieldOf[] = [];
  const indexes: BranchIndexes = new Map();
  let depth = 0;

  function reason(
    type: IncompatibilityType,
    detail: string,
    reader: AvroType,
    writer: AvroType,
    readerPlace: Place | undefined,
    writerPlace: Place | undefined,
    cause?: Incompatibility,
  ): Incompatibility {
    const path = `/${location.join("/")}`;
    return { type, path, detail, reader, writer, readerPlace, writerPlace, within: fields.at(-1), cause };
  }

  function compare(reader: AvroType, writer: AvroType, readerPlace: Place, writerPlace: Place): Verdict {
    if (isUnchanged(reader, writer)) return COMPATIBLE;
    // What has no parts is not worth remembering, and is never met again in another place.
    if (isPrimitiveKind(reader.kind) && isPrimitiveKind(writer.kind)) {
      if (reader.kind === writer.kind || canPromote(writer.kind, reader.kind)) return COMPATIBLE;
      const verdict: Verdict = { compatible: true, found: [] };
      addReason(verdict, mismatch(reader, writer, readerPlace, writerPlace));
      return verdict;
    }
    let known = verdicts.get(reader);
    if (known === undefined) {
      known = new Map();
      verdicts.set(reader, known);
    } else if (known.has(writer)) {
      return known.get(writer) ?? COMPATIBLE;
    }
    known.set(writer, undefined);
    checkDepth(++depth);
    const verdict: Verdict = { compatible: true, found: [] };
    compareParts(verdict, reader, writer, readerPlace, writerPlace);
    depth--;
    known.set(writer, verdict);
    return verdict;
  }

  function compareParts(
    verdict: Verdict,
    reader: AvroType,
    writer: AvroType,
    readerPlace: Place,
    writerPlace: Place,
  ): void {
    if (writer.kind === "union") {
      if (reader.kind === "union") compareUnions(verdict, reader, writer, readerPlace);
      else compareBranches(verdict, reader, writer, readerPlace);
    } else if (reader.kind === "union") {
      if (!someBranchReads(reader, writer, writerPlace))
        addReason(verdict, missingBranch(reader, writer, readerPlace, writerPlace));
    } else if (reader.kind === "array" && writer.kind === "array") {
      location.push("items");
      addPart(verdict, compare(reader.items, writer.items, reader.itemsPlace, writer.itemsPlace));
      location.pop();
    } else if (reader.kind === "map" && writer.kind === "map") {
      location.push("values");
      addPart(verdict, compare(reader.values, writer.values, reader.valuesPlace, writer.valuesPlace));
      location.pop();
    } else if (reader.kind === "record" && writer.kind === "record") {
      compareNames(verdict, reader, writer);
      compareFields(verdict, reader, writer, writerPlace);
    } else if (reader.kind === "enum" && writer.kind === "enum") {
      compareNames(verdict, reader, writer);
      compareSymbols(verdict, reader, writer);
    } else if (reader.kind === "fixed" && writer.kind === "fixed") {
      compareNames(verdict, reader, writer);
      const detail = `expected: ${writer.size}, found: ${reader.size}`;
      if (reader.size !== writer.size) addWithin(verdict, "size", "FIXED_SIZE_MISMATCH", detail, reader, writer);
    } else {
      addReason(verdict, mismatch(reader, writer, readerPlace, writerPlace));
    }
  }

  function compareBranches(verdict: Verdict, reader: AvroType, writer: AvroUnion, readerPlace: Place): void {
    for (const [at, branch] of writer.branches.entries()) {
      location.push(at);
      addPart(verdict, compare(reader, branch, readerPlace, placeOf(writer, at)));
      location.pop();
    }
  }

  function compareUnions(verdict: Verdict, reader: AvroUnion, writer: AvroUnion, readerPlace: Place): void {
    for (const [at, branch] of writer.branches.entries()) {
      const outer = location;
      location = [];
      const { compatible } = compare(reader, branch, readerPlace, placeOf(writer, at));
      location = outer;
      if (compatible) continue;
      location.push(at);
      addReason(verdict, missingBranch(reader, branch, readerPlace, placeOf(writer, at)));
      location.pop();
    }
  }

  function someBranchReads(reader: AvroUnion, writer: AvroType, writerPlace: Place): boolean {
    for (const branch of candidates(reader, writer, indexes)) {
      const outer = location;
      location = [];
      const { compatible } = compare(branch, writer, branch.place, writerPlace);
      location = outer;
      if (compatible) return true;
    }
    return false;
  }

  function compareNames(verdict: Verdict, reader: AvroNamed, writer: AvroNamed): void {
    if (namesMatch(reader, writer)) return;
    const detail = `expected: ${writer.name.full}`;
    addWithin(verdict, "name", "NAME_MISMATCH", detail, reader, writer);
  }

  function compareSymbols(verdict: Verdict, reader: AvroEnum, writer: AvroEnum): void {
    if (reader.default !== undefined) return;
    const known = new Set(reader.symbols);
    const missing = writer.symbols.filter((symbol) => !known.has(symbol)).sort();
    if (missing.length === 0) return;
    const detail = `[${missing.join(", ")}]`;
    addWithin(verdict, "symbols", "MISSING_ENUM_SYMBOLS", detail, reader, writer);
  }

  function compareFields(verdict: Verdict, reader: AvroRecord, writer: AvroRecord, writerPlace: Place): void {
    location.push("fields");
    for (const field of reader.fields) {
      location.push(field.index);
      fields.push({ field, record: reader });
      const counterparts = writerFields(writer, field.name, field.aliases);
      const [counterpart] = counterparts;
      if (counterparts.length > 1) {
        const kind = field.type.kind.toUpperCase();
        const text = printAvro({ root: writer, source: writerPlace.source, referenced: new Set() });
        const detail = `Reader record field ${field.name} type:${kind} pos:${field.index} matches multiple fields in writer record schema ${text}`;
        throw new AmbiguousField(reason("AMBIGUOUS_FIELD_ALIAS", detail, reader, writer, field.place, writer.place));
      }
      if (counterpart !== undefined) {
        location.push("type");
        addPart(verdict, compare(field.type, counterpart.type, field.typePlace, counterpart.typePlace));
        location.pop();
      } else if (field.default === undefined) {
        // The reference compares an enum that has a default with the record that the field is missing in.
        if (field.type.kind === "enum" && field.type.default !== undefined) {
          location.push("type");
          addPart(verdict, compare(field.type, writer, field.typePlace, writerPlace));
          location.pop();
        } else
          addReason(
            verdict,
            reason("READER_FIELD_MISSING_DEFAULT_VALUE", field.name, reader, writer, field.place, undefined),
          );
      }
      fields.pop();
      location.pop();
    }
    location.pop();
  }

  function mismatch(reader: AvroType, writer: AvroType, readerPlace: Place, writerPlace: Place): Incompatibility {
    const detail = `reader type: ${reader.kind.toUpperCase()} not compatible with writer type: ${writer.kind.toUpperCase()}`;
    return reason("TYPE_MISMATCH", detail, reader, writer, readerPlace, writerPlace);
  }

  function missingBranch(reader: AvroUnion, writer: AvroType, readerPlace: Place, writerPlace: Place): Incompatibility {
    const detail = `reader union lacking writer type: ${writer.kind.toUpperCase()}`;
    const closest = candidates(reader, writer, indexes).find((branch) => isAlike(branch, writer));
    const verdict = closest === undefined ? undefined : verdicts.get(closest)?.get(writer);
    const cause = verdict === undefined ? undefined : firstReason(verdict);
    return reason("MISSING_UNION_BRANCH", detail, reader, writer, readerPlace, writerPlace, cause);
  }

  /** Adds a reason in a member. */
  function addWithin(
    verdict: Verdict,
    token: string,
    type: IncompatibilityType,
    detail: string,
    reader: AvroNamed,
    writer: AvroNamed,
  ): void {
    location.push(token);
    addReason(verdict, reason(type, detail, reader, writer, reader.place, writer.place));
    location.pop();
  }

  return { check: (reader, writer) => compare(reader, writer, reader.place, writer.place) };
}

/** Whether a reader's name is the writer's: namespaces do not count, unless it is an alias. */
export function namesMatch(reader: AvroNamed, writer: AvroNamed): boolean {
  if (reader.name.name === writer.name.name) return true;
  return reader.aliases.some((alias) => aliasKey(alias, reader.name) === writer.name.full);
}

/** The writer's fields that a reader's field could be: one that is called as it or as one of its aliases. */
export function writerFields(writer: AvroRecord, name: string, aliases: readonly string[]) {
  const direct = writer.fieldsByName.get(name);
  const found = direct === undefined ? [] : [direct];
  for (const alias of aliases) {
    const field = writer.fieldsByName.get(alias);
    if (field !== undefined) found.push(field);
  }
  return found;
}

/** Whether a type is of another one's kind and name. */
function isAlike(reader: AvroType, writer: AvroType): boolean {
  return reader.kind === writer.kind && (!isNamed(reader) || !isNamed(writer) || namesMatch(reader, writer));
}

function placeOf(union: AvroUnion, at: number): Place {
  return union.branchPlaces[at] ?? union.place;
}
