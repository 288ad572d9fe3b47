import type { ErrorCode } from "../wire/error-code.js";

/** A transaction whose marker has not been written yet. */
export interface OpenTransaction {
  readonly producerId: number;
  readonly firstOffset: number;
}

/** What a consumer needs to skip the records of an aborted transaction. */
export interface AbortedTransaction extends OpenTransaction {
  /** Where the abort marker is. */
  readonly lastOffset: number;
}

export interface AppendResult {
  readonly error: ErrorCode;
  /** Where the batch begins, also for a duplicate of one of the last five; -1 with an error. */
  readonly baseOffset: number;
  /** The time the broker gave the batch in a topic with `message.timestamp.type=LogAppendTime`, else -1. */
  readonly appendTime: number;
}

export interface LogRead {
  /** Whole batches as they were appended. The first may begin before the offset asked for. */
  readonly batches: readonly Buffer[];
  readonly size: number;
  /** Transactions to skip in these batches; empty for `read_uncommitted`. */
  readonly aborted: readonly AbortedTransaction[];
}

/** What a partition may be asked to read up to: every record, or those before the first open transaction. */
export type Isolation = "read_committed" | "read_uncommitted";

/** The log of one partition. All of it is synchronous: what has been appended can be read. */
export interface PartitionLog {
  /** Written into the batches appended; raised with each election of a leader. */
  leaderEpoch: number;
  readonly logStartOffset: number;
  /** The offset the next record gets, which is the high watermark too. */
  readonly nextOffset: number;
  /** The first offset that may still be taken back: consumers that read committed records stop before it. */
  readonly lastStableOffset: number;
  /** By producer id. */
  readonly openTransactions: ReadonlyMap<number, OpenTransaction>;
  /** The size of all batches. */
  readonly size: number;
  /**
   * Appends one batch of format 2 whose header and CRC have been checked. It takes the buffer: offset, leader epoch and,
   * where the topic asks for it, time are written into it.
   *
   * A batch with a producer id is checked for its epoch and sequence; one in a transaction opens the transaction. Whether
   * the producer may write to this partition is asked of the transaction coordinator beforehand.
   *
   * @throws the file system's error when the batch cannot be written; nothing is appended then
   */
  append(batch: Buffer): AppendResult;
  /** Writes the marker that ends a producer's transaction, also where it has none here, and moves the stable offset. */
  endTransaction(producerId: number, producerEpoch: number, commit: boolean): void;
  /**
   * Batches from the one that holds `offset` on, as many as fit into `maxBytes`.
   *
   * @param atLeastOne reads the first batch even if it does not fit
   */
  read(offset: number, maxBytes: number, isolation: Isolation, atLeastOne: boolean): LogRead;
  /** The end of what a consumer with this isolation can read. */
  endOffset(isolation: Isolation): number;
  /** The first record at or after a time; `undefined` where there is none. */
  offsetForTime(timestamp: number, isolation: Isolation): { offset: number; timestamp: number } | undefined;
  /** Where the epoch ended: the start of the next one known, else the end of the log. */
  endOfEpoch(leaderEpoch: number): { epoch: number; endOffset: number };
  /** Forgets the records before an offset. */
  deleteBefore(offset: number): void;
  /**
   * Keeps the last record of each key among the committed ones, with their offsets.
   *
   * @throws RecordFormatError where records are compressed in a way that this Node cannot undo; nothing changes then
   */
  compact(): void;
  /** Drops the oldest batches: those that end before a time, and those beyond a size (-1: any). */
  retain(limits: { readonly since: number; readonly bytes: number }): void;
  /** Runs the listener after whatever a waiting consumer may want to know of. Returns what takes it away. */
  onChange(listener: () => void): () => void;
  /** Wakes the listeners when something else than the log has changed, such as the partition's leader. */
  changed(): void;
  close(): void;
  /** Takes away what is stored. */
  remove(): void;
}
