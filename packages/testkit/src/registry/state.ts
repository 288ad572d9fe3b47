import { RestError } from "./api/rest-error.js";
import { createRegistry, type Registry, type Settings } from "./registry.js";
import { parseRecords, printRecords } from "./storage/console-lines.js";
import { openDataDir } from "./storage/data-dir.js";
import type { JournalState } from "./storage/file-journal.js";
import { memoryJournal } from "./storage/journal.js";
import type { RegistryRecord } from "./storage/record.js";
import { createStore, type Store } from "./storage/store.js";
import { keepUnknownRecords } from "./storage/unknown-records.js";

/** The state of an embedded registry, in memory or in a directory, and what can be done to all of it at once. */
export type RegistryState = {
  readonly registry: Registry;
  readonly store: Store;
  /** How the disk does; undefined without a directory. */
  disk(): JournalState | undefined;
  /** Back to how it was when it was opened, or to nothing. */
  reset(to: "start" | "empty"): Promise<void>;
  export(): Promise<string>;
  import(lines: string): Promise<{ readonly records: number; readonly warnings: readonly string[] }>;
  close(): Promise<void>;
};

/** Opens the state in a directory, or an empty one in memory. */
export async function openState(
  dataDir: string | undefined,
  settings: Settings,
  warn: (message: string) => void,
): Promise<RegistryState> {
  const store = keepUnknownRecords(createStore());
  const disk = dataDir === undefined ? undefined : await openDataDir(dataDir, store, warn);
  const journal = disk ?? memoryJournal();
  const registry = createRegistry({ store, journal, settings });
  let start = disk?.lengthAtStart ?? 0;

  /** What a client is told is that the store failed; whoever calls the registry's own functions hears why. */
  async function explained<T>(work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const why = disk?.state().error;
      throw why === undefined || !(error instanceof RestError) ? error : new Error(why, { cause: error });
    }
  }

  /** All of the records or, where one of them cannot be applied, none. */
  function applyAll(records: readonly RegistryRecord[]): void {
    const before = [...store.records()];
    try {
      for (const record of records) store.apply(record);
    } catch (error) {
      store.clear();
      for (const record of before) store.apply(record);
      throw error;
    }
  }

  return {
    store,
    registry: {
      ...registry,
      commit(changes) {
        // Before anything changes: a write that the disk would refuse must leave no trace.
        disk?.assertWritable();
        registry.commit(changes);
      },
    },
    disk: () => disk?.state(),
    reset: (to) =>
      explained(async () => {
        disk?.assertWritable();
        // What an emptied log grows to later is not what it was.
        if (to === "empty") start = 0;
        disk?.rewind(start);
        if (disk === undefined) store.clear();
        else disk.restore(start);
        await journal.settled();
      }),
    export: () =>
      explained(async () => {
        await journal.settled();
        return printRecords(store.records());
      }),
    import: (lines) =>
      explained(async () => {
        const { records, warnings } = parseRecords(lines, Date.now());
        disk?.assertWritable();
        applyAll(records);
        journal.append(records);
        await journal.settled();
        return { records: records.length, warnings };
      }),
    close: () => journal.close(),
  };
}
