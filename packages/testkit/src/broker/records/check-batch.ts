import { crc32c } from "../wire/crc32c.js";
import { type ErrorCode, errorCode } from "../wire/error-code.js";
import { attribute, CRC_START, HEADER_BYTES, headerAt, LENGTH_OVERHEAD } from "./batch-header.js";
import { codec } from "./codec.js";
import { RecordCursor } from "./record-cursor.js";
import { RecordFormatError } from "./record-format-error.js";

/** Whether the bytes are one whole batch of format 2 with the right CRC, wherever it comes from. */
export function isIntact(batch: Buffer): boolean {
  return (
    batch.length >= HEADER_BYTES &&
    batch.readInt8(headerAt.magic) === 2 &&
    batch.readInt32BE(headerAt.length) === batch.length - LENGTH_OVERHEAD &&
    batch.readUInt32BE(headerAt.crc) === crc32c(batch, CRC_START)
  );
}

/**
 * Checks what a producer sent for one partition: exactly one batch, intact, of records only. Records that are not compressed
 * are counted; compressed ones are the producer's and consumers' own affair, as their bytes are never opened.
 *
 * @returns `NONE`, or the error that Kafka answers
 */
export function checkProducedBatch(batch: Buffer): ErrorCode {
  if (batch.length < HEADER_BYTES) return batch.length === 0 ? errorCode.INVALID_RECORD : errorCode.CORRUPT_MESSAGE;
  if (batch.readInt8(headerAt.magic) !== 2) return errorCode.INVALID_RECORD;
  const missing = batch.readInt32BE(headerAt.length) - (batch.length - LENGTH_OVERHEAD);
  // A second batch behind the first is forbidden since Produce v3; a first one that is cut off is damaged.
  if (missing !== 0) return missing < 0 ? errorCode.INVALID_RECORD : errorCode.CORRUPT_MESSAGE;
  if (batch.readUInt32BE(headerAt.crc) !== crc32c(batch, CRC_START)) return errorCode.CORRUPT_MESSAGE;

  const attributes = batch.readInt16BE(headerAt.attributes);
  const count = batch.readInt32BE(headerAt.recordCount);
  if (count < 1 || batch.readInt32BE(headerAt.lastOffsetDelta) !== count - 1) return errorCode.INVALID_RECORD;
  if (attributes & attribute.control) return errorCode.INVALID_RECORD;
  const hasProducer = batch.readInt32BE(headerAt.producerId) >= 0;
  if (attributes & attribute.transactional && !hasProducer) return errorCode.INVALID_RECORD;
  if (hasProducer && batch.readInt32BE(headerAt.baseSequence) < 0) return errorCode.INVALID_RECORD;

  const compression = attributes & attribute.codecMask;
  if (compression > codec.zstd) return errorCode.UNSUPPORTED_COMPRESSION_TYPE;
  return compression !== codec.none || recordsFill(batch, count) ? errorCode.NONE : errorCode.INVALID_RECORD;
}

/** Whether the records' lengths add up to exactly the bytes after the header. */
function recordsFill(batch: Buffer, count: number): boolean {
  const cursor = new RecordCursor(batch, HEADER_BYTES);
  try {
    for (let i = 0; i < count; i++) cursor.skip(cursor.varint());
  } catch (error) {
    if (error instanceof RecordFormatError) return false;
    throw error;
  }
  return cursor.position === batch.length;
}
