import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { lockDataDir } from "../../data-dir/data-dir-lock.js";
import { type FileJournal, fileJournal } from "./file-journal.js";
import { lengthOf, openLogFile, removeDraft, replaceLog } from "./log-file.js";
import { readLog } from "./log-reader.js";
import type { Store } from "./store.js";

/** A log with less is not worth the work of rewriting it. */
const WORTH_COMPACTING = 1_000;

/** A data directory that is in use by this process. */
export type DataDir = FileJournal & {
  readonly path: string;
  /** How long the log was when the directory was opened: its state of then can be had again. */
  readonly lengthAtStart: number;
  /** Puts the state of the first `length` bytes of the log into the store. */
  restore(length: number): void;
};

/**
 * Opens a directory, reads its log into the (empty) store, and returns the journal that writes to it.
 *
 * Fails when another process uses the directory, when the log is damaged in the middle, and when it cannot be written.
 * What a process that died left half-written is cut off with a warning. A log that is mostly garbage is rewritten.
 */
export async function openDataDir(dataDir: string, store: Store, warn: (message: string) => void): Promise<DataDir> {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, "registry.log");
  let journal: FileJournal | undefined;
  const unlock = lockDataDir(dataDir, () =>
    journal?.fail(`another process has taken over ${dataDir} while this one was halted: writes are refused`),
  );
  try {
    removeDraft(path);
    const length = load(path, store, warn);
    const restore = (until: number) => {
      store.clear();
      readLog(path, (record) => store.apply(record), until);
    };
    const file = await openLogFile(path);
    await file.truncate(length);
    await file.sync();
    journal = fileJournal({ file, path, length, onLost: restore, warn });
    const { close } = journal;
    return {
      ...journal,
      path,
      lengthAtStart: length,
      restore,
      async close() {
        await close();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

/** Reads the log, which is made or rewritten where need be, and returns the length of what is good of it. */
function load(path: string, store: Store, warn: (message: string) => void): number {
  if (lengthOf(path) === undefined) return replaceLog(path, []);
  const { count, end, torn } = readLog(path, (record) => store.apply(record));
  if (torn > 0) {
    warn(`${path} ends with ${torn} bytes of a write that was never finished, and never answered: they are dropped`);
  }
  if (end === 0) return replaceLog(path, []);
  const live = [...store.records()].length;
  return count > WORTH_COMPACTING && count > 2 * live ? replaceLog(path, store.records()) : end;
}
