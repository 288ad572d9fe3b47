import type { Registry } from "../registry.js";
import { compareText } from "../storage/compare-text.js";
import { type DekKey, type KekKey, TENANT } from "../storage/record.js";

/** What a data encryption key is for. */
export const ALGORITHMS = ["AES128_GCM", "AES256_GCM", "AES256_SIV"] as const;

/** What a data encryption key is for. */
export type Algorithm = (typeof ALGORITHMS)[number];

/** A key encryption key: where a key management service keeps it. */
export type Kek = {
  readonly name: string;
  readonly kmsType: string;
  readonly kmsKeyId: string;
  readonly kmsProps: Readonly<Record<string, string>>;
  readonly doc: string | undefined;
  readonly shared: boolean;
  readonly deleted: boolean;
};

/** A data encryption key, encrypted. */
export type Dek = {
  readonly kekName: string;
  readonly subject: string;
  readonly version: number;
  readonly algorithm: Algorithm;
  readonly encryptedKeyMaterial: string | undefined;
  readonly deleted: boolean;
};

/** A key, and when it was written last: milliseconds since the epoch. */
export type Kept<Key> = { readonly key: Key; readonly timestamp: number };

/** The key of that name, be it soft-deleted. */
export function findKek(registry: Registry, name: string): Kept<Kek> | undefined {
  return find<Kek>(registry, "KEK", (kek) => kek.name === name);
}

/** All key encryption keys, soft-deleted ones too, by name. */
export function allKeks(registry: Registry): readonly Kek[] {
  const keks = [...registry.store.kept("KEK").values()].map(({ value }) => value as Kek);
  return keks.sort((left, right) => compareText(left.name, right.name));
}

/** Keeps a key, and gives it with its timestamp. */
export function putKek(registry: Registry, kek: Kek): Kept<Kek> {
  registry.commit([{ key: kekKey(kek.name), value: kek }]);
  return findKek(registry, kek.name) ?? { key: kek, timestamp: registry.clock() };
}

/** Forgets a key. */
export function removeKek(registry: Registry, name: string): void {
  registry.commit([{ key: kekKey(name), value: null }]);
}

/** The key of that version, be it soft-deleted. */
export function findDek(registry: Registry, wanted: Omit<DekKey, "keytype" | "tenant">): Kept<Dek> | undefined {
  const { kekName, subject, algorithm, version } = wanted;
  return find<Dek>(
    registry,
    "DEK",
    (dek) =>
      dek.version === version && dek.subject === subject && dek.kekName === kekName && dek.algorithm === algorithm,
  );
}

/** All data encryption keys, soft-deleted ones too, by key encryption key, subject, algorithm and version. */
export function allDeks(registry: Registry): readonly Dek[] {
  const deks = [...registry.store.kept("DEK").values()].map(({ value }) => value as Dek);
  return deks.sort(
    (left, right) =>
      compareText(left.kekName, right.kekName) ||
      compareText(left.subject, right.subject) ||
      compareText(left.algorithm, right.algorithm) ||
      left.version - right.version,
  );
}

/** Keeps keys. */
export function putDeks(registry: Registry, deks: readonly Dek[]): void {
  if (deks.length > 0) registry.commit(deks.map((dek) => ({ key: dekKey(dek), value: dek })));
}

/** Forgets keys. */
export function removeDeks(registry: Registry, deks: readonly Dek[]): void {
  if (deks.length > 0) registry.commit(deks.map((dek) => ({ key: dekKey(dek), value: null })));
}

function find<Key>(registry: Registry, keytype: "KEK" | "DEK", isWanted: (key: Key) => boolean): Kept<Key> | undefined {
  for (const { value, timestamp } of registry.store.kept(keytype).values()) {
    // What stands under a key of this type was written here, or by the topic that the record was imported from.
    const key = value as Key;
    if (isWanted(key)) return { key, timestamp };
  }
  return undefined;
}

function kekKey(name: string): KekKey {
  return { keytype: "KEK", tenant: TENANT, name };
}

function dekKey({ kekName, subject, algorithm, version }: Omit<DekKey, "keytype" | "tenant">): DekKey {
  return { keytype: "DEK", tenant: TENANT, kekName, subject, algorithm, version };
}
