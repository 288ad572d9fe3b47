import { attribute, type BatchHeader, headerAt, readHeader, writeInt64 } from "../records/batch-header.js";
import { seal } from "../records/build-batch.js";
import { controlBatch, isCommit } from "../records/control-batch.js";
import { errorCode } from "../wire/error-code.js";
import { createBatchList, type StoredBatch } from "./batch-list.js";
import { compactBatches } from "./compact-batches.js";
import { createEpochList } from "./epoch-list.js";
import type { LogStorage } from "./log-storage.js";
import { offsetForTime } from "./offset-for-time.js";
import type { AppendResult, Isolation, LogRead, PartitionLog } from "./partition-log.js";
import { createProducerStates } from "./producer-states.js";
import { createTransactionIndex } from "./transaction-index.js";

/** What a topic's configuration asks of its logs; read anew for each append, as it may change. */
export interface LogConfig {
  readonly appendTime: boolean;
  readonly deleteRetentionMs: number;
}

/** The log of a partition with what its storage still holds. */
export function createPartitionLog(storage: LogStorage, config: () => LogConfig): PartitionLog {
  const batches = createBatchList();
  const producers = createProducerStates();
  const transactions = createTransactionIndex();
  const epochs = createEpochList();
  const listeners = new Set<() => void>();
  let logStartOffset = 0;
  let nextOffset = 0;

  const lastStableOffset = () => transactions.firstOpenOffset() ?? nextOffset;
  const endOffset = (isolation: Isolation) => (isolation === "read_committed" ? lastStableOffset() : nextOffset);

  function changed(): void {
    for (const listener of listeners) listener();
  }

  /** Takes a batch that has its offset into the indexes: a new one, or one that storage held. */
  function index(bytes: Buffer, header: BatchHeader, baseOffset: number): void {
    const lastOffset = baseOffset + header.lastOffsetDelta;
    batches.push({ baseOffset, lastOffset, maxTimestamp: header.maxTimestamp, bytes });
    nextOffset = lastOffset + 1;
    epochs.appended(header.leaderEpoch, baseOffset);
    if (header.attributes & attribute.control) {
      producers.ended(header.producerId, header.producerEpoch);
      transactions.ended(header.producerId, isCommit(bytes), baseOffset);
    } else if (header.producerId >= 0) {
      producers.appended(header, baseOffset, header.attributes & attribute.appendTime ? header.maxTimestamp : -1);
      if (header.attributes & attribute.transactional) transactions.appended(header.producerId, baseOffset);
    }
  }

  function write(batch: Buffer): number {
    const baseOffset = nextOffset;
    writeInt64(batch, baseOffset, headerAt.baseOffset);
    batch.writeInt32BE(log.leaderEpoch, headerAt.leaderEpoch);
    storage.append(batch, baseOffset);
    index(batch, readHeader(batch), baseOffset);
    changed();
    return baseOffset;
  }

  function append(batch: Buffer): AppendResult {
    const header = readHeader(batch);
    if (header.producerId >= 0) {
      const check = producers.check(header);
      if (check.kind === "refused") return { error: check.error, baseOffset: -1, appendTime: -1 };
      if (check.kind === "duplicate") return { error: errorCode.NONE, ...check.batch };
      if (transactions.open.has(header.producerId) && !(header.attributes & attribute.transactional)) {
        return { error: errorCode.INVALID_TXN_STATE, baseOffset: -1, appendTime: -1 };
      }
    }
    let appendTime = -1;
    if (config().appendTime) {
      appendTime = Date.now();
      batch.writeInt16BE(header.attributes | attribute.appendTime, headerAt.attributes);
      writeInt64(batch, appendTime, headerAt.maxTimestamp);
      seal(batch);
    }
    return { error: errorCode.NONE, baseOffset: write(batch), appendTime };
  }

  function read(offset: number, maxBytes: number, isolation: Isolation, atLeastOne: boolean): LogRead {
    const end = endOffset(isolation);
    const found: Buffer[] = [];
    let size = 0;
    let lastOffset = offset;
    for (let at = batches.indexAt(offset); ; at++) {
      const batch = batches.all[at];
      if (batch === undefined || batch.baseOffset >= end) break;
      if (size + batch.bytes.length > maxBytes && !(atLeastOne && size === 0)) break;
      found.push(batch.bytes);
      size += batch.bytes.length;
      lastOffset = batch.lastOffset;
    }
    const wantsAborted = isolation === "read_committed" && size > 0;
    return { batches: found, size, aborted: wantsAborted ? transactions.abortedBetween(offset, lastOffset) : [] };
  }

  function deleteBefore(offset: number): void {
    if (offset <= logStartOffset) return;
    storage.deleteBefore(offset);
    logStartOffset = offset;
    nextOffset = Math.max(nextOffset, offset);
    batches.deleteBefore(offset);
    transactions.deleteBefore(offset);
    changed();
  }

  function load(): void {
    const stored = storage.load();
    for (const bytes of stored.batches) {
      const header = readHeader(bytes);
      index(bytes, header, header.baseOffset);
    }
    logStartOffset = stored.logStartOffset;
    nextOffset = Math.max(nextOffset, stored.nextOffset, logStartOffset);
    batches.deleteBefore(logStartOffset);
    transactions.deleteBefore(logStartOffset);
  }

  load();
  const log: PartitionLog = {
    leaderEpoch: epochs.latest() + 1,
    get logStartOffset() {
      return logStartOffset;
    },
    get nextOffset() {
      return nextOffset;
    },
    get lastStableOffset() {
      return lastStableOffset();
    },
    get size() {
      return batches.size;
    },
    openTransactions: transactions.open,
    append,
    endTransaction(producerId, producerEpoch, commit) {
      write(controlBatch(producerId, producerEpoch, commit, Date.now()));
    },
    read,
    endOffset,
    offsetForTime: (timestamp, isolation) =>
      offsetForTime(batches.all, timestamp, logStartOffset, endOffset(isolation)),
    endOfEpoch: (leaderEpoch) => epochs.endOf(leaderEpoch, nextOffset),
    deleteBefore,
    compact() {
      const { deleteRetentionMs } = config();
      const end = lastStableOffset();
      const kept = compactBatches(batches.all, {
        end,
        aborted: transactions.abortedBetween(logStartOffset, end),
        tombstonesBefore: Date.now() - deleteRetentionMs,
      });
      const replacement = kept.map((bytes) => stored(bytes));
      storage.replace(kept, nextOffset);
      batches.replace(replacement);
      changed();
    },
    retain(limits) {
      let offset = logStartOffset;
      let size = batches.size;
      for (const batch of batches.all) {
        const excess = limits.bytes >= 0 && size - batch.bytes.length >= limits.bytes;
        if (batch.lastOffset >= lastStableOffset() || !(excess || batch.maxTimestamp < limits.since)) break;
        size -= batch.bytes.length;
        offset = batch.lastOffset + 1;
      }
      deleteBefore(offset);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    changed,
    close: () => storage.close(),
    remove: () => storage.remove(),
  };
  return log;
}

function stored(bytes: Buffer): StoredBatch {
  const { baseOffset, lastOffsetDelta, maxTimestamp } = readHeader(bytes);
  return { baseOffset, lastOffset: baseOffset + lastOffsetDelta, maxTimestamp, bytes };
}
