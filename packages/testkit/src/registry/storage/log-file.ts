import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { encodeLine, LOG_HEADER } from "./log-line.js";
import type { RegistryRecord } from "./record.js";

/** What is done with an open log; apart from the rest so that a test can let a disk fail. */
export type LogFile = {
  /** Writes all of the bytes at a position. */
  write(bytes: Buffer, position: number): Promise<void>;
  /** Resolves when what was written survives a loss of power. */
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
};

/** Opens a log that exists. */
export async function openLogFile(path: string): Promise<LogFile> {
  const file: FileHandle = await open(path, "r+");
  return {
    async write(bytes, position) {
      for (let written = 0; written < bytes.length; ) {
        written += (await file.write(bytes, written, bytes.length - written, position + written)).bytesWritten;
      }
    },
    sync: () => file.datasync(),
    truncate: (length) => file.truncate(length),
    close: () => file.close(),
  };
}

/**
 * Puts a log with these records in the place of the one that is there. A crash leaves the old one or the new one whole:
 * the new one gets its name once it is on the disk. Returns its length.
 */
export function replaceLog(path: string, records: Iterable<RegistryRecord>): number {
  const draft = draftOf(path);
  const file = openSync(draft, "w");
  let length = 0;
  try {
    let pending = LOG_HEADER;
    const flush = () => {
      const bytes = Buffer.from(pending);
      for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
      length += bytes.length;
      pending = "";
    };
    for (const record of records) {
      pending += encodeLine(record, 0);
      if (pending.length > FLUSH_CHARACTERS) flush();
    }
    flush();
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
  syncDirectory(dirname(path));
  return length;
}

/** Removes what a process left that died while it replaced a log. */
export function removeDraft(path: string): void {
  rmSync(draftOf(path), { force: true });
}

/** How long a log is; undefined when there is none. */
export function lengthOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size;
}

const FLUSH_CHARACTERS = 1024 * 1024;

function draftOf(path: string): string {
  return `${path}.new`;
}

/** A new name is safe once its directory is on the disk. Windows cannot do so, and needs no such thing. */
function syncDirectory(path: string): void {
  if (process.platform === "win32") return;
  const directory = openSync(path, "r");
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
