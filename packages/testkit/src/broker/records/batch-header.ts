/** Where a record batch of format 2 ends its header and its records begin. */
export const HEADER_BYTES = 61;

/** How many bytes stand before those that the batch's own length counts. */
export const LENGTH_OVERHEAD = 12;

/** The CRC covers everything from here on: offset and leader epoch stand before it, so that a broker can set them. */
export const CRC_START = 21;

/** Where a header's fields begin. */
export const headerAt = {
  baseOffset: 0,
  length: 8,
  leaderEpoch: 12,
  magic: 16,
  crc: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  baseTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  baseSequence: 53,
  recordCount: 57,
} as const;

/** The bits of a batch's attributes; the lowest three are the codec. */
export const attribute = { codecMask: 0x07, appendTime: 0x08, transactional: 0x10, control: 0x20 } as const;

/** What a broker reads of a batch; the records may be compressed and are not looked at. */
export interface BatchHeader {
  readonly baseOffset: number;
  readonly leaderEpoch: number;
  readonly attributes: number;
  readonly lastOffsetDelta: number;
  readonly baseTimestamp: number;
  readonly maxTimestamp: number;
  /** -1 for a producer without an id. */
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly recordCount: number;
}

/** Reads the header of a batch that has at least {@link HEADER_BYTES}. */
export function readHeader(batch: Buffer): BatchHeader {
  return {
    baseOffset: int64(batch, headerAt.baseOffset),
    leaderEpoch: batch.readInt32BE(headerAt.leaderEpoch),
    attributes: batch.readInt16BE(headerAt.attributes),
    lastOffsetDelta: batch.readInt32BE(headerAt.lastOffsetDelta),
    baseTimestamp: int64(batch, headerAt.baseTimestamp),
    maxTimestamp: int64(batch, headerAt.maxTimestamp),
    producerId: int64(batch, headerAt.producerId),
    producerEpoch: batch.readInt16BE(headerAt.producerEpoch),
    baseSequence: batch.readInt32BE(headerAt.baseSequence),
    recordCount: batch.readInt32BE(headerAt.recordCount),
  };
}

/** Writes a 64-bit integer that a number holds exactly. */
export function writeInt64(bytes: Buffer, value: number, at: number): void {
  const high = Math.floor(value / 4_294_967_296);
  bytes.writeInt32BE(high, at);
  bytes.writeUInt32BE(value - high * 4_294_967_296, at + 4);
}

function int64(bytes: Buffer, at: number): number {
  return bytes.readInt32BE(at) * 4_294_967_296 + bytes.readUInt32BE(at + 4);
}
