/** Which records of a batch are done, in whatever order they become so. */
export type PartitionProgress = {
  /** A record is done. Gives the last one of those that are done without a gap, where that has moved; else undefined. */
  finish(index: number): number | undefined;
  isFinished(index: number): boolean;
  /** How many are done without a gap, counted from the first. */
  readonly settled: number;
  /** Those that are done beyond the gap. */
  beyond(): readonly number[];
};

/** Offsets may be committed only up to the first record that is not done. */
export function createPartitionProgress(): PartitionProgress {
  const ahead = new Set<number>();
  let settled = 0;
  return {
    finish(index) {
      if (index < settled) return undefined;
      if (index > settled) {
        ahead.add(index);
        return undefined;
      }
      settled++;
      while (ahead.delete(settled)) settled++;
      return settled - 1;
    },
    isFinished: (index) => index < settled || ahead.has(index),
    get settled() {
      return settled;
    },
    beyond: () => [...ahead].sort((a, b) => a - b),
  };
}
