import { qualifyWithParent } from "../contexts/qualified-subject.js";
import type { StoredSchema } from "./stored-schema.js";

/** Who references whom, directly. */
export type ReferenceIndex = {
  referrers(subject: string, version: number): readonly StoredSchema[];
  put(schema: StoredSchema): void;
  remove(schema: StoredSchema): void;
};

export function createReferenceIndex(): ReferenceIndex {
  const referrers = new Map<string, Map<string, StoredSchema>>();

  return {
    referrers: (subject, version) => [...(referrers.get(keyOf(subject, version))?.values() ?? [])],
    put(schema) {
      for (const target of targetsOf(schema)) {
        const found = referrers.get(target) ?? new Map<string, StoredSchema>();
        referrers.set(target, found);
        found.set(keyOf(schema.subject, schema.version), schema);
      }
    },
    remove(schema) {
      for (const target of targetsOf(schema)) {
        const found = referrers.get(target);
        found?.delete(keyOf(schema.subject, schema.version));
        if (found?.size === 0) referrers.delete(target);
      }
    },
  };
}

function targetsOf({ subject, references }: StoredSchema): string[] {
  return references.map((reference) => keyOf(qualifyWithParent(subject, reference.subject), reference.version));
}

function keyOf(subject: string, version: number): string {
  return `${version}:${subject}`;
}
