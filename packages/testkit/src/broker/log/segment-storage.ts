import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { HEADER_BYTES, headerAt, LENGTH_OVERHEAD, readHeader } from "../records/batch-header.js";
import { isIntact } from "../records/check-batch.js";
import { readJsonFile, writeAll, writeJsonFile } from "./durable-file.js";
import type { LogStorage } from "./log-storage.js";

/** A new file is begun beyond this size, so that deleting old records frees space. */
const SEGMENT_BYTES = 64 * 1024 * 1024;

const CHECKPOINT = "checkpoint.json";

interface Checkpoint {
  readonly logStartOffset: number;
  readonly nextOffset: number;
  /** Raised when compaction replaces all files: those of other generations are left-overs of a crash. */
  readonly generation: number;
}

interface Segment {
  readonly path: string;
  readonly baseOffset: number;
}

interface SegmentContent {
  readonly batches: readonly Buffer[];
  readonly torn: boolean;
}

/**
 * Keeps a partition in files of batches, one after another as on the wire, in a directory of its own. A batch that a crash
 * has cut off is taken away when the files are read, and with it whatever stands behind it.
 */
export function segmentStorage(directory: string): LogStorage {
  const checkpointPath = join(directory, CHECKPOINT);
  let checkpoint: Checkpoint = { logStartOffset: 0, nextOffset: 0, generation: 0 };
  let segments: Segment[] = [];
  let state: "open" | "closed" | "removed" = "open";
  let file: { readonly descriptor: number; size: number } | undefined;

  function save(change: Partial<Checkpoint>): void {
    const next = { ...checkpoint, ...change };
    mkdirSync(directory, { recursive: true });
    writeJsonFile(checkpointPath, next);
    checkpoint = next;
  }

  function segmentAt(baseOffset: number, generation = checkpoint.generation): Segment {
    const name = `${generation}-${String(baseOffset).padStart(20, "0")}.log`;
    return { path: join(directory, name), baseOffset };
  }

  function closeFile(): void {
    if (file !== undefined) closeSync(file.descriptor);
    file = undefined;
  }

  /** The file that the next batch goes to. */
  function fileFor(baseOffset: number): { readonly descriptor: number; size: number } {
    if (file !== undefined && file.size < SEGMENT_BYTES) return file;
    closeFile();
    mkdirSync(directory, { recursive: true });
    const segment = segmentAt(baseOffset);
    file = { descriptor: openSync(segment.path, "a"), size: 0 };
    segments.push(segment);
    return file;
  }

  return {
    load() {
      if (!existsSync(directory)) return { batches: [], logStartOffset: 0, nextOffset: 0 };
      checkpoint = (readJsonFile(checkpointPath) as Checkpoint | undefined) ?? checkpoint;
      const found: Segment[] = [];
      for (const name of readdirSync(directory)) {
        const [, generation, baseOffset] = /^(\d+)-(\d{20})\.log$/.exec(name) ?? [];
        if (Number(generation) === checkpoint.generation) found.push(segmentAt(Number(baseOffset)));
        else if (name !== CHECKPOINT) rmSync(join(directory, name), { force: true });
      }
      found.sort((a, b) => a.baseOffset - b.baseOffset);

      const batches: Buffer[] = [];
      let torn = false;
      for (const segment of found) {
        // Nothing behind a torn batch was ever answered for.
        const content: SegmentContent | undefined = torn ? undefined : readSegment(segment.path);
        if (content === undefined || content.batches.length === 0) rmSync(segment.path, { force: true });
        else segments.push(segment);
        for (const batch of content?.batches ?? []) batches.push(batch);
        torn ||= content?.torn === true;
      }
      return { batches, logStartOffset: checkpoint.logStartOffset, nextOffset: checkpoint.nextOffset };
    },

    append(batch, baseOffset) {
      // Whoever still holds the log of a deleted topic writes into the void, as with a file that has been unlinked.
      if (state === "removed") return;
      if (state === "closed") throw new Error(`${directory} is closed: its broker has been stopped`);
      const target = fileFor(baseOffset);
      try {
        writeAll(target.descriptor, batch);
      } catch (error) {
        // What was written of the batch would hide all that follows it.
        ftruncateSync(target.descriptor, target.size);
        throw error;
      }
      target.size += batch.length;
    },

    deleteBefore(offset) {
      save({ logStartOffset: offset, nextOffset: Math.max(checkpoint.nextOffset, offset) });
      // A file ends where the next one begins.
      while (segments.length > 1 && (segments[1]?.baseOffset ?? offset + 1) <= offset) {
        const oldest = segments.shift();
        if (oldest !== undefined) rmSync(oldest.path, { force: true });
      }
    },

    replace(batches, nextOffset) {
      closeFile();
      const old = segments;
      const generation = checkpoint.generation + 1;
      const first = batches[0];
      const replacement = segmentAt(first === undefined ? nextOffset : readHeader(first).baseOffset, generation);
      if (first !== undefined) writeFileSync(replacement.path, Buffer.concat(batches));
      save({ generation, nextOffset });
      segments = first === undefined ? [] : [replacement];
      for (const segment of old) rmSync(segment.path, { force: true });
    },

    close() {
      state = "closed";
      closeFile();
    },

    remove() {
      state = "removed";
      closeFile();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The intact batches of a file, which is cut after the last of them. */
function readSegment(path: string): SegmentContent {
  const bytes = readFileSync(path);
  const batches: Buffer[] = [];
  let at = 0;
  while (at + HEADER_BYTES <= bytes.length) {
    const end = at + LENGTH_OVERHEAD + bytes.readInt32BE(at + headerAt.length);
    const batch = bytes.subarray(at, end);
    if (end <= at || end > bytes.length || !isIntact(batch)) break;
    batches.push(batch);
    at = end;
  }
  const torn = at < bytes.length;
  if (torn) truncateSync(path, at);
  return { batches, torn };
}
