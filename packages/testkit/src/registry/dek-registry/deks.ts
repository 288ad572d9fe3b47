import { type JsonObject, readBody, readBoolean, readInteger, readString, readWord } from "../api/read-body.js";
import type { Registry } from "../registry.js";
import { LATEST } from "../subjects/version-id.js";
import { checkKekName, getKek, kekUrl } from "./keks.js";
import {
  invalidKey,
  keyExists,
  keyNotFound,
  keyNotSoftDeleted,
  keySoftDeleted,
  noKeyManagement,
} from "./key-errors.js";
import {
  ALGORITHMS,
  type Algorithm,
  allDeks,
  type Dek,
  findDek,
  findKek,
  type Kept,
  putDeks,
  removeDeks,
} from "./key-store.js";

/** Whose keys: those of a subject under a key encryption key, for one algorithm. */
export type DekScope = { readonly kekName: string; readonly subject: string; readonly algorithm: Algorithm };

/** The subjects that have keys under a key encryption key. @throws RestError 42271, 40470 */
export function listDekSubjects(registry: Registry, kekName: string, withDeleted: boolean): string[] {
  getKek(registry, kekName, withDeleted);
  const deks = allDeks(registry).filter((dek) => dek.kekName === kekName && (!dek.deleted || withDeleted));
  return [...new Set(deks.map(({ subject }) => subject))];
}

/** The versions of a subject's key. @throws RestError 42271, 40470 */
export function listDekVersions(registry: Registry, scope: DekScope, withDeleted: boolean): number[] {
  check(scope);
  getKek(registry, scope.kekName, withDeleted);
  return deksOf(registry, scope, withDeleted).map(({ version }) => version);
}

/** One version of a subject's key. @throws RestError 42271, 40470, 50070 */
export function getDek(registry: Registry, scope: DekScope, version: number, withDeleted: boolean): Kept<Dek> {
  check(scope);
  const { key: kek } = getKek(registry, scope.kekName, withDeleted);
  const kept = find(registry, scope, version, withDeleted);
  if (kept === undefined) throw keyNotFound(scope.subject);
  // The registry would decrypt it here.
  if (kek.shared) throw noKeyManagement("raw", scope.subject, kekUrl(kek));
  return kept;
}

/**
 * Keeps a key. One that is soft-deleted comes back when it is the same; `rewrap` replaces the one there is.
 *
 * @throws RestError 42271, 40470, 40971; 50070 where the registry would have to use a shared key itself
 */
export function createDek(registry: Registry, kekName: string, body: unknown, options: DekCreation): Kept<Dek> {
  const members = readBody(body);
  const dek = readDek(members, kekName, options.subject);
  check(dek);
  const { key: kek } = getKek(registry, kekName, dek.deleted);
  const old = findDek(registry, dek)?.key;
  const isSame = old?.encryptedKeyMaterial === dek.encryptedKeyMaterial;
  if (old !== undefined && !options.rewrap && (old.deleted === dek.deleted || !isSame)) throw keyExists(dek.subject);
  if (dek.encryptedKeyMaterial === undefined) {
    if (kek.shared) throw noKeyManagement("encrypted", dek.subject, kekUrl(kek));
    throw invalidKey("encryptedKeyMaterial");
  }
  if (kek.shared && old !== undefined) throw keyExists(dek.subject);
  putDeks(registry, [dek]);
  // It is kept by then, in the reference as well.
  if (kek.shared) throw noKeyManagement("raw", dek.subject, kekUrl(kek));
  return findDek(registry, dek) ?? { key: dek, timestamp: registry.clock() };
}

/** How a key is kept. */
export type DekCreation = {
  /** The subject in the path, which the body may leave out. */
  readonly subject?: string | undefined;
  readonly rewrap: boolean;
};

/** Deletes all versions of a subject's key, softly or for good. @throws RestError 42271, 40470, 40471 */
export function deleteDeks(registry: Registry, scope: DekScope, permanent: boolean): void {
  const deks = existing(registry, scope);
  const live = deks.filter(({ deleted }) => !deleted);
  if (!permanent) {
    putDeks(
      registry,
      live.map((dek) => ({ ...dek, deleted: true })),
    );
  } else {
    if (live.length > 0) throw keyNotSoftDeleted(scope.subject);
    removeDeks(registry, deks);
  }
}

/** Deletes one version. `latest` is looked for but, as in the reference, not deleted. @throws RestError as above */
export function deleteDek(registry: Registry, scope: DekScope, version: number, permanent: boolean): void {
  const dek = existingVersion(registry, scope, version);
  if (version === LATEST) return;
  if (!permanent) {
    if (!dek.deleted) putDeks(registry, [{ ...dek, deleted: true }]);
  } else {
    if (!dek.deleted) throw keyNotSoftDeleted(scope.subject);
    removeDeks(registry, [dek]);
  }
}

/** Takes the soft delete of all versions back. @throws RestError 42271, 40470, 40472 */
export function undeleteDeks(registry: Registry, scope: DekScope): void {
  restore(registry, scope.kekName, existing(registry, scope));
}

/** Takes the soft delete of one version back; not of `latest`, see {@link deleteDek}. @throws RestError as above */
export function undeleteDek(registry: Registry, scope: DekScope, version: number): void {
  const dek = existingVersion(registry, scope, version);
  restore(registry, scope.kekName, version === LATEST ? [] : [dek]);
}

function restore(registry: Registry, kekName: string, deks: readonly Dek[]): void {
  if (findKek(registry, kekName)?.key.deleted === true) throw keySoftDeleted(kekName);
  putDeks(
    registry,
    deks.filter(({ deleted }) => deleted).map((dek) => ({ ...dek, deleted: false })),
  );
}

function readDek(members: JsonObject, kekName: string, subject: string | undefined): Dek {
  return {
    kekName,
    subject: readString(members, "subject") ?? subject ?? "",
    version: readInteger(members, "version") ?? 1,
    algorithm: readWord(members, "algorithm", ALGORITHMS) ?? "AES256_GCM",
    encryptedKeyMaterial: readString(members, "encryptedKeyMaterial"),
    deleted: readBoolean(members, "deleted") ?? false,
  };
}

function existing(registry: Registry, scope: DekScope): readonly Dek[] {
  check(scope);
  getKek(registry, scope.kekName, true);
  const deks = deksOf(registry, scope, true);
  if (deks.length === 0) throw keyNotFound(scope.subject);
  return deks;
}

function existingVersion(registry: Registry, scope: DekScope, version: number): Dek {
  check(scope);
  getKek(registry, scope.kekName, true);
  const kept = find(registry, scope, version, true);
  if (kept === undefined) throw keyNotFound(scope.subject);
  return kept.key;
}

function find(registry: Registry, scope: DekScope, version: number, withDeleted: boolean): Kept<Dek> | undefined {
  const number = version === LATEST ? deksOf(registry, scope, withDeleted).at(-1)?.version : version;
  const kept = number === undefined ? undefined : findDek(registry, { ...scope, version: number });
  return kept?.key.deleted === true && !withDeleted ? undefined : kept;
}

function deksOf(registry: Registry, scope: DekScope, withDeleted: boolean): readonly Dek[] {
  return allDeks(registry).filter(
    (dek) =>
      dek.kekName === scope.kekName &&
      dek.subject === scope.subject &&
      dek.algorithm === scope.algorithm &&
      (!dek.deleted || withDeleted),
  );
}

function check({ kekName, subject }: Pick<DekScope, "kekName" | "subject">): void {
  checkKekName(kekName);
  if (subject === "" || /\p{Cc}/u.test(subject)) throw invalidKey("subject");
}
