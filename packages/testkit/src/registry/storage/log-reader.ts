import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { decodeLine, LOG_HEADER } from "./log-line.js";
import type { RegistryRecord } from "./record.js";

/** What reading a log found. */
export type LogContents = {
  /** How many records stand in it. */
  readonly count: number;
  /** Where the last whole commit ends: what stands behind is to be cut off. */
  readonly end: number;
  /** How many bytes stand behind, left by a process that died while it wrote. */
  readonly torn: number;
};

/** A line of the log as it stands there. */
type Line = { readonly bytes: Buffer; readonly start: number; readonly whole: boolean };

const CHUNK_BYTES = 1024 * 1024;
const LINE_FEED = 10;

/**
 * Hands every record of whole commits to `visit`, in order, up to the byte `until`.
 *
 * What stands behind the last whole commit is torn, and reported. A damaged line with good ones behind it is no torn
 * write: it is refused with its position, because leaving it out could give an id a second meaning.
 */
export function readLog(
  path: string,
  visit: (record: RegistryRecord) => void,
  until: number = Number.POSITIVE_INFINITY,
): LogContents {
  const file = openSync(path, "r");
  try {
    const size = Math.min(fstatSync(file).size, until);
    const progress = { count: 0, end: 0, damaged: -1 };
    let commit: RegistryRecord[] = [];
    for (const line of lines(file, size)) {
      if (line.start === 0) {
        const header = `${line.bytes.toString("latin1")}${line.whole ? "\n" : ""}`;
        if (header === LOG_HEADER) progress.end = LOG_HEADER.length;
        else if (line.whole || !LOG_HEADER.startsWith(header)) throw notALog(path);
        continue;
      }
      const logged = line.whole ? decodeLine(line.bytes) : undefined;
      if (logged === undefined) {
        if (progress.damaged < 0) progress.damaged = line.start;
        continue;
      }
      if (progress.damaged >= 0) throw damaged(path, progress.damaged);
      commit.push(logged.record);
      if (logged.left > 0) continue;
      for (const record of commit) visit(record);
      progress.count += commit.length;
      commit = [];
      progress.end = line.start + line.bytes.length + 1;
    }
    return { count: progress.count, end: progress.end, torn: size - progress.end };
  } finally {
    closeSync(file);
  }
}

/** The lines of a file without their line feeds, each valid until the next one is asked for. */
function* lines(file: number, size: number): Generator<Line> {
  let held = Buffer.alloc(0);
  let position = 0;
  let start = 0;
  while (position < size) {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, size - position));
    const read = readSync(file, chunk, 0, chunk.length, position);
    if (read === 0) break;
    position += read;
    held = held.length === 0 ? chunk.subarray(0, read) : Buffer.concat([held, chunk.subarray(0, read)]);
    let from = 0;
    for (let to = held.indexOf(LINE_FEED, from); to >= 0; to = held.indexOf(LINE_FEED, from)) {
      yield { bytes: held.subarray(from, to), start, whole: true };
      start += to + 1 - from;
      from = to + 1;
    }
    held = held.subarray(from);
  }
  if (held.length > 0) yield { bytes: held, start, whole: false };
}

function notALog(path: string): Error {
  return new Error(
    `${path} is no log of the embedded registry that this version can read: its first line is not ${JSON.stringify(LOG_HEADER.trimEnd())}. Give another dataDir, or the version that wrote it`,
  );
}

function damaged(path: string, position: number): Error {
  return new Error(
    `${path} is damaged at byte ${position}: the line there does not match its checksum, and good records follow it. Nothing was changed. Restore the file from a backup, or keep what stands before it with \`truncate -s ${position} ${path}\``,
  );
}
