import { invalidSchema } from "../api/refusals.js";
import { type EffectiveConfig, effectiveConfig } from "../config/effective-config.js";
import { parseSubject } from "../contexts/qualified-subject.js";
import { effectiveMode, isImporting, refuseRegistration } from "../mode/effective-mode.js";
import type { Registry } from "../registry.js";
import { createMatcher } from "../schemas/can-look-up.js";
import { type Draft, isBlank } from "../schemas/draft.js";
import { fillIn, hasDefaultsOrOverrides } from "../schemas/fill-in.js";
import { latestOf } from "../schemas/latest.js";
import { findEqual, findIdentical, prepareForLookUp } from "../schemas/look-up.js";
import { type PreparedSchema, prepareSchema } from "../schemas/prepare-schema.js";
import type { StoredSchema } from "../storage/stored-schema.js";
import { refuseOwnedReferences } from "./owned-references.js";
import { refuseIncompatible, refuseOverwrite } from "./refuse-registration.js";
import { registrationChanges } from "./registration-changes.js";
import { withGivenTags, withPreviousTags } from "./tag-draft.js";
import { LATEST } from "./version-id.js";

/** How a registration is made. */
export type Registration = {
  /** Besides what is configured. */
  readonly normalize: boolean;
  /** Whether it need not be compatible. */
  readonly force: boolean;
  /** Whether an equal version is enough; not for a draft whose text was changed on the way. */
  readonly reuse?: boolean | undefined;
};

/** What comes of it: the version, and whether it is new. */
export type Registered = { readonly schema: Omit<StoredSchema, "timestamp">; readonly existing?: StoredSchema };

/**
 * Registers a schema under a subject, unless the subject has it already.
 *
 * @throws RestError 409, 42201, 42205, 42209 as the registry does, in its order
 */
export function register(registry: Registry, subject: string, draft: Draft, how: Registration): Registered {
  const config = effectiveConfig(registry, subject);
  const normalize = how.normalize || config.normalize === true;
  if (draft.tags === undefined && how.reuse !== false && !hasDefaultsOrOverrides(config) && !isBlank(draft)) {
    const known = findKnown(registry, subject, prepareForLookUp(registry, subject, draft, config, normalize), draft);
    // Before the question whether anything may be changed: a read-only registry still knows what it knows.
    if (known !== undefined) return { schema: known, existing: known };
  }
  refuseRegistration(registry, subject, draft.id !== undefined);
  const tagged = withGivenTags(registry, subject, draft, config);
  return registerNew(registry, subject, tagged, config, { ...how, normalize });
}

/** The version that makes a registration superfluous. */
function findKnown(
  registry: Registry,
  subject: string,
  schema: PreparedSchema,
  { version, id }: Draft,
): StoredSchema | undefined {
  const { store } = registry;
  if (version === LATEST) {
    const latest = latestOf(store.versions(subject));
    const same = latest !== undefined && (latest.md5 === schema.md5 || createMatcher(registry, schema)(latest));
    return same && (id === undefined || id === latest.id) ? latest : undefined;
  }
  const found = findEqual(registry, subject, schema, false);
  if (found === undefined || (id !== undefined && id !== found.id)) return undefined;
  if (version === 0 || (id !== undefined && version === found.version)) return found;
  if (id === undefined) return undefined;
  // The same schema may have been imported with several versions.
  const other = store.schema(subject, version);
  return other !== undefined && !other.deleted && other.md5 === found.md5 ? other : undefined;
}

function registerNew(
  registry: Registry,
  subject: string,
  draft: Draft,
  config: EffectiveConfig,
  { normalize, force }: Registration,
): Registered {
  const { store } = registry;
  const importing = isImporting(effectiveMode(registry, subject));
  const versions = store.versions(subject);
  const live = versions.filter(({ deleted }) => !deleted);
  const nextVersion = (versions.at(-1)?.version ?? 0) + 1;
  const filled = importing ? draft : completed(registry, subject, draft, config, live.at(-1), nextVersion);
  if (isBlank(filled)) throw invalidSchema("Empty schema");
  const asNew = draft.id === undefined;
  const schema = prepareSchema(registry, filled, { subject, config, normalize, asNew });

  const { context } = parseSubject(subject);
  const sameId = store.idOf(context, schema.md5);
  const id = draft.id ?? sameId;
  const known = draft.version === 0 ? findLive(registry, subject, schema, live, id) : undefined;
  if (known !== undefined) return { schema: known, existing: known };
  refuseOwnedReferences(registry, subject, schema.references);
  if (!importing && !force) refuseIncompatible(registry, subject, config, schema, live);
  if (draft.version > 0 && draft.version !== nextVersion && !importing) {
    throw invalidSchema("Version is not one more than previous version");
  }
  if (id !== undefined) refuseOverwrite(registry, subject, id, schema);
  const stored = {
    ...withoutResolved(schema),
    subject,
    version: draft.version > 0 ? draft.version : nextVersion,
    id: id ?? store.maxId(context) + 1,
    schemaTags: undefined,
    deleted: false,
  };
  registry.commit(registrationChanges(registry, stored));
  return { schema: stored };
}

/** The draft with all that a registration takes from the previous version and from the configuration. */
function completed(
  registry: Registry,
  subject: string,
  draft: Draft,
  config: EffectiveConfig,
  previous: StoredSchema | undefined,
  nextVersion: number,
): Draft {
  const tagged = withPreviousTags(registry, subject, withText(draft, previous), config, previous);
  return fillIn(tagged, previous, config, nextVersion);
}

/** The live version that is the same, now that the draft is complete; of this id, where it has one. */
function findLive(
  registry: Registry,
  subject: string,
  schema: PreparedSchema,
  live: readonly StoredSchema[],
  id: number | undefined,
): StoredSchema | undefined {
  const same = findIdentical(registry, subject, schema);
  if (same !== undefined && !same.deleted && same.id === id) return same;
  const matches = createMatcher(registry, schema);
  return live.findLast((stored) => (id === undefined || id === stored.id) && matches(stored));
}

/** An empty text stands for that of the previous version. */
function withText(draft: Draft, previous: StoredSchema | undefined): Draft {
  if (!isBlank(draft) || previous === undefined) return draft;
  const { schema, schemaType, references } = previous;
  return { ...draft, schema, schemaType, references };
}

function withoutResolved({ resolved: _, ...schema }: PreparedSchema): Omit<PreparedSchema, "resolved"> {
  return schema;
}
