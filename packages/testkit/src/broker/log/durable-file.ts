import { readFileSync, renameSync, writeFileSync, writeSync } from "node:fs";

/** Writes all of the bytes, however many calls the system takes for it. */
export function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) {
    written += writeSync(descriptor, bytes, written, bytes.length - written);
  }
}

/** Writes a file in one step: whoever reads it finds the old content or the new one. */
export function replaceFile(path: string, content: string): void {
  const temporary = `${path}.tmp`;
  writeFileSync(temporary, content);
  renameSync(temporary, path);
}

export function writeJsonFile(path: string, value: unknown): void {
  replaceFile(path, `${JSON.stringify(value)}\n`);
}

/** The parsed content; `undefined` where there is no such file. */
export function readJsonFile(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
