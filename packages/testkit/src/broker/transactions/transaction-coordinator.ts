import type { CoordinatorFrame } from "../cluster/coordinator-frame.js";
import type { GroupCoordinator } from "../groups/group-coordinator.js";
import { systemTimers, type Timer, type Timers } from "../timers.js";
import { type ErrorCode, errorCode } from "../wire/error-code.js";
import { createProducerIds } from "./producer-ids.js";
import {
  checkEnd,
  checkProducer,
  extended,
  fencingEpoch,
  includesPartition,
  isEpochExhausted,
  newTransactionState,
  type ProducerClaim,
  type TopicPartitions,
  type TransactionState,
} from "./transaction-state.js";

export interface ProducerIdAnswer extends ProducerClaim {
  readonly error: ErrorCode;
}

/**
 * All transactional ids and producer ids of the cluster.
 *
 * Markers and offsets are written before the answer: who sees a transaction ended can read all of it. PRODUCER_FENCED is
 * said wherever an epoch is too old; older versions of the requests call it INVALID_PRODUCER_EPOCH.
 */
export interface TransactionCoordinator {
  /**
   * Gives a producer its id and epoch. A transaction that is open under the transactional id is aborted, and whoever had
   * opened it is fenced.
   *
   * @param transactionalId null for a producer that is only idempotent
   * @param previous what the producer had, where it asks for a new epoch of its own accord
   */
  initProducer(transactionalId: string | null, timeoutMs: number, previous: ProducerClaim | null): ProducerIdAnswer;
  /** Takes partitions into the transaction, which begins if none is open. */
  addPartitions(transactionalId: string, claim: ProducerClaim, partitions: readonly TopicPartitions[]): ErrorCode;
  /** Takes the offsets of a group into the transaction. */
  addGroup(transactionalId: string, claim: ProducerClaim, groupId: string): ErrorCode;
  /** Whether offsets of the group may be committed in the transaction. */
  mayCommitOffsets(transactionalId: string, claim: ProducerClaim, groupId: string): ErrorCode;
  /** Ends the transaction. The same once more is no error. */
  end(transactionalId: string, claim: ProducerClaim, commit: boolean): ErrorCode;
  /**
   * Whether a transactional batch may be appended: the transaction must be open and have been told of the partition
   * (INVALID_TXN_STATE), and the epoch must be the producer's own (INVALID_PRODUCER_EPOCH).
   */
  mayAppend(producerId: number, producerEpoch: number, topic: string, partition: number): ErrorCode;
  /** Takes a deleted topic's partitions out of open transactions. */
  topicDeleted(topic: string): void;
  close(): void;
}

const NO_PRODUCER: ProducerClaim = { producerId: -1, epoch: -1 };

