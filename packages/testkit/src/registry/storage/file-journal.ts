import { storeFailed } from "../api/refusals.js";
import type { RestError } from "../api/rest-error.js";
import type { Journal } from "./journal.js";
import type { LogFile } from "./log-file.js";
import { encodeCommit, LOG_HEADER } from "./log-line.js";

/** What there is to know of a journal in a file. */
export type JournalState = {
  /** `"read-only"` after an error of the disk: writes are refused, reads go on. */
  readonly state: "ok" | "read-only";
  /** What went wrong, where something did. */
  readonly error: string | undefined;
  /** How long the log is. */
  readonly bytes: number;
  /** How often the disk was asked to make writes safe, and how many bytes and commits were made so. */
  readonly fsyncs: number;
  readonly bytesWritten: number;
  readonly commits: number;
};

/** A journal in a file. */
export type FileJournal = Journal & {
  /** Throws a RestError 50001 while the disk refuses writes: to be called before state is changed. */
  assertWritable(): void;
  /** Cuts the log to a length that it had before; 0 stands for an empty log. In order with what is appended. */
  rewind(length: number): void;
  /** Refuses every write from now on. */
  fail(message: string): void;
  state(): JournalState;
};

/** What a journal in a file needs. */
export type FileJournalOptions = {
  readonly file: LogFile;
  readonly path: string;
  /** How long the log is. */
  readonly length: number;
  /**
   * Called when records that were appended could not be made safe, before those who wait for them hear of it: the state
   * has to go back to what the log's first `length` bytes say.
   */
  readonly onLost: (length: number) => void;
  readonly warn: (message: string) => void;
};

/** The commits that are made safe with one fsync. */
type Batch = {
  /** What to cut the log to before anything is written. */
  rewind: number | undefined;
  text: string;
  commits: number;
  readonly settled: Promise<void>;
  settle(error?: RestError): void;
};

/** After how long a disk that failed is tried again. */
const TRY_AGAIN_MS = 1_000;

/**
 * A journal in a file. What is appended while the disk is busy waits, and is made safe together with one fsync: so the
 * number of writes a second is not bound by the time that an fsync takes.
 */
export function fileJournal({ file, path, length, onLost, warn }: FileJournalOptions): FileJournal {
  let durable = length;
  let waiting: Batch | undefined;
  let writing: Batch | undefined;
  let work: Promise<void> | undefined;
  let failure: { readonly message: string; readonly final: boolean; readonly at: number } | undefined;
  const counters = { fsyncs: 0, bytesWritten: 0, commits: 0 };

  function enqueue(): Batch {
    waiting ??= createBatch();
    work ??= writeAll();
    return waiting;
  }

  async function writeAll(): Promise<void> {
    // Appends of the same turn of the event loop go together.
    await Promise.resolve();
    while (waiting !== undefined) {
      const batch = waiting;
      waiting = undefined;
      writing = batch;
      const error = await write(batch);
      writing = undefined;
      if (error === undefined) {
        batch.settle();
        continue;
      }
      // What came later stands on what is lost.
      const later = waitingBatch();
      waiting = undefined;
      goBack();
      batch.settle(error);
      later?.settle(error);
    }
    work = undefined;
  }

  /** Read through a function: between two awaits others have written to the variable. */
  function waitingBatch(): Batch | undefined {
    return waiting;
  }

  async function write(batch: Batch): Promise<RestError | undefined> {
    const bytes = Buffer.from(batch.text);
    // After a failed fsync nobody knows what is on the disk, and a second one may succeed without cause.
    let final = true;
    try {
      if (batch.rewind !== undefined) {
        await file.truncate(batch.rewind);
        durable = batch.rewind;
      }
      final = false;
      await file.write(bytes, durable);
      final = true;
      await file.sync();
      counters.fsyncs++;
    } catch (error) {
      return broken(error as Error, final || !(await cutOff()));
    }
    durable += bytes.length;
    counters.bytesWritten += bytes.length;
    counters.commits += batch.commits;
    if (failure !== undefined) warn(`${path} can be written again`);
    failure = undefined;
    return undefined;
  }

  function goBack(): void {
    try {
      onLost(durable);
    } catch (error) {
      broken(error as Error, true);
    }
  }

  /** Takes half a write out of the file again. Whether that worked. */
  async function cutOff(): Promise<boolean> {
    try {
      await file.truncate(durable);
      return true;
    } catch {
      return false;
    }
  }

  function broken(error: Error, final: boolean): RestError {
    const wayOut = final
      ? "Writes are refused until the registry is started anew"
      : "Writes are refused until there is room again";
    failure = { message: `${path} cannot be written: ${error.message}. ${wayOut}`, final, at: Date.now() };
    warn(failure.message);
    return storeFailed();
  }

  return {
    assertWritable() {
      if (failure === undefined) return;
      // Once a second writes go through, to find out whether the disk is well again.
      if (failure.final || Date.now() - failure.at < TRY_AGAIN_MS) throw storeFailed();
    },
    append(records) {
      const batch = enqueue();
      batch.text += encodeCommit(records);
      batch.commits++;
    },
    settled: () => (waiting ?? writing)?.settled,
    rewind(target) {
      const batch = enqueue();
      batch.text = "";
      batch.rewind = Math.max(target, LOG_HEADER.length);
    },
    fail(message) {
      failure = { message, final: true, at: Date.now() };
      warn(message);
    },
    async close() {
      while (work !== undefined) await work;
      failure ??= { message: "the registry was stopped", final: true, at: Date.now() };
      await file.close();
    },
    state: () => ({
      state: failure === undefined ? "ok" : "read-only",
      error: failure?.message,
      bytes: durable,
      ...counters,
    }),
  };
}

function createBatch(): Batch {
  let settle: Batch["settle"] = () => {};
  const settled = new Promise<void>((resolve, reject) => {
    settle = (error) => (error === undefined ? resolve() : reject(error));
  });
  // Nobody may be waiting: an import's caller that has gone, say.
  settled.catch(() => {});
  return { rewind: undefined, text: "", commits: 0, settled, settle };
}
