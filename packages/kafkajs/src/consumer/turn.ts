import type { TopicPartition } from "../client/kafka-client.js";
import type { Clock } from "./clock.js";
import { graver, type Halt } from "./halt.js";

/** The work on one fetched batch, which may have to end early. */
export type Turn = TopicPartition & {
  /** What messages show to their handlers: aborted when what they do may be in vain. */
  readonly signal: AbortSignal;
  /** Why no further message is begun; undefined while all is well. */
  readonly halt: Halt | undefined;
  /** Has no further message begun, and ends waits. Of several reasons the gravest counts. */
  end(halt: Halt): void;
  /** The same, and aborts the signal. */
  abort(halt: Halt, reason: Error): void;
  /** Gives up what still runs: it counts as not done, whatever becomes of it. */
  abandon(): void;
  /** True once abandoned, or once the partition is another consumer's. */
  readonly isOver: boolean;
  /** Resolves once abandoned. */
  readonly abandoned: Promise<void>;
  /** Waits; false as soon as the turn is to end. */
  sleep(ms: number): Promise<boolean>;
  /** What a promise gives, or undefined when it takes longer, or when the turn is to end. */
  within<T>(promise: Promise<T>, ms: number): Promise<T | undefined>;
  /** How much may still be waited in place. */
  inPlaceLeftMs: number;
};

/** Begins a turn. */
export function createTurn({ topic, partition }: TopicPartition, inPlaceWaitMs: number, clock: Clock): Turn {
  const controller = new AbortController();
  const sleepers = new Set<() => void>();
  let halt: Halt | undefined;
  let isAbandoned = false;
  let resolveAbandoned: () => void = () => {};
  const abandoned = new Promise<void>((resolve) => {
    resolveAbandoned = resolve;
  });

  function end(next: Halt): void {
    halt = graver(halt, next);
    for (const wake of sleepers) wake();
  }

  /** Resolves after so many milliseconds, or as soon as the turn is to end. */
  function nap(ms: number): { readonly over: Promise<void>; readonly cancel: () => void } {
    let finish: () => void = () => {};
    const over = new Promise<void>((resolve) => {
      const callOff = clock.after(ms, () => finish());
      finish = () => {
        callOff();
        sleepers.delete(finish);
        resolve();
      };
      sleepers.add(finish);
    });
    return { over, cancel: finish };
  }

  return {
    topic,
    partition,
    signal: controller.signal,
    get halt() {
      return halt;
    },
    end,
    abort(next, reason) {
      end(next);
      controller.abort(reason);
    },
    abandon() {
      isAbandoned = true;
      resolveAbandoned();
    },
    get isOver() {
      return isAbandoned || halt?.kind === "lost";
    },
    abandoned,
    async sleep(ms) {
      if (halt === undefined) await nap(ms).over;
      return halt === undefined;
    },
    async within(promise, ms) {
      if (halt !== undefined) return undefined;
      const { over, cancel } = nap(ms);
      try {
        return await Promise.race([promise, over.then(() => undefined)]);
      } finally {
        cancel();
      }
    },
    inPlaceLeftMs: inPlaceWaitMs,
  };
}

/**
 * Waits in place where that is short, else has the partition paused for so long; false when the turn is to end, so that
 * the message will come again.
 */
export function waitOrPause(turn: Turn, ms: number): Promise<boolean> {
  if (ms <= 0) return Promise.resolve(turn.halt === undefined);
  if (ms > turn.inPlaceLeftMs) {
    turn.end({ kind: "paused", ms });
    return Promise.resolve(false);
  }
  turn.inPlaceLeftMs -= ms;
  return turn.sleep(ms);
}
