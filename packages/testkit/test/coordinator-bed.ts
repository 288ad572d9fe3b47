import type { CoordinatorFrame } from "../src/broker/cluster/coordinator-frame.js";
import { type ClusterSettings, settingsOf } from "../src/broker/cluster/settings.js";
import { createGroupCoordinator, type GroupCoordinator } from "../src/broker/groups/group-coordinator.js";
import { createPartitionLog } from "../src/broker/log/create-partition-log.js";
import { type LogStorage, noStorage } from "../src/broker/log/log-storage.js";
import type { PartitionLog } from "../src/broker/log/partition-log.js";
import { memoryStateStore, type StateStore } from "../src/broker/log/state-store.js";
import { attribute, readHeader } from "../src/broker/records/batch-header.js";
import { buildBatch } from "../src/broker/records/build-batch.js";
import { readRecords } from "../src/broker/records/read-records.js";
import {
  createTransactionCoordinator,
  type TransactionCoordinator,
} from "../src/broker/transactions/transaction-coordinator.js";
import type { ProducerClaim } from "../src/broker/transactions/transaction-state.js";
import { createManualTimers, type ManualTimers } from "./manual-timers.js";

/** Both coordinators over real logs, in memory, on a clock that stands still. */
export interface CoordinatorBed {
  readonly timers: ManualTimers;
  readonly groups: GroupCoordinator;
  readonly transactions: TransactionCoordinator;
  /** New coordinators with what the old ones have stored, as after the process's end. */
  restart(): void;
  /** A topic of three partitions. */
  addTopic(topic: string): void;
  removeTopic(topic: string): void;
  /** Asks as Produce does, and appends a record in the producer's transaction if it may. Returns the error. */
  write(claim: ProducerClaim, topic: string, partition: number, value: string): number;
  /** What a consumer reads that is shown committed records alone. */
  committed(topic: string, partition: number): string[];
  /** Makes the disk full, or gives it room again. */
  failAppends(fail: boolean): void;
}

export function createCoordinatorBed(settings: Partial<ClusterSettings> = {}): CoordinatorBed {
  const timers = createManualTimers();
  const topics = new Map<string, PartitionLog[]>();
  const stores = new Map<string, StateStore<unknown>>();
  const frame: CoordinatorFrame = {
    settings: { ...settingsOf({}, 1), ...settings },
    partition: (topic, partition) => topics.get(topic)?.[partition],
    state<T>(name: string) {
      const store = stores.get(name) ?? memoryStateStore<unknown>();
      stores.set(name, store);
      return store as StateStore<T>;
    },
  };
  let groups = createGroupCoordinator(frame, timers);
  let transactions = createTransactionCoordinator(frame, groups, timers);
  const sequences = new Map<string, number>();
  let isFull = false;
  const storage: LogStorage = {
    ...noStorage(),
    append() {
      if (isFull) throw new Error("disk full");
    },
  };

  return {
    timers,
    get groups() {
      return groups;
    },
    get transactions() {
      return transactions;
    },
    restart() {
      transactions.close();
      groups.close();
      groups = createGroupCoordinator(frame, timers);
      transactions = createTransactionCoordinator(frame, groups, timers);
    },
    addTopic(topic) {
      const log = () => createPartitionLog(storage, () => ({ appendTime: false, deleteRetentionMs: 0 }));
      topics.set(topic, [log(), log(), log()]);
    },
    removeTopic(topic) {
      transactions.topicDeleted(topic);
      topics.delete(topic);
      groups.topicDeleted(topic);
    },
    write({ producerId, epoch }, topic, partition, value) {
      const error = transactions.mayAppend(producerId, epoch, topic, partition);
      if (error !== 0) return error;
      const record = { key: null, value: Buffer.from(value), timestamp: timers.now() };
      const key = `${producerId}/${epoch}/${topic}/${partition}`;
      const baseSequence = sequences.get(key) ?? 0;
      sequences.set(key, baseSequence + 1);
      const fields = { attributes: attribute.transactional, producerId, producerEpoch: epoch, baseSequence };
      return frame.partition(topic, partition)?.append(buildBatch([record], fields)).error ?? -1;
    },
    committed(topic, partition) {
      const read = frame.partition(topic, partition)?.read(0, Number.POSITIVE_INFINITY, "read_committed", true);
      return (read?.batches ?? []).flatMap((batch) => {
        const { attributes, baseOffset, producerId } = readHeader(batch);
        const isAborted = read?.aborted.some(
          (aborted) =>
            aborted.producerId === producerId && aborted.firstOffset <= baseOffset && baseOffset < aborted.lastOffset,
        );
        if (isAborted || attributes & attribute.control) return [];
        return readRecords(batch).map(({ value }) => value?.toString() ?? "");
      });
    },
    failAppends(fail) {
      isFull = fail;
    },
  };
}
