import { RestError } from "../api/rest-error.js";
import { type EffectiveConfig, effectiveConfig } from "../config/effective-config.js";
import { DEFAULT_CONTEXT, parseSubject, qualify } from "../contexts/qualified-subject.js";
import type { Registry } from "../registry.js";
import type { StoredSchema } from "../storage/stored-schema.js";
import { createMatcher } from "./can-look-up.js";
import { type Draft, isBlank } from "./draft.js";
import { fillIn } from "./fill-in.js";
import { latestOf } from "./latest.js";
import { sameMetadata } from "./metadata.js";
import { type PreparedSchema, prepareSchema } from "./prepare-schema.js";
import { sameRuleSet } from "./rule-set.js";

/** What is looked up, and among which versions. */
export type LookUp = { readonly normalize: boolean; readonly deleted: boolean };

/**
 * The version of a subject that a draft is the same as. A draft without metadata or rules also finds the one whose
 * metadata and rules a registration would copy.
 *
 * @throws RestError 42201 when the draft is invalid
 */
export function lookUpUnderSubject(
  registry: Registry,
  subject: string,
  draft: Draft,
  { normalize, deleted }: LookUp,
): StoredSchema | undefined {
  const config = effectiveConfig(registry, subject);
  const normalized = normalize || config.normalize === true;
  const find = (one: Draft) =>
    findEqual(registry, subject, prepareForLookUp(registry, subject, one, config, normalized), deleted);
  if (isBlank(draft)) return undefined;
  const found = find(draft);
  if (found !== undefined) return found;
  const latest = latestOf(registry.store.versions(subject));
  if (latest === undefined) return undefined;
  const filled = fillIn(draft, latest, config);
  const isTheSame = sameMetadata(filled.metadata, draft.metadata) && sameRuleSet(filled.ruleSet, draft.ruleSet);
  return isTheSame ? undefined : find(filled);
}

/**
 * The same, and where an unqualified subject knows nothing, in all other contexts.
 *
 * @throws RestError 42201 when the draft is invalid
 */
export function lookUpInContexts(
  registry: Registry,
  subject: string,
  draft: Draft,
  how: LookUp,
): StoredSchema | undefined {
  const found = lookUpUnderSubject(registry, subject, draft, how);
  if (found !== undefined || parseSubject(subject).context !== DEFAULT_CONTEXT) return found;
  for (const context of registry.store.contexts()) {
    if (context === DEFAULT_CONTEXT) continue;
    try {
      const other = lookUpUnderSubject(registry, qualify(context, subject), draft, how);
      if (other !== undefined) return other;
    } catch (error) {
      // Its references may exist in the default context alone.
      if (!(error instanceof RestError)) throw error;
    }
  }
  return undefined;
}

/** A draft as lookups see it: leniently, since what is registered already need not be valid as new. */
export function prepareForLookUp(
  registry: Registry,
  subject: string,
  draft: Draft,
  config: EffectiveConfig,
  normalize: boolean,
): PreparedSchema {
  return prepareSchema(registry, draft, { subject, config, normalize, asNew: false });
}

/** By identity first; then, from the latest version on, by what says the same. */
export function findEqual(
  registry: Registry,
  subject: string,
  schema: PreparedSchema,
  deleted: boolean,
): StoredSchema | undefined {
  const same = findIdentical(registry, subject, schema);
  if (same !== undefined && (deleted || !same.deleted)) return same;
  const matches = createMatcher(registry, schema);
  return registry.store.versions(subject).findLast((stored) => (deleted || !stored.deleted) && matches(stored));
}

/** The version of a subject that has the identity of a schema; soft-deleted ones too. */
export function findIdentical({ store }: Registry, subject: string, { md5 }: PreparedSchema): StoredSchema | undefined {
  // Among the versions and not by the id: the schema of a key may be that of thousands of subjects.
  const id = store.idOf(parseSubject(subject).context, md5);
  return store.versions(subject).findLast((stored) => stored.id === id && stored.md5 === md5);
}
