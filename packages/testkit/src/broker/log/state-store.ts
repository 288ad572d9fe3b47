/** Values by key; in memory, or also in a file that is read when the broker starts. */
export interface StateStore<T> {
  /** What is stored. Changes only by `put` and `delete`. */
  readonly entries: ReadonlyMap<string, T>;
  /** Stores a JSON value; in the file when it returns. The value must not be changed afterwards. */
  put(key: string, value: T): void;
  delete(key: string): void;
  /** Lets go of the file. Closing again does nothing. */
  close(): void;
}

/** A store that ends with the process. */
export function memoryStateStore<T>(): StateStore<T> {
  const entries = new Map<string, T>();
  return {
    entries,
    put(key, value) {
      entries.set(key, value);
    },
    delete(key) {
      entries.delete(key);
    },
    close() {},
  };
}
