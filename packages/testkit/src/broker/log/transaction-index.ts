import type { AbortedTransaction, OpenTransaction } from "./partition-log.js";

/** Which transactions of a partition are open, and which were aborted. */
export interface TransactionIndex {
  /** By producer id, in the order in which they began. */
  readonly open: ReadonlyMap<number, OpenTransaction>;
  /** Where the oldest open transaction began. */
  firstOpenOffset(): number | undefined;
  /** A transactional batch was appended: the first one of a transaction opens it. */
  appended(producerId: number, offset: number): void;
  ended(producerId: number, commit: boolean, markerOffset: number): void;
  /** Those with records or marker between two offsets, both of them included. */
  abortedBetween(from: number, to: number): readonly AbortedTransaction[];
  /** Forgets the aborted ones that ended before an offset. */
  deleteBefore(offset: number): void;
}

export function createTransactionIndex(): TransactionIndex {
  const open = new Map<number, OpenTransaction>();
  /** By their markers' offsets, ascending. */
  let aborted: AbortedTransaction[] = [];

  /** The first one whose marker is at or after an offset. */
  function firstEndingAt(offset: number): number {
    let low = 0;
    let high = aborted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const candidate = aborted[middle];
      if (candidate !== undefined && candidate.lastOffset < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    open,
    firstOpenOffset() {
      for (const transaction of open.values()) return transaction.firstOffset;
      return undefined;
    },
    appended(producerId, offset) {
      if (!open.has(producerId)) open.set(producerId, { producerId, firstOffset: offset });
    },
    ended(producerId, commit, markerOffset) {
      const transaction = open.get(producerId);
      open.delete(producerId);
      if (transaction !== undefined && !commit) aborted.push({ ...transaction, lastOffset: markerOffset });
    },
    abortedBetween(from, to) {
      if (aborted.length === 0) return [];
      return aborted.slice(firstEndingAt(from)).filter((transaction) => transaction.firstOffset <= to);
    },
    deleteBefore(offset) {
      const first = firstEndingAt(offset);
      if (first > 0) aborted = aborted.slice(first);
    },
  };
}
