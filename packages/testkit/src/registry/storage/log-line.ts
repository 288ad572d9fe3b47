import { crc32 } from "node:zlib";
import type { RegistryRecord } from "./record.js";

/** The first line of a log: a file that begins otherwise is not ours, or of a version that this one cannot read. */
export const LOG_HEADER = "magicbyte-registry-log/1\n";

/** A record of the log, and how many more of the same commit follow it. */
export type LoggedRecord = { readonly record: RegistryRecord; readonly left: number };

/**
 * A commit as lines of the log: `checksum TAB left TAB timestamp TAB key TAB value`.
 *
 * The checksum is the CRC-32 of what follows its tab. JSON holds no tab and no line feed, so that the log stays
 * readable, and `cut -f4-` of it is what kafka-console-consumer prints of the topic.
 */
export function encodeCommit(records: readonly RegistryRecord[]): string {
  let lines = "";
  for (const [index, record] of records.entries()) lines += encodeLine(record, records.length - index - 1);
  return lines;
}

/** One line; `left` is how many records of the same commit follow. */
export function encodeLine({ key, value, timestamp }: RegistryRecord, left: number): string {
  const rest = `${left}\t${timestamp}\t${JSON.stringify(key)}\t${JSON.stringify(value)}`;
  return `${checksum(rest)}\t${rest}\n`;
}

/** Reads a line without its line feed. Undefined where the checksum does not fit: the line was not written whole. */
export function decodeLine(line: Buffer): LoggedRecord | undefined {
  if (line.length < 10 || line[8] !== TAB) return undefined;
  const rest = line.subarray(9);
  if (line.toString("latin1", 0, 8) !== checksum(rest)) return undefined;
  const [left, timestamp, key, value] = rest.toString("utf8").split("\t");
  if (left === undefined || timestamp === undefined || key === undefined || value === undefined) return undefined;
  try {
    return {
      left: Number(left),
      record: { key: JSON.parse(key), value: JSON.parse(value), timestamp: Number(timestamp) },
    };
  } catch {
    return undefined;
  }
}

const TAB = 9;

function checksum(data: string | Buffer): string {
  return crc32(data).toString(16).padStart(8, "0");
}
