import { readRecords } from "../records/read-records.js";
import { RecordFormatError } from "../records/record-format-error.js";
import type { StoredBatch } from "./batch-list.js";

/** The first record at or after a time, between the start of the log and an end. */
export function offsetForTime(
  batches: readonly StoredBatch[],
  timestamp: number,
  start: number,
  end: number,
): { offset: number; timestamp: number } | undefined {
  for (const batch of batches) {
    if (batch.baseOffset >= end) return undefined;
    if (batch.maxTimestamp < timestamp) continue;
    const record = recordsOf(batch).find((each) => each.timestamp >= timestamp && each.offset >= start);
    if (record !== undefined) return { offset: record.offset, timestamp: record.timestamp };
  }
  return undefined;
}

/** Records that cannot be read are found by their batch, as Kafka found all of them before it had an index. */
function recordsOf(batch: StoredBatch): readonly { offset: number; timestamp: number }[] {
  try {
    return readRecords(batch.bytes);
  } catch (error) {
    if (!(error instanceof RecordFormatError)) throw error;
    return [{ offset: batch.baseOffset, timestamp: batch.maxTimestamp }];
  }
}
