import type { BatchHeader } from "../records/batch-header.js";
import { type ErrorCode, errorCode } from "../wire/error-code.js";

/** How many batches of a producer are remembered, which is how many it may have in flight. */
const BATCHES_REMEMBERED = 5;

interface AppendedBatch {
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly baseOffset: number;
  readonly appendTime: number;
}

interface ProducerState {
  epoch: number;
  /** The oldest first; empty after a marker with a new epoch. */
  batches: AppendedBatch[];
}

export type SequenceCheck =
  | { readonly kind: "next" }
  /** The very batch has been appended: its answer was lost, and is given again. */
  | { readonly kind: "duplicate"; readonly batch: AppendedBatch }
  | { readonly kind: "refused"; readonly error: ErrorCode };

const next: SequenceCheck = { kind: "next" };

/** What a partition remembers of the producers with an id that have written to it. */
export interface ProducerStates {
  /** Whether a batch is the next one of its producer. A producer that is not known may begin anywhere. */
  check(header: BatchHeader): SequenceCheck;
  appended(header: BatchHeader, baseOffset: number, appendTime: number): void;
  /** A marker was written: a newer epoch begins its sequences anew. */
  ended(producerId: number, epoch: number): void;
}

export function createProducerStates(): ProducerStates {
  const producers = new Map<number, ProducerState>();

  function stateOf(producerId: number, epoch: number): ProducerState {
    const known = producers.get(producerId);
    if (known === undefined || known.epoch !== epoch) {
      const fresh = { epoch, batches: [] };
      producers.set(producerId, fresh);
      return fresh;
    }
    return known;
  }

  return {
    check(header) {
      const state = producers.get(header.producerId);
      if (state === undefined) return next;
      if (header.producerEpoch < state.epoch) return { kind: "refused", error: errorCode.INVALID_PRODUCER_EPOCH };
      const last = state.batches.at(-1);
      if (header.producerEpoch > state.epoch || last === undefined) {
        return last === undefined || header.baseSequence === 0 ? next : outOfOrder;
      }
      const lastSequence = wrapped(header.baseSequence, header.lastOffsetDelta);
      const batch = state.batches.find(
        (known) => known.firstSequence === header.baseSequence && known.lastSequence === lastSequence,
      );
      if (batch !== undefined) return { kind: "duplicate", batch };
      return header.baseSequence === wrapped(last.lastSequence, 1) ? next : outOfOrder;
    },

    appended(header, baseOffset, appendTime) {
      const { batches } = stateOf(header.producerId, header.producerEpoch);
      const lastSequence = wrapped(header.baseSequence, header.lastOffsetDelta);
      batches.push({ firstSequence: header.baseSequence, lastSequence, baseOffset, appendTime });
      if (batches.length > BATCHES_REMEMBERED) batches.shift();
    },

    ended(producerId, epoch) {
      stateOf(producerId, epoch);
    },
  };
}

const outOfOrder: SequenceCheck = { kind: "refused", error: errorCode.OUT_OF_ORDER_SEQUENCE_NUMBER };

/** Sequences count to 2^31 - 1 and begin again at 0. */
function wrapped(sequence: number, step: number): number {
  return (sequence + step) % 2 ** 31;
}
