import { attribute, HEADER_BYTES, readHeader } from "./batch-header.js";
import { decompress } from "./decompress.js";
import { RecordCursor } from "./record-cursor.js";
import { RecordFormatError } from "./record-format-error.js";

/** A record as it stands in the log. Its buffers are views. */
export interface LogRecord {
  readonly offset: number;
  readonly timestamp: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly (readonly [name: string, value: Buffer | null])[];
  /** The record's own bytes, its length before them: they can be copied into another batch of the same base. */
  readonly raw: Buffer;
}

/**
 * The records of one batch, decompressed.
 *
 * @throws RecordFormatError when they are damaged, or compressed in a way that this Node cannot undo
 */
export function readRecords(batch: Buffer): LogRecord[] {
  const header = readHeader(batch);
  const cursor = new RecordCursor(decompress(header.attributes & attribute.codecMask, batch.subarray(HEADER_BYTES)));
  const records: LogRecord[] = [];
  for (let i = 0; i < header.recordCount; i++) {
    const start = cursor.position;
    const length = cursor.varint();
    const end = cursor.position + length;
    cursor.skip(1); // attributes, none of which are defined
    const timestamp = header.baseTimestamp + cursor.varint();
    const offset = header.baseOffset + cursor.varint();
    const key = cursor.sized();
    const value = cursor.sized();
    const headers = readHeaders(cursor);
    if (cursor.position !== end) throw new RecordFormatError(`the record at offset ${offset} has a wrong length`);
    records.push({
      offset,
      timestamp: header.attributes & attribute.appendTime ? header.maxTimestamp : timestamp,
      key,
      value,
      headers,
      raw: cursor.bytes.subarray(start, end),
    });
  }
  return records;
}

function readHeaders(cursor: RecordCursor): (readonly [string, Buffer | null])[] {
  const headers: (readonly [string, Buffer | null])[] = [];
  for (let left = cursor.varint(); left > 0; left--) {
    const name = cursor.sized();
    if (name === null) throw new RecordFormatError("a header of a record has no name");
    headers.push([name.toString("utf8"), cursor.sized()]);
  }
  return headers;
}
