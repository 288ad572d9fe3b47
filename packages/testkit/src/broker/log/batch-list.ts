/** A batch in the log, and what is asked of it often enough not to be read from its bytes each time. */
export interface StoredBatch {
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly maxTimestamp: number;
  readonly bytes: Buffer;
}

/** The batches of a partition in the order of their offsets, which may have gaps. */
export interface BatchList {
  readonly all: readonly StoredBatch[];
  /** The size of all batches in bytes. */
  readonly size: number;
  push(batch: StoredBatch): void;
  /** The index of the first batch that ends at or after an offset; the number of batches where there is none. */
  indexAt(offset: number): number;
  /** Drops the batches that end before an offset. */
  deleteBefore(offset: number): void;
  replace(batches: readonly StoredBatch[]): void;
}

export function createBatchList(): BatchList {
  let batches: StoredBatch[] = [];
  let size = 0;

  function indexAt(offset: number): number {
    let low = 0;
    let high = batches.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const candidate = batches[middle];
      if (candidate !== undefined && candidate.lastOffset < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    get all() {
      return batches;
    },
    get size() {
      return size;
    },
    push(batch) {
      batches.push(batch);
      size += batch.bytes.length;
    },
    indexAt,
    deleteBefore(offset) {
      for (const batch of batches.splice(0, indexAt(offset))) size -= batch.bytes.length;
    },
    replace(replacement) {
      batches = [...replacement];
      size = batches.reduce((sum, batch) => sum + batch.bytes.length, 0);
    },
  };
}
