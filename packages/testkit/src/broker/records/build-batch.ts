import { crc32c } from "../wire/crc32c.js";
import { CRC_START, HEADER_BYTES, headerAt, LENGTH_OVERHEAD, writeInt64 } from "./batch-header.js";

/** A record that is to be written. */
export interface NewRecord {
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers?: readonly (readonly [name: string, value: Uint8Array | null])[] | undefined;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
}

export interface BatchFields {
  /** @default 0: not compressed, create time, no transaction */
  readonly attributes?: number | undefined;
  /** @default -1: none */
  readonly producerId?: number | undefined;
  /** @default -1: none */
  readonly producerEpoch?: number | undefined;
  /** @default -1: none */
  readonly baseSequence?: number | undefined;
}

/** One batch of format 2, not compressed, at offset 0: the log sets the offset. At least one record. */
export function buildBatch(records: readonly NewRecord[], fields: BatchFields = {}): Buffer {
  const times = records.map((record) => record.timestamp);
  const baseTimestamp = times[0] ?? 0;
  const body = records.flatMap((record, index) => recordChunks(record, index, record.timestamp - baseTimestamp));
  const batch = Buffer.concat([Buffer.alloc(HEADER_BYTES), ...body]);
  batch.writeInt8(2, headerAt.magic);
  batch.writeInt16BE(fields.attributes ?? 0, headerAt.attributes);
  batch.writeInt32BE(records.length - 1, headerAt.lastOffsetDelta);
  writeInt64(batch, baseTimestamp, headerAt.baseTimestamp);
  writeInt64(
    batch,
    times.reduce((latest, time) => Math.max(latest, time), baseTimestamp),
    headerAt.maxTimestamp,
  );
  writeInt64(batch, fields.producerId ?? -1, headerAt.producerId);
  batch.writeInt16BE(fields.producerEpoch ?? -1, headerAt.producerEpoch);
  batch.writeInt32BE(fields.baseSequence ?? -1, headerAt.baseSequence);
  batch.writeInt32BE(records.length, headerAt.recordCount);
  return seal(batch);
}

/** Sets a batch's length and CRC after its other bytes have changed. Returns the same buffer. */
export function seal(batch: Buffer): Buffer {
  batch.writeInt32BE(batch.length - LENGTH_OVERHEAD, headerAt.length);
  batch.writeUInt32BE(crc32c(batch, CRC_START), headerAt.crc);
  return batch;
}

function recordChunks(record: NewRecord, offsetDelta: number, timestampDelta: number): Uint8Array[] {
  const headers = record.headers ?? [];
  const chunks = [
    Buffer.from([0]), // attributes, none of which are defined
    varint(timestampDelta),
    varint(offsetDelta),
    ...sized(record.key),
    ...sized(record.value),
    varint(headers.length),
    ...headers.flatMap(([name, value]) => [...sized(Buffer.from(name)), ...sized(value)]),
  ];
  return [varint(chunks.reduce((sum, chunk) => sum + chunk.length, 0)), ...chunks];
}

function sized(bytes: Uint8Array | null): Uint8Array[] {
  return bytes === null ? [varint(-1)] : [varint(bytes.length), bytes];
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value < 0 ? -2 * value - 1 : 2 * value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  bytes.push(rest);
  return Buffer.from(bytes);
}
