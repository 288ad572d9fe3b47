import {
  canonicalize,
  type Metadata,
  md5,
  normalize,
  type RegisteredReference,
  SchemaError,
  type SchemaType,
  validate,
} from "@magicbyte/compat";
import { invalidSchema } from "../api/refusals.js";
import type { EffectiveConfig } from "../config/effective-config.js";
import { effectiveMode, isImporting } from "../mode/effective-mode.js";
import type { Registry } from "../registry.js";
import type { Draft } from "./draft.js";
import { type ResolvedReferences, resolveReferences } from "./resolve-references.js";
import type { RuleSet } from "./rule-set.js";

/** A draft whose text is canonical, with its identity: all that tells it from others. */
export type PreparedSchema = {
  readonly schemaType: SchemaType;
  readonly schema: string;
  readonly references: readonly RegisteredReference[];
  readonly metadata: Metadata | undefined;
  readonly ruleSet: RuleSet | undefined;
  readonly md5: string;
  readonly resolved: ResolvedReferences;
};

/** How a draft is prepared; while a subject imports, its drafts are neither validated nor normalized. */
export type Preparation = {
  readonly subject: string;
  readonly config: EffectiveConfig;
  readonly normalize: boolean;
  /** Whether it must be valid as a new registration, and reference live versions only. */
  readonly asNew: boolean;
};

const TYPES = ["AVRO", "JSON", "PROTOBUF"] as const satisfies readonly SchemaType[];

/** @throws RestError 42201 when it is invalid, or references what there is not */
export function prepareSchema(registry: Registry, draft: Draft, how: Preparation): PreparedSchema {
  const schemaType = TYPES.find((type) => type === draft.schemaType);
  if (schemaType === undefined) throw invalidSchema(`Invalid schema type ${draft.schemaType}`);
  const { subject, config, asNew } = how;
  const importing = isImporting(effectiveMode(registry, subject));
  const normalized = how.normalize && !importing;
  const strict = asNew && !importing && config.validateNewSchemas !== false;
  const resolved = resolveReferences(registry, subject, draft.references, asNew ? "live" : "all");
  const references = normalized ? normalizeReferences(resolved.references) : resolved.references;
  const { metadata, ruleSet } = draft;
  const schema = canonicalText(schemaType, draft.schema ?? "", resolved, { importing, normalized, strict });
  const identity = { type: schemaType, schema, canonical: true, references, metadata, ruleSet };
  return {
    schemaType,
    schema,
    references,
    metadata,
    ruleSet,
    md5: md5(identity).toString("hex"),
    resolved: { ...resolved, references },
  };
}

function canonicalText(
  type: SchemaType,
  text: string,
  { texts }: ResolvedReferences,
  { importing, normalized, strict }: { importing: boolean; normalized: boolean; strict: boolean },
): string {
  const options = { references: texts, strict };
  try {
    // To print an Avro schema or a file is to parse it, unless it is normalized; of a JSON Schema it only reads the JSON.
    if (!importing && (type === "JSON" || normalized)) validate(type, text, options);
    return normalized ? normalize(type, text, options) : canonicalize(type, text, options);
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    throw invalidSchema(`Invalid schema of type ${type}, details: ${error.message}`);
  }
}

/** Sorted by subject and version, each once. */
function normalizeReferences(references: readonly RegisteredReference[]): readonly RegisteredReference[] {
  const sorted = [...references].sort((one, other) =>
    one.subject === other.subject ? one.version - other.version : one.subject < other.subject ? -1 : 1,
  );
  return sorted.filter(
    (one, at) =>
      sorted.findIndex(
        ({ name, subject, version }) => name === one.name && subject === one.subject && version === one.version,
      ) === at,
  );
}
