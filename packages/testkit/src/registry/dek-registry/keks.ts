import { hasMember, readBody, readBoolean, readString, readStringMap } from "../api/read-body.js";
import type { Registry } from "../registry.js";
import { compareText } from "../storage/compare-text.js";
import { invalidKey, keyExists, keyInUse, keyNotFound, keyNotSoftDeleted, noKeyManagement } from "./key-errors.js";
import { allDeks, allKeks, findKek, type Kek, type Kept, putKek, removeKek } from "./key-store.js";

/** A letter or `_`, then letters, digits, `_` and `-`. */
const NAME = /^[\p{L}_][\p{L}\p{Nd}_-]{0,63}$/u;

/** @throws RestError 42271 */
export function checkKekName(name: string | undefined): string {
  if (name === undefined || !NAME.test(name)) throw invalidKey("name");
  return name;
}

/** The key of that name. @throws RestError 42271 and 40470 */
export function getKek(registry: Registry, name: string, withDeleted: boolean): Kept<Kek> {
  const kept = findKek(registry, checkKekName(name));
  if (kept === undefined || (kept.key.deleted && !withDeleted)) throw keyNotFound(name);
  return kept;
}

/** The names of all keys, or of those with keys of subjects that begin so. */
export function listKeks(registry: Registry, prefixes: readonly string[], withDeleted: boolean): string[] {
  const shown = ({ deleted }: { readonly deleted: boolean }) => !deleted || withDeleted;
  if (prefixes.length === 0) {
    return allKeks(registry)
      .filter(shown)
      .map(({ name }) => name);
  }
  const deks = allDeks(registry).filter(
    (dek) => shown(dek) && prefixes.some((prefix) => dek.subject.startsWith(prefix)),
  );
  return [...new Set(deks.map(({ kekName }) => kekName))];
}

/**
 * Makes a key known. One that is soft-deleted comes back when it is the same.
 *
 * @throws RestError 42271, 40971, 50070
 */
export function createKek(registry: Registry, body: unknown, testSharing: boolean): Kept<Kek> {
  const members = readBody(body);
  const name = checkKekName(readString(members, "name"));
  const kmsKeyId = readString(members, "kmsKeyId");
  if (kmsKeyId === undefined || kmsKeyId === "") throw invalidKey("kmsKeyId");
  const kmsType = readString(members, "kmsType");
  if (kmsType === undefined) throw invalidKey("kmsType");
  const kek: Kek = {
    name,
    kmsType: knownKmsType(kmsType),
    kmsKeyId,
    kmsProps: sorted(readStringMap(members, "kmsProps")),
    doc: readString(members, "doc"),
    shared: readBoolean(members, "shared") ?? false,
    deleted: readBoolean(members, "deleted") ?? false,
  };
  if (testSharing) testKek(kek);
  const old = findKek(registry, name)?.key;
  if (old !== undefined && (old.deleted === kek.deleted || !isEquivalent(old, kek))) throw keyExists(name);
  return putKek(registry, kek);
}

/** Changes a key; what is absent stays. @throws RestError 42271, 40470, 50070 */
export function updateKek(registry: Registry, name: string, body: unknown, testSharing: boolean): Kept<Kek> {
  const members = readBody(body);
  const kept = getKek(registry, name, false);
  const given = (member: string) => hasMember(members, member);
  const kek: Kek = {
    ...kept.key,
    kmsProps: given("kmsProps") ? sorted(readStringMap(members, "kmsProps")) : kept.key.kmsProps,
    doc: given("doc") ? readString(members, "doc") : kept.key.doc,
    shared: given("shared") ? (readBoolean(members, "shared") ?? false) : kept.key.shared,
  };
  if (testSharing) testKek(kek);
  return isEquivalent(kek, kept.key) ? kept : putKek(registry, kek);
}

/** Deletes a key, softly or for good. @throws RestError 42271, 40470, 42272, 40471 */
export function deleteKek(registry: Registry, name: string, permanent: boolean): void {
  const { key } = getKek(registry, name, true);
  if (allDeks(registry).some((dek) => dek.kekName === name && (!dek.deleted || permanent))) throw keyInUse(name);
  if (!permanent) {
    if (!key.deleted) putKek(registry, { ...key, deleted: true });
  } else {
    if (!key.deleted) throw keyNotSoftDeleted(name);
    removeKek(registry, name);
  }
}

/** Takes a soft delete back. @throws RestError 42271, 40470 */
export function undeleteKek(registry: Registry, name: string): void {
  const { key } = getKek(registry, name, true);
  if (key.deleted) putKek(registry, { ...key, deleted: false });
}

/** How the key management services name a key. */
export function kekUrl({ kmsType, kmsKeyId }: Kek): string {
  return `${kmsType}://${kmsKeyId}`;
}

/** A shared key is tried by making a key with it. */
function testKek(kek: Kek): void {
  if (!kek.shared) throw invalidKey("shared");
  throw noKeyManagement("encrypted", "__TEST", kekUrl(kek));
}

function knownKmsType(given: string): string {
  const type = given.toLowerCase();
  return ["aws", "azure", "gcp"].filter((known) => type.startsWith(known)).map((known) => `${known}-kms`)[0] ?? given;
}

function isEquivalent(left: Kek, right: Kek): boolean {
  return JSON.stringify({ ...left, deleted: false }) === JSON.stringify({ ...right, deleted: false });
}

function sorted(texts: Readonly<Record<string, string>> | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(texts ?? {}).sort(([left], [right]) => compareText(left, right)));
}
