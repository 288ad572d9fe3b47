import { type ErrorCode, errorCode } from "../wire/error-code.js";

/**
 * Where a transactional id stands. `PrepareCommit` and `PrepareAbort` are left behind only where the process ended, or the
 * disk was full, between decision and markers.
 */
export type TransactionPhase =
  | "Empty"
  | "Ongoing"
  | "PrepareCommit"
  | "PrepareAbort"
  | "CompleteCommit"
  | "CompleteAbort";

/** What is known of a transactional id. Values are never changed: each step makes a new one, which is stored. */
export interface TransactionState {
  readonly producerId: number;
  readonly epoch: number;
  /** The epoch before the last bump that the producer itself asked for: it may ask again when the answer was lost. */
  readonly lastEpoch: number;
  readonly timeoutMs: number;
  readonly phase: TransactionPhase;
  /** When the transaction began that is going on. */
  readonly startedAt: number;
  readonly partitions: readonly TopicPartitions[];
  /** The groups for which offsets are committed in the transaction. */
  readonly groups: readonly string[];
}

export interface TopicPartitions {
  readonly topic: string;
  readonly partitions: readonly number[];
}

/** Who says that it is the producer. */
export interface ProducerClaim {
  readonly producerId: number;
  readonly epoch: number;
}

const MAX_EPOCH = 32_767;

/** Whether no epoch is left that a producer could be given. The very last one is for fencing it. */
export function isEpochExhausted(epoch: number): boolean {
  return epoch >= MAX_EPOCH - 1;
}

/** The epoch that shuts out the producer that holds the present one. */
export function fencingEpoch(epoch: number): number {
  return Math.min(epoch + 1, MAX_EPOCH);
}

export function newTransactionState(producerId: number, timeoutMs: number): TransactionState {
  return {
    producerId,
    epoch: -1,
    lastEpoch: -1,
    timeoutMs,
    phase: "Empty",
    startedAt: -1,
    partitions: [],
    groups: [],
  };
}

/** INVALID_PRODUCER_ID_MAPPING where the id belongs to another producer, PRODUCER_FENCED where the epoch is not its last. */
export function checkProducer(state: TransactionState | undefined, claim: ProducerClaim): ErrorCode {
  if (state === undefined || state.producerId !== claim.producerId) return errorCode.INVALID_PRODUCER_ID_MAPPING;
  return state.epoch === claim.epoch ? errorCode.NONE : errorCode.PRODUCER_FENCED;
}

/** Whether a transaction may be ended so; `again` says that it has been, and the answer was lost. */
export function checkEnd(phase: TransactionPhase, commit: boolean): "end" | "again" | "invalid" {
  if (phase === "Ongoing") return "end";
  return phase === (commit ? "CompleteCommit" : "CompleteAbort") ? "again" : "invalid";
}

/** The state with partitions or a group in its transaction, which begins if none is going on. */
export function extended(
  state: TransactionState,
  added: { readonly partitions?: readonly TopicPartitions[]; readonly group?: string },
  now: number,
): TransactionState {
  const isOngoing = state.phase === "Ongoing";
  const known = new Map(isOngoing ? state.partitions.map(({ topic, partitions }) => [topic, new Set(partitions)]) : []);
  for (const { topic, partitions } of added.partitions ?? []) {
    known.set(topic, new Set([...(known.get(topic) ?? []), ...partitions]));
  }
  const groups = new Set(isOngoing ? state.groups : []);
  if (added.group !== undefined) groups.add(added.group);
  return {
    ...state,
    phase: "Ongoing",
    startedAt: isOngoing ? state.startedAt : now,
    partitions: [...known].map(([topic, partitions]) => ({ topic, partitions: [...partitions] })),
    groups: [...groups],
  };
}

export function includesPartition(state: TransactionState, topic: string, partition: number): boolean {
  return state.partitions.some((each) => each.topic === topic && each.partitions.includes(partition));
}
