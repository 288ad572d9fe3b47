/** Where a partition's batches outlive the process. Its methods are synchronous: what they wrote is there after `kill -9`. */
export interface LogStorage {
  /** What was written, without a torn end; called once, before anything else. */
  load(): { readonly batches: readonly Buffer[]; readonly logStartOffset: number; readonly nextOffset: number };
  /** @throws the file system's error; nothing has been appended then */
  append(batch: Buffer, baseOffset: number): void;
  deleteBefore(offset: number): void;
  /** Puts other batches in the place of all, as compaction does. The next offset stays. */
  replace(batches: readonly Buffer[], nextOffset: number): void;
  close(): void;
  /** Takes the partition's files away. */
  remove(): void;
}

/** Keeps nothing. */
export function noStorage(): LogStorage {
  return {
    load: () => ({ batches: [], logStartOffset: 0, nextOffset: 0 }),
    append() {},
    deleteBefore() {},
    replace() {},
    close() {},
    remove() {},
  };
}
