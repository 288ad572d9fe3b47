import type { StateStore } from "../log/state-store.js";
import type { CommittedOffset, PartitionOffset } from "./committed-offset.js";

/** The offsets of all groups: those that count, and those that wait for the end of their transaction. */
export interface GroupOffsets {
  /** `undefined` where the group has committed nothing for the partition. */
  get(groupId: string, topic: string, partition: number): CommittedOffset | undefined;
  /** In the order of the first commit. */
  all(groupId: string): readonly PartitionOffset[];
  commit(groupId: string, offset: PartitionOffset): void;
  /** Keeps an offset aside until the producer's transaction ends. */
  commitInTransaction(producerId: number, groupId: string, offset: PartitionOffset): void;
  /** Whether an open transaction is about to change the offset. */
  isUnstable(groupId: string, topic: string, partition: number): boolean;
  /** Commits what was kept aside for a producer, or forgets it. */
  endTransaction(producerId: number, groupId: string, commit: boolean): void;
  groupIds(): Iterable<string>;
  has(groupId: string): boolean;
  deleteGroup(groupId: string): void;
  deleteTopic(topic: string): void;
}

/** As it is stored. A producer id says that the offset waits for its transaction. */
export interface StoredOffset extends PartitionOffset {
  readonly groupId: string;
  readonly producerId?: number;
}

/** Offsets by topic and partition, each with its place in the order of commits. */
type Placed = Map<string, { readonly offset: PartitionOffset; readonly order: number }>;

interface Offsets {
  readonly committed: Placed;
  /** By producer id. */
  readonly pending: Map<number, Placed>;
}

/** @param store holds the offsets beyond the process; what is in it is taken over */
export function createGroupOffsets(store: StateStore<StoredOffset>): GroupOffsets {
  const groups = new Map<string, Offsets>();
  let commits = 0;

  const offsetsOf = (groupId: string): Offsets => {
    const known = groups.get(groupId);
    if (known !== undefined) return known;
    const offsets: Offsets = { committed: new Map(), pending: new Map() };
    groups.set(groupId, offsets);
    return offsets;
  };

  const place = (groupId: string, offset: PartitionOffset, producerId: number | undefined) => {
    const { committed, pending } = offsetsOf(groupId);
    const placed: Placed = producerId === undefined ? committed : (pending.get(producerId) ?? new Map());
    if (producerId !== undefined) pending.set(producerId, placed);
    placed.set(partitionKey(offset), { offset, order: ++commits });
  };

  const put = (groupId: string, offset: PartitionOffset, producerId?: number) => {
    place(groupId, offset, producerId);
    const stored = { groupId, ...offset };
    store.put(storeKey(groupId, offset, producerId), producerId === undefined ? stored : { ...stored, producerId });
  };

  const forgetEmpty = (groupId: string) => {
    const offsets = groups.get(groupId);
    if (offsets?.committed.size === 0 && offsets.pending.size === 0) groups.delete(groupId);
  };

  const forget = (groupId: string, matches: (offset: PartitionOffset) => boolean) => {
    const offsets = groups.get(groupId);
    if (offsets === undefined) return;
    for (const [key, { offset }] of offsets.committed) {
      if (!matches(offset)) continue;
      offsets.committed.delete(key);
      store.delete(storeKey(groupId, offset));
    }
    for (const [producerId, pending] of offsets.pending) {
      for (const [key, { offset }] of pending) {
        if (!matches(offset)) continue;
        pending.delete(key);
        store.delete(storeKey(groupId, offset, producerId));
      }
      if (pending.size === 0) offsets.pending.delete(producerId);
    }
    forgetEmpty(groupId);
  };

  for (const { groupId, producerId, topic, partition, offset, leaderEpoch, metadata } of store.entries.values()) {
    place(groupId, { topic, partition, offset, leaderEpoch, metadata }, producerId);
  }

  return {
    get: (groupId, topic, partition) => groups.get(groupId)?.committed.get(partitionKey({ topic, partition }))?.offset,
    all: (groupId) => [...(groups.get(groupId)?.committed.values() ?? [])].map(({ offset }) => offset),
    commit: (groupId, offset) => put(groupId, offset),
    commitInTransaction: (producerId, groupId, offset) => put(groupId, offset, producerId),
    isUnstable(groupId, topic, partition) {
      const key = partitionKey({ topic, partition });
      return [...(groups.get(groupId)?.pending.values() ?? [])].some((pending) => pending.has(key));
    },
    endTransaction(producerId, groupId, commit) {
      const offsets = groups.get(groupId);
      const pending = offsets?.pending.get(producerId);
      if (offsets === undefined || pending === undefined) return;
      offsets.pending.delete(producerId);
      for (const [key, { offset, order }] of pending) {
        // What was committed since, outside the transaction, is newer.
        if (commit && order > (offsets.committed.get(key)?.order ?? 0)) put(groupId, offset);
        store.delete(storeKey(groupId, offset, producerId));
      }
      forgetEmpty(groupId);
    },
    groupIds: () => groups.keys(),
    has: (groupId) => groups.has(groupId),
    deleteGroup: (groupId) => forget(groupId, () => true),
    deleteTopic(topic) {
      for (const groupId of [...groups.keys()]) forget(groupId, (offset) => offset.topic === topic);
    },
  };
}

function partitionKey({ topic, partition }: { readonly topic: string; readonly partition: number }): string {
  return `${partition}/${topic}`;
}

function storeKey(groupId: string, { topic, partition }: PartitionOffset, producerId?: number): string {
  return JSON.stringify([groupId, topic, partition, ...(producerId === undefined ? [] : [producerId])]);
}
