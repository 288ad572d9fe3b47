/** At which offset each leader's epoch began in a partition. */
export interface EpochList {
  /** A batch was appended by the leader of an epoch. */
  appended(epoch: number, offset: number): void;
  /** The newest one; -1 in an empty log. */
  latest(): number;
  /** The newest epoch that is not after the one asked for, and where it ended. */
  endOf(epoch: number, nextOffset: number): { epoch: number; endOffset: number };
}

export function createEpochList(): EpochList {
  const starts: { readonly epoch: number; readonly offset: number }[] = [];
  return {
    appended(epoch, offset) {
      const last = starts.at(-1);
      if (last === undefined || epoch > last.epoch) starts.push({ epoch, offset });
    },
    latest: () => starts.at(-1)?.epoch ?? -1,
    endOf(epoch, nextOffset) {
      const later = starts.findIndex((start) => start.epoch > epoch);
      const known = later < 0 ? starts.at(-1) : starts[later - 1];
      return { epoch: known?.epoch ?? epoch, endOffset: starts[later]?.offset ?? nextOffset };
    },
  };
}
