import { createTypeTable, type ProtoMessage, type TypeEntry } from "@magicbyte/proto-text";
import type { Comparison, Difference } from "../difference.js";
import type { CompareOptions } from "../options.js";
import { SchemaError } from "../schema-error.js";
import { localName } from "./compare-field.js";
import { compareMembers } from "./compare-message.js";
import { compareTypes } from "./compare-types.js";
import { compatibleTypes } from "./compatible-types.js";
import type { Context, Finding, Place } from "./context.js";
import { parseProtobuf } from "./parse-protobuf.js";
import type { ProtobufSchema, ReferenceOptions, ReferenceVersion, ReferenceVersions } from "./schema.js";

/**
 * Can `update` read what `original` wrote? Every difference, with its reason.
 * @throws SchemaError if one of the texts cannot be parsed
 */
export function compareProtobuf(
  original: string,
  update: string,
  options: CompareOptions & ReferenceOptions = {},
): Comparison {
  return compareParsedProtobuf(
    parseProtobuf(original, { references: options.originalReferences, strict: false }),
    parseProtobuf(update, { references: options.updateReferences, strict: false }),
    options,
  );
}

/** How deep a chain of imported messages may be: each is compared within the one that names it. */
const maxChain = 400;

/** After so many comparisons an answer is kept although it was found within a recursion. */
const maxRepeats = 20_000;

/** {@link compareProtobuf} of schemas that are parsed already. */
export function compareParsedProtobuf(
  original: ProtobufSchema,
  update: ProtobufSchema,
  options: ReferenceOptions = {},
): Comparison {
  const differences: Difference[] = [];
  const seen = new Set<string>();
  /** Whether something incompatible was found, at each level of imported messages that are being compared. */
  const broken: boolean[] = [false];
  /** The messages of the original that are being compared, with their depth. */
  const active = new Map<ProtoMessage, number>();
  /** The answers that hold wherever they are asked for. */
  const answers = new Map<ProtoMessage, Map<ProtoMessage, boolean>>();
  let outermost = Number.POSITIVE_INFINITY;
  let repeats = 0;

  function add(place: Place, { type, message, original: before, update: after, suggestion }: Finding): void {
    const compatible = compatibleTypes.has(type);
    if (!compatible) broken[broken.length - 1] = true;
    const path = `#/${place.path.join("/")}`;
    const key = `${type} ${path}`;
    if (seen.has(key)) return;
    seen.add(key);
    differences.push({
      type,
      path,
      compatible,
      message,
      original: before?.position,
      update: after?.position,
      suggestion,
    });
  }

  function compareMessages(place: Place, before: ProtoMessage, after: ProtoMessage): void {
    const depth = active.get(before);
    if (depth === undefined) {
      active.set(before, active.size);
      compareMembers(context, place, before, after);
      compareTypes(context, place, before.types, after.types, compareMessages);
      active.delete(before);
    } else {
      // Recursive: taken to be compatible here, and compared where it began.
      outermost = Math.min(outermost, depth);
      compareTypes(context, place, before.types, after.types, compareMessages);
    }
  }

  function compareNamed(before: TypeEntry, after: TypeEntry): boolean {
    if (before.type.kind !== "message" || after.type.kind !== "message") return true;
    const known = answers.get(before.type)?.get(after.type);
    if (known !== undefined) return known;
    if (broken.length > maxChain) {
      throw new SchemaError(`the messages that ${before.fullName} is named by are nested more than ${maxChain} deep`);
    }
    const outer = outermost;
    outermost = Number.POSITIVE_INFINITY;
    const depth = active.size;
    broken.push(false);
    const name = localName(after);
    compareMessages(
      { path: name.split("."), name, packages: { original: before.package, update: after.package } },
      before.type,
      after.type,
    );
    const compatible = broken.pop() !== true;
    if (!compatible) broken[broken.length - 1] = true;
    repeats += 1;
    if (outermost >= depth || repeats > maxRepeats) {
      const byUpdate = answers.get(before.type) ?? new Map<ProtoMessage, boolean>();
      answers.set(before.type, byUpdate.set(after.type, compatible));
    }
    outermost = Math.min(outer, outermost);
    return compatible;
  }

  const context: Context = {
    tables: {
      original: createTypeTable(original.file, original.dependencies),
      update: createTypeTable(update.file, update.dependencies),
    },
    references: {
      original: referenceOf(options.originalReferenceVersions),
      update: referenceOf(options.updateReferenceVersions),
    },
    add,
    compareNamed,
  };
  const packages = { original: original.file.package ?? "", update: update.file.package ?? "" };
  const root: Place = { path: [], name: "", packages };
  if (original.file.package !== update.file.package) add(root, packageChanged(original, update));
  compareTypes(context, root, original.file.types, update.file.types, compareMessages);
  return { compatible: differences.every((difference) => difference.compatible), differences };
}

function packageChanged(original: ProtobufSchema, update: ProtobufSchema): Finding {
  const { package: before, packagePosition: beforeAt } = original.file;
  const { package: after, packagePosition: afterAt } = update.file;
  return {
    type: "PACKAGE_CHANGED",
    message: `the package was ${before ?? "not given"} and is ${after ?? "not given"}: every message has another full name`,
    original: beforeAt && { position: beforeAt },
    update: afterAt && { position: afterAt },
    suggestion: before === undefined ? "take the package away" : `keep the package ${before}`,
  };
}

/** What is of the file itself counts as one version on both sides: it is compared where it stands. */
const ownFile: ReferenceVersion = { subject: "", version: -1 };

function referenceOf(versions: ReferenceVersions = {}): (entry: TypeEntry) => ReferenceVersion | undefined {
  const byPath = new Map(Object.entries(versions));
  return (entry) => (entry.path === undefined ? ownFile : byPath.get(entry.path));
}
