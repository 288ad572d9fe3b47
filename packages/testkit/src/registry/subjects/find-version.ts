import { subjectNotFound, versionNotFound } from "../api/refusals.js";
import { DEFAULT_CONTEXT, parseSubject, qualify } from "../contexts/qualified-subject.js";
import type { Registry } from "../registry.js";
import { latestOf } from "../schemas/latest.js";
import type { StoredSchema } from "../storage/stored-schema.js";
import { LATEST } from "./version-id.js";

/** Whether a subject has a version. */
export function hasVersions({ store }: Registry, subject: string, deleted: boolean): boolean {
  return store.versions(subject).some((stored) => deleted || !stored.deleted);
}

/**
 * A version of a subject; one that is not qualified is looked for in the other contexts too.
 *
 * @throws RestError 40401 or 40402
 */
export function findVersion(registry: Registry, subject: string, version: number, deleted: boolean): StoredSchema {
  const own = versionOf(registry, subject, version, deleted);
  if (own !== undefined) return own;
  if (parseSubject(subject).context === DEFAULT_CONTEXT) {
    for (const context of registry.store.contexts()) {
      const found = versionOf(registry, qualify(context, subject), version, deleted);
      if (found !== undefined) return found;
    }
  }
  throw hasVersions(registry, subject, deleted) ? versionNotFound(version) : subjectNotFound(subject);
}

/** The latest version is never a soft-deleted one. */
function versionOf({ store }: Registry, subject: string, version: number, deleted: boolean): StoredSchema | undefined {
  if (version === LATEST) return latestOf(store.versions(subject));
  const stored = store.schema(subject, version);
  return stored !== undefined && (deleted || !stored.deleted) ? stored : undefined;
}
