import type { RegistryRecord } from "./record.js";
import type { Store } from "./store.js";

/** The key types that the registry understands, or passes over on purpose. */
const KNOWN: ReadonlySet<string> = new Set<RegistryRecord["key"]["keytype"]>([
  "SCHEMA",
  "CONFIG",
  "MODE",
  "DELETE_SUBJECT",
  "CLEAR_SUBJECT",
  "CONTEXT",
  "NOOP",
  "ASSOC",
  "KEK",
  "DEK",
]);

/** Whether a record has a key type that this registry does not know. */
export function isUnknown(record: RegistryRecord): boolean {
  return !KNOWN.has(record.key.keytype);
}

/** A store that keeps records of unknown key types too: a newer registry's backup leaves as whole as it came. */
export function keepUnknownRecords(store: Store): Store {
  const unknown = new Map<string, RegistryRecord>();
  return {
    ...store,
    apply(record) {
      if (!isUnknown(record)) return store.apply(record);
      const key = JSON.stringify(record.key);
      if (record.value === null) unknown.delete(key);
      else unknown.set(key, record);
    },
    *records() {
      yield* store.records();
      yield* unknown.values();
    },
    clear() {
      unknown.clear();
      store.clear();
    },
  };
}
