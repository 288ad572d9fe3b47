import type { StoredSchema } from "./stored-schema.js";

/** What one context knows of ids: each has its own numbers. */
export type ContextIndex = {
  byId(id: number): readonly StoredSchema[];
  idOf(md5: string): number | undefined;
  put(schema: StoredSchema): void;
  remove(schema: StoredSchema): void;
  /** The highest id so far; it never falls, so that no id is given twice. */
  maxId(): number;
  /** The highest id that a schema has: that of a schema that is gone may have been higher. */
  maxUsedId(): number;
};

export function createContextIndex(): ContextIndex {
  const ids = new Map<number, StoredSchema[]>();
  const identities = new Map<string, number>();
  let highest = 0;

  return {
    byId: (id) => ids.get(id) ?? [],
    idOf: (md5) => identities.get(md5),
    put(schema) {
      const schemas = ids.get(schema.id);
      // The order must not depend on the order of records: a compacted log has another one.
      if (schemas === undefined) ids.set(schema.id, [schema]);
      else schemas.splice(placeOf(schemas, schema), 0, schema);
      identities.set(schema.md5, schema.id);
      highest = Math.max(highest, schema.id);
    },
    remove(schema) {
      const schemas = ids.get(schema.id);
      if (schemas === undefined) return;
      const at = placeOf(schemas, schema);
      if (schemas[at] === schema) schemas.splice(at, 1);
      if (schemas.length > 0) return;
      ids.delete(schema.id);
      if (identities.get(schema.md5) === schema.id) identities.delete(schema.md5);
    },
    maxId: () => highest,
    maxUsedId: () => [...ids.keys()].reduce((most, id) => Math.max(most, id), 0),
  };
}

/** Where a schema stands, or would stand. A key schema may be that of thousands of subjects. */
function placeOf(schemas: readonly StoredSchema[], schema: StoredSchema): number {
  let low = 0;
  let high = schemas.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = schemas[middle];
    if (other !== undefined && comesBefore(other, schema)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function comesBefore(one: StoredSchema, other: StoredSchema): boolean {
  return one.subject === other.subject ? one.version < other.version : one.subject < other.subject;
}