export function createTransactionCoordinator(
  frame: CoordinatorFrame,
  groups: Pick<GroupCoordinator, "endTransaction">,
  timers: Timers = systemTimers,
): TransactionCoordinator {
  const store = frame.state<TransactionState>("transactions");
  const producerIdStore = frame.state<number>("producer-ids");
  const nextProducerId = createProducerIds(producerIdStore);
  const idsOfProducers = new Map<number, string>();
  const timeouts = new Map<string, Timer>();

  const save = (transactionalId: string, state: TransactionState) => {
    store.put(transactionalId, state);
    idsOfProducers.set(state.producerId, transactionalId);
  };

  const watch = (transactionalId: string, state: TransactionState) => {
    timeouts.get(transactionalId)?.cancel();
    const leftMs = Math.max(0, state.startedAt + state.timeoutMs - timers.now());
    timeouts.set(
      transactionalId,
      timers.after(leftMs, () => abort(transactionalId)),
    );
  };

  const extend = (transactionalId: string, state: TransactionState, added: Parameters<typeof extended>[1]) => {
    const next = extended(state, added, timers.now());
    save(transactionalId, next);
    if (state.phase !== "Ongoing") watch(transactionalId, next);
  };

  const endWith = (transactionalId: string, state: TransactionState, commit: boolean) => {
    timeouts.get(transactionalId)?.cancel();
    timeouts.delete(transactionalId);
    // What is decided must not be forgotten halfway through the partitions.
    save(transactionalId, { ...state, phase: commit ? "PrepareCommit" : "PrepareAbort" });
    for (const { topic, partitions } of state.partitions) {
      for (const partition of partitions) {
        frame.partition(topic, partition)?.endTransaction(state.producerId, state.epoch, commit);
      }
    }
    for (const groupId of state.groups) groups.endTransaction(state.producerId, groupId, commit);
    const phase = commit ? "CompleteCommit" : "CompleteAbort";
    const ended: TransactionState = { ...state, phase, startedAt: -1, partitions: [], groups: [] };
    save(transactionalId, ended);
    return ended;
  };

  /** The state, after an end that a full disk or the process's end has interrupted was carried through. */
  const current = (transactionalId: string): TransactionState | undefined => {
    const state = store.entries.get(transactionalId);
    if (state?.phase === "PrepareCommit") return endWith(transactionalId, state, true);
    return state?.phase === "PrepareAbort" ? endWith(transactionalId, state, false) : state;
  };

  /** Aborts what is open and shuts its producer out. */
  const abort = (transactionalId: string): TransactionState | undefined => {
    const state = current(transactionalId);
    if (state?.phase !== "Ongoing") return state;
    return endWith(transactionalId, { ...state, epoch: fencingEpoch(state.epoch), lastEpoch: -1 }, false);
  };

  const renew = (transactionalId: string, state: TransactionState, timeoutMs: number, lastEpoch: number) => {
    const exhausted = isEpochExhausted(state.epoch);
    if (exhausted) idsOfProducers.delete(state.producerId);
    const renewed: TransactionState = {
      ...state,
      ...(exhausted ? { producerId: nextProducerId(), epoch: 0 } : { epoch: state.epoch + 1 }),
      lastEpoch: exhausted ? -1 : lastEpoch,
      timeoutMs,
      phase: "Empty",
    };
    save(transactionalId, renewed);
    return granted(renewed);
  };

  const checked = (transactionalId: string, claim: ProducerClaim): [ErrorCode, TransactionState | undefined] => {
    if (transactionalId === "") return [errorCode.INVALID_REQUEST, undefined];
    const state = current(transactionalId);
    return [checkProducer(state, claim), state];
  };

  for (const [transactionalId, state] of store.entries) {
    idsOfProducers.set(state.producerId, transactionalId);
    if (current(transactionalId)?.phase === "Ongoing") watch(transactionalId, state);
  }

  return {
    initProducer(transactionalId, timeoutMs, previous) {
      if (transactionalId === null) return granted({ producerId: nextProducerId(), epoch: 0 });
      if (transactionalId === "") return refused(errorCode.INVALID_REQUEST);
      if (timeoutMs <= 0 || timeoutMs > frame.settings.transactionMaxTimeoutMs) {
        return refused(errorCode.INVALID_TRANSACTION_TIMEOUT);
      }
      const state = current(transactionalId) ?? newTransactionState(nextProducerId(), timeoutMs);
      if (previous === null || state.epoch === -1) {
        return renew(transactionalId, abort(transactionalId) ?? state, timeoutMs, -1);
      }
      if (state.producerId !== previous.producerId) return refused(errorCode.PRODUCER_FENCED);
      if (state.epoch === previous.epoch) {
        return renew(transactionalId, abort(transactionalId) ?? state, timeoutMs, previous.epoch);
      }
      return state.lastEpoch === previous.epoch ? granted(state) : refused(errorCode.PRODUCER_FENCED);
    },
    addPartitions(transactionalId, claim, partitions) {
      const [error, state] = checked(transactionalId, claim);
      if (error === errorCode.NONE && state !== undefined) extend(transactionalId, state, { partitions });
      return error;
    },
    addGroup(transactionalId, claim, group) {
      const [error, state] = checked(transactionalId, claim);
      if (error === errorCode.NONE && state !== undefined) extend(transactionalId, state, { group });
      return error;
    },
    mayCommitOffsets(transactionalId, claim, groupId) {
      const [error, state] = checked(transactionalId, claim);
      if (error !== errorCode.NONE) return error;
      const isOpen = state?.phase === "Ongoing" && state.groups.includes(groupId);
      return isOpen ? errorCode.NONE : errorCode.INVALID_TXN_STATE;
    },
    end(transactionalId, claim, commit) {
      const [error, state] = checked(transactionalId, claim);
      if (error !== errorCode.NONE || state === undefined) return error;
      const verdict = checkEnd(state.phase, commit);
      if (verdict === "end") endWith(transactionalId, state, commit);
      return verdict === "invalid" ? errorCode.INVALID_TXN_STATE : errorCode.NONE;
    },
    mayAppend(producerId, epoch, topic, partition) {
      const state = store.entries.get(idsOfProducers.get(producerId) ?? "");
      const error = checkProducer(state, { producerId, epoch });
      if (error === errorCode.PRODUCER_FENCED) return errorCode.INVALID_PRODUCER_EPOCH;
      if (error !== errorCode.NONE || state === undefined) return error;
      const isOpen = state.phase === "Ongoing" && includesPartition(state, topic, partition);
      return isOpen ? errorCode.NONE : errorCode.INVALID_TXN_STATE;
    },
    topicDeleted(topic) {
      for (const [transactionalId, state] of store.entries) {
        if (!state.partitions.some((each) => each.topic === topic)) continue;
        save(transactionalId, { ...state, partitions: state.partitions.filter((each) => each.topic !== topic) });
      }
    },
    close() {
      for (const timer of timeouts.values()) timer.cancel();
      store.close();
      producerIdStore.close();
    },
  };
}

function granted({ producerId, epoch }: ProducerClaim): ProducerIdAnswer {
  return { error: errorCode.NONE, producerId, epoch };
}

function refused(error: ErrorCode): ProducerIdAnswer {
  return { error, ...NO_PRODUCER };
}
