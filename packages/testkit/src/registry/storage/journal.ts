import type { RegistryRecord } from "./record.js";

/** Where changes go so that they outlive the process. */
export type Journal = {
  /** Takes note of changes that belong together: after a crash either all of them are there or none. */
  append(records: readonly RegistryRecord[]): void;
  /** Resolves when all that was appended is safe; undefined when it is already. Rejects when it cannot be made so. */
  settled(): Promise<void> | undefined;
  /** Waits for what is under way and frees what the journal holds. */
  close(): Promise<void>;
};

/** A journal that keeps nothing: the registry's state is gone with the process. */
export function memoryJournal(): Journal {
  return {
    append() {},
    settled: () => undefined,
    close: () => Promise.resolve(),
  };
}
