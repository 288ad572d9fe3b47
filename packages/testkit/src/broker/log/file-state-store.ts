import { closeSync, ftruncateSync, openSync, readFileSync } from "node:fs";
import { crc32c } from "../wire/crc32c.js";
import { replaceFile, writeAll } from "./durable-file.js";
import type { StateStore } from "./state-store.js";

/** How many lines that no longer count are let stand before the file is written anew. */
const STALE_LINES_ALLOWED = 10_000;

/**
 * A store in a file of lines: checksum, blank, `[key, value]`, or `[key]` where a key was deleted. A line that a crash has
 * cut off is taken away when the file is read.
 */
export function fileStateStore<T>(path: string): StateStore<T> {
  const entries = new Map<string, T>();
  let descriptor = openSync(path, "a");
  let lines = 0;
  let size = 0;
  let closed = false;

  function apply(change: readonly [key: string, value?: T]): void {
    const [key, value] = change;
    if (value === undefined) entries.delete(key);
    else entries.set(key, value);
    lines++;
  }

  function write(change: readonly [key: string, value?: T]): void {
    if (closed) throw new Error(`${path} is closed: its broker has been stopped`);
    const line = Buffer.from(lineOf(change));
    try {
      writeAll(descriptor, line);
    } catch (error) {
      ftruncateSync(descriptor, size);
      throw error;
    }
    size += line.length;
    apply(change);
    if (lines > entries.size + STALE_LINES_ALLOWED) rewrite();
  }

  function rewrite(): void {
    closeSync(descriptor);
    const content = [...entries].map(lineOf).join("");
    replaceFile(path, content);
    descriptor = openSync(path, "a");
    lines = entries.size;
    size = Buffer.byteLength(content);
  }

  for (const line of readFileSync(path, "utf8").split(/(?<=\n)/)) {
    const change = changeOf<T>(line);
    if (change === undefined) break;
    apply(change);
    size += Buffer.byteLength(line);
  }
  ftruncateSync(descriptor, size);

  return {
    entries,
    put: (key, value) => write([key, value]),
    delete(key) {
      if (entries.has(key)) write([key]);
    },
    close() {
      if (!closed) closeSync(descriptor);
      closed = true;
    },
  };
}

function lineOf(change: readonly [key: string, value?: unknown]): string {
  const json = JSON.stringify(change);
  return `${checksum(json)} ${json}\n`;
}

/** `undefined` for a line that is not whole. */
function changeOf<T>(line: string): readonly [key: string, value?: T] | undefined {
  const json = line.slice(9, -1);
  if (!line.endsWith("\n") || line.slice(0, 8) !== checksum(json)) return undefined;
  return JSON.parse(json) as readonly [key: string, value?: T];
}

function checksum(text: string): string {
  return crc32c(Buffer.from(text)).toString(16).padStart(8, "0");
}
