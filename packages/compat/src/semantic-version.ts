import { type CompareInput, canonicalize, compare } from "./compare.js";

/** How much of a version number a change moves. */
export type VersionStep = "major" | "minor" | "patch" | "none";

/** Differences that change nothing for readers and writers: words, names by which nothing is found, and order. */
const WORDS_ONLY = new Set([
  "ALIASES_CHANGED",
  "DESCRIPTION_CHANGED",
  "DOC_CHANGED",
  "ENUM_SYMBOLS_REORDERED",
  "FIELDS_REORDERED",
  "FIELD_ORDER_CHANGED",
  "ID_CHANGED",
  "PROPERTIES_CHANGED",
  "TITLE_CHANGED",
  "UNION_BRANCHES_REORDERED",
]);

/**
 * What a change means for a semantic version: `major` when it breaks readers or writers, `minor` when both go on with
 * something added or removed, `patch` when only words or the text's form changed, `none` when nothing did.
 *
 * @throws SchemaError when one of the texts cannot be parsed
 */
export function semanticVersion(input: CompareInput): VersionStep {
  const backward = compare(input);
  const forward = compare({
    ...input,
    original: input.update,
    update: input.original,
    originalReferences: input.updateReferences,
    updateReferences: input.originalReferences,
    originalReferenceVersions: input.updateReferenceVersions,
    updateReferenceVersions: input.originalReferenceVersions,
  });
  if (!backward.compatible || !forward.compatible) return "major";
  const differences = [...backward.differences, ...forward.differences];
  if (differences.some(({ type }) => !WORDS_ONLY.has(type))) return "minor";
  if (differences.length > 0) return "patch";
  return sameText(input) ? "none" : "patch";
}

function sameText({ type, original, update, references, originalReferences, updateReferences }: CompareInput): boolean {
  const text = (schema: string, own: CompareInput["references"]) =>
    canonicalize(type, schema, { strict: false, references: own ?? references });
  return text(original, originalReferences) === text(update, updateReferences);
}
