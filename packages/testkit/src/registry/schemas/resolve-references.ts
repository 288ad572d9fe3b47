import type { References, ReferenceVersions, RegisteredReference } from "@magicbyte/compat";
import { invalidSchema } from "../api/refusals.js";
import { qualifyWithParent } from "../contexts/qualified-subject.js";
import type { Registry } from "../registry.js";
import type { StoredSchema } from "../storage/stored-schema.js";
import { latestOf } from "./latest.js";

/** What the references of a schema stand for, transitive ones included. */
export type ResolvedReferences = {
  /** As they are stored: with the number of the latest version where -1 stood. */
  readonly references: readonly RegisteredReference[];
  readonly texts: References;
  readonly versions: ReferenceVersions;
};

const NONE: ResolvedReferences = { references: [], texts: {}, versions: {} };

/**
 * Looks up what a schema references, depth first, each name once.
 *
 * @param among whether soft-deleted versions count, as they do for schemas that are registered already
 * @throws RestError 42201 when one is unknown
 */
export function resolveReferences(
  registry: Registry,
  subject: string,
  references: readonly RegisteredReference[],
  among: "live" | "all",
): ResolvedReferences {
  if (references.length === 0) return NONE;
  // Names come from outside: `__proto__` and `constructor` are names like others.
  const texts: Record<string, string> = Object.create(null);
  const versions: Record<string, { subject: string; version: number }> = Object.create(null);
  const seen = new Set<string>();
  const pending = references.map((reference) => ({ parent: subject, reference }));
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    const { parent, reference } = next;
    const found = find(registry, parent, reference, among);
    if (seen.has(reference.name)) continue;
    seen.add(reference.name);
    texts[reference.name] = found.schema;
    versions[reference.name] = { subject: found.subject, version: found.version };
    pending.unshift(...found.references.map((inner) => ({ parent: found.subject, reference: inner })));
  }
  return {
    references: references.map((reference) =>
      reference.version === -1
        ? { ...reference, version: find(registry, subject, reference, among).version }
        : reference,
    ),
    texts,
    versions,
  };
}

function find(
  { store }: Registry,
  parent: string,
  reference: RegisteredReference,
  among: "live" | "all",
): StoredSchema {
  const subject = qualifyWithParent(parent, reference.subject);
  const found = reference.version === -1 ? latestOf(store.versions(subject)) : store.schema(subject, reference.version);
  if (found === undefined || (found.deleted && among === "live")) {
    throw invalidSchema(`No schema reference found for subject "${subject}" and version ${reference.version}`);
  }
  return found;
}
