import {
  referenceExists,
  subjectNotFound,
  subjectNotSoftDeleted,
  subjectSoftDeleted,
  versionNotFound,
  versionNotSoftDeleted,
  versionSoftDeleted,
} from "../api/refusals.js";
import { refuseReadOnly } from "../mode/effective-mode.js";
import type { Registry } from "../registry.js";
import { latestOf } from "../schemas/latest.js";
import type { Change } from "../storage/record.js";
import { type StoredSchema, toSchemaValue } from "../storage/stored-schema.js";
import { LATEST, readVersion } from "./version-id.js";

/**
 * Deletes all versions of a subject: softly, or what is soft-deleted for good.
 *
 * @returns their numbers
 * @throws RestError 40401, 40404, 40405, 42205, 42206
 */
export function deleteSubject(registry: Registry, subject: string, permanent: boolean): readonly number[] {
  const all = registry.store.versions(subject);
  const live = all.filter(({ deleted }) => !deleted);
  if (all.length === 0) throw subjectNotFound(subject);
  if (!permanent && live.length === 0) throw subjectSoftDeleted(subject);
  refuseReadOnly(registry, subject);
  const versions = permanent ? all : live;
  for (const { version, deleted } of versions) {
    // Versions of the subject that reference each other go together.
    refuseReferenced(registry, subject, version, permanent, subject);
    if (permanent && !deleted) throw subjectNotSoftDeleted(subject);
  }
  const numbers = versions.map(({ version }) => version);
  registry.commit(
    permanent
      ? [...numbers.map((version) => tombstone(subject, version)), ...leftovers(registry, subject)]
      : [
          {
            key: { keytype: "DELETE_SUBJECT", subject, magic: 0 },
            value: { subject, version: numbers.at(-1) ?? 0 },
          },
        ],
  );
  return numbers;
}

/**
 * Deletes one version: softly, or a soft-deleted one for good.
 *
 * @param version as the path names it
 * @returns its number
 * @throws RestError 40401, 40402, 40406, 40407, 42202, 42205, 42206
 */
export function deleteVersion(registry: Registry, subject: string, version: string, permanent: boolean): number {
  const { store } = registry;
  const asked = readVersion(version);
  const versions = store.versions(subject);
  const stored = asked === LATEST ? latestOf(versions) : store.schema(subject, asked);
  if (stored === undefined) throw versions.length === 0 ? subjectNotFound(subject) : versionNotFound(asked);
  if (!permanent && stored.deleted) throw versionSoftDeleted(subject, version);
  refuseReadOnly(registry, subject);
  refuseReferenced(registry, subject, stored.version, permanent);
  if (permanent && !stored.deleted) throw versionNotSoftDeleted(subject, stored.version);
  registry.commit(
    permanent
      ? [tombstone(subject, stored.version), ...(versions.length === 1 ? leftovers(registry, subject) : [])]
      : [softDelete(stored)],
  );
  return stored.version;
}

/** A soft-deleted referrer stands in the way of a permanent deletion only. */
function refuseReferenced(
  registry: Registry,
  subject: string,
  version: number,
  permanent: boolean,
  except?: string,
): void {
  const referrers = registry.store.referrers(subject, version);
  if (referrers.some((referrer) => referrer.subject !== except && (permanent || !referrer.deleted))) {
    throw referenceExists(subject, version);
  }
}

export function tombstone(subject: string, version: number): Change {
  return { key: { keytype: "SCHEMA", subject, version, magic: 1 }, value: null };
}

function softDelete(stored: StoredSchema): Change {
  const { subject, version } = stored;
  return {
    key: { keytype: "SCHEMA", subject, version, magic: 1 },
    value: toSchemaValue({ ...stored, deleted: true }),
  };
}

/** With the last version go the subject's configuration and mode. */
function leftovers({ store }: Registry, subject: string): readonly Change[] {
  const changes: Change[] = [];
  if (store.mode(subject) !== undefined) {
    changes.push({ key: { keytype: "MODE", subject, magic: 0 }, value: null });
  }
  if (store.config(subject) !== undefined) {
    changes.push({ key: { keytype: "CONFIG", subject, magic: 0 }, value: null });
  }
  return changes;
}
