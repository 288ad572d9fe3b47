import type { Metadata } from "@magicbyte/compat";
import { type JsonObject, readObject, readStringMap, readStrings } from "../api/read-body.js";

const VERSION = "confluent:version";

/** The metadata in a member of a request; the registry sorts it, and drops repetitions. */
export function readMetadata(object: JsonObject, name: string): Metadata | undefined {
  const value = readObject(object, name);
  if (value === undefined) return undefined;
  const tags = readObject(value, "tags");
  return sorted({
    tags:
      tags === undefined
        ? undefined
        : Object.fromEntries(Object.keys(tags).map((path) => [path, readStrings(tags, path) ?? []])),
    properties: readStringMap(value, "properties"),
    sensitive: readStrings(value, "sensitive"),
  });
}

/** `over` on top of `under`: tags and sensitive names add up, properties of the same name are replaced. */
export function mergeMetadata(under: Metadata | undefined, over: Metadata | undefined): Metadata | undefined {
  if (under === undefined || over === undefined) return over ?? under;
  const tags = new Map(Object.entries(under.tags ?? {}));
  for (const [path, values] of Object.entries(over.tags ?? {})) tags.set(path, [...(tags.get(path) ?? []), ...values]);
  return sorted({
    tags: Object.fromEntries(tags),
    properties: { ...under.properties, ...over.properties },
    sensitive: [...(under.sensitive ?? []), ...(over.sensitive ?? [])],
  });
}

/** The value of `confluent:version`. */
export function confluentVersion(metadata: Metadata | undefined): string | undefined {
  return propertyOf(metadata, VERSION);
}

/** The value of a property. */
export function propertyOf(metadata: Metadata | undefined, name: string): string | undefined {
  const { properties } = metadata ?? {};
  return properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : undefined;
}

/** The metadata with another `confluent:version`. */
export function withConfluentVersion(metadata: Metadata | undefined, version: number): Metadata {
  return sorted({ ...metadata, properties: { ...metadata?.properties, [VERSION]: String(version) } });
}

/** The metadata without its `confluent:version`; empty where there is none, so that it compares with one that has lost it. */
export function withoutConfluentVersion(metadata: Metadata | undefined): Metadata {
  const properties = Object.entries(metadata?.properties ?? {}).filter(([name]) => name !== VERSION);
  return sorted({ ...metadata, properties: Object.fromEntries(properties) });
}

/** Whether both are the same; none is not the same as empty metadata. Both are sorted. */
export function sameMetadata(one: Metadata | undefined, other: Metadata | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function sorted({ tags, properties, sensitive }: Metadata): Metadata {
  const tagEntries = sortedEntries(tags ?? {});
  const propertyEntries = sortedEntries(properties ?? {});
  const names = distinct(sensitive ?? []);
  return {
    ...(tagEntries.length === 0
      ? {}
      : { tags: Object.fromEntries(tagEntries.map(([path, values]) => [path, distinct(values)])) }),
    ...(propertyEntries.length === 0 ? {} : { properties: Object.fromEntries(propertyEntries) }),
    ...(names.length === 0 ? {} : { sensitive: names }),
  };
}

/** By UTF-16 code units, as Java sorts strings. */
function sortedEntries<T>(object: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(object).sort(([one], [other]) => (one < other ? -1 : 1));
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
