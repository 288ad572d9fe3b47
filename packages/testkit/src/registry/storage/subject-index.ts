import type { StoredSchema } from "./stored-schema.js";

/** The versions of every subject, in order. */
export type SubjectIndex = {
  versions(subject: string): readonly StoredSchema[];
  version(subject: string, version: number): StoredSchema | undefined;
  put(schema: StoredSchema): void;
  remove(schema: StoredSchema): void;
  /** The names of all subjects, sorted by UTF-16 code units as Java sorts strings. */
  names(): readonly string[];
};

export function createSubjectIndex(): SubjectIndex {
  const subjects = new Map<string, StoredSchema[]>();
  // Sorting ten thousand names takes milliseconds, and they change less often than they are listed.
  let sorted: readonly string[] | undefined;

  return {
    versions: (subject) => subjects.get(subject) ?? [],
    version(subject, version) {
      const versions = subjects.get(subject);
      if (versions === undefined) return undefined;
      const at = placeOf(versions, version);
      const found = versions[at];
      return found?.version === version ? found : undefined;
    },
    put(schema) {
      const versions = subjects.get(schema.subject);
      if (versions === undefined) {
        subjects.set(schema.subject, [schema]);
        sorted = undefined;
        return;
      }
      const at = placeOf(versions, schema.version);
      versions.splice(at, versions[at]?.version === schema.version ? 1 : 0, schema);
    },
    remove({ subject, version }) {
      const versions = subjects.get(subject);
      if (versions === undefined) return;
      const at = placeOf(versions, version);
      if (versions[at]?.version === version) versions.splice(at, 1);
      if (versions.length > 0) return;
      subjects.delete(subject);
      sorted = undefined;
    },
    names() {
      sorted ??= [...subjects.keys()].sort();
      return sorted;
    },
  };
}

/** Where a version stands, or would stand. New versions come last, so that is where the search begins. */
function placeOf(versions: readonly StoredSchema[], version: number): number {
  let low = 0;
  let high = versions.length;
  const last = versions[high - 1];
  if (last === undefined || last.version < version) return high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((versions[middle]?.version ?? 0) < version) low = middle + 1;
    else high = middle;
  }
  return low;
}
