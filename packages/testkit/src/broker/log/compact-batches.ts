import { attribute, HEADER_BYTES, headerAt, readHeader } from "../records/batch-header.js";
import { seal } from "../records/build-batch.js";
import { type LogRecord, readRecords } from "../records/read-records.js";
import type { StoredBatch } from "./batch-list.js";
import type { AbortedTransaction } from "./partition-log.js";

export interface CompactionRules {
  /** The last stable offset: what is not decided yet stays. */
  readonly end: number;
  readonly aborted: readonly AbortedTransaction[];
  /** Tombstones older than this go, now that what they delete is gone. */
  readonly tombstonesBefore: number;
}

/**
 * The batches that remain when only the last record of each key is kept. Offsets stay as they are, markers stay, records of
 * aborted transactions and those without a key go. A batch that loses some of its records is written anew, not compressed.
 */
export function compactBatches(batches: readonly StoredBatch[], rules: CompactionRules): Buffer[] {
  const lastOffsets = new Map<string, number>();
  for (const batch of batches) {
    if (!isSubject(batch, rules)) continue;
    for (const record of readRecords(batch.bytes)) {
      if (record.key !== null) lastOffsets.set(nameOf(record.key), record.offset);
    }
  }

  const stays = (record: LogRecord) =>
    record.key !== null &&
    lastOffsets.get(nameOf(record.key)) === record.offset &&
    (record.value !== null || record.timestamp >= rules.tombstonesBefore);

  return batches.flatMap((batch) => {
    if (isAborted(batch, rules)) return [];
    if (!isSubject(batch, rules)) return [batch.bytes];
    const records = readRecords(batch.bytes);
    const kept = records.filter(stays);
    if (kept.length === records.length) return [batch.bytes];
    return kept.length === 0 ? [] : [rewritten(batch.bytes, kept)];
  });
}

function isSubject(batch: StoredBatch, rules: CompactionRules): boolean {
  const { attributes } = readHeader(batch.bytes);
  return batch.lastOffset < rules.end && !(attributes & attribute.control) && !isAborted(batch, rules);
}

function isAborted(batch: StoredBatch, rules: CompactionRules): boolean {
  if (rules.aborted.length === 0) return false;
  const { attributes, producerId } = readHeader(batch.bytes);
  if (!(attributes & attribute.transactional) || attributes & attribute.control) return false;
  return rules.aborted.some(
    (transaction) =>
      transaction.producerId === producerId &&
      transaction.firstOffset <= batch.baseOffset &&
      batch.lastOffset < transaction.lastOffset,
  );
}

function rewritten(batch: Buffer, kept: readonly LogRecord[]): Buffer {
  const copy = Buffer.concat([batch.subarray(0, HEADER_BYTES), ...kept.map((record) => record.raw)]);
  copy.writeInt16BE(copy.readInt16BE(headerAt.attributes) & ~attribute.codecMask, headerAt.attributes);
  copy.writeInt32BE(kept.length, headerAt.recordCount);
  return seal(copy);
}

/** Bytes as a map's key, one character each. */
function nameOf(key: Buffer): string {
  return key.toString("latin1");
}
