import type { ReceivedRecord } from "../client/kafka-client.js";

/** What is known of a message that was tried before. */
export type Tries = {
  /** How often its handler failed. */
  attempts: number;
  /** What the handler failed with for good, while it is being dealt with. */
  failure: { readonly error: unknown } | undefined;
  /** How often something that is down was asked in vain. */
  outageRounds: number;
  /** When it is to be tried again, in milliseconds since 1970. */
  notBefore: number;
};

/** What stays known of a partition from one fetch to the next, while it is paused or fetched anew. */
export type PartitionMemory = {
  triesOf(record: ReceivedRecord): Tries;
  /** It was dealt with, although messages before it were not. */
  keep(record: ReceivedRecord): void;
  /** Whether it was dealt with before. */
  isDone(record: ReceivedRecord): boolean;
  /** Forgets a message: it is committed, or on its way to be. */
  forget(record: ReceivedRecord): void;
  readonly isEmpty: boolean;
};

/** Messages are known by offset and time: a topic that was made anew counts its offsets from 0 again. */
export function createPartitionMemory(): PartitionMemory {
  const tries = new Map<string, Tries>();
  const done = new Set<string>();
  return {
    triesOf(record) {
      const name = nameOf(record);
      let known = tries.get(name);
      if (known === undefined) {
        known = { attempts: 0, failure: undefined, outageRounds: 0, notBefore: 0 };
        tries.set(name, known);
      }
      return known;
    },
    keep(record) {
      tries.delete(nameOf(record));
      done.add(nameOf(record));
    },
    isDone: (record) => done.size > 0 && done.has(nameOf(record)),
    forget(record) {
      if (tries.size === 0 && done.size === 0) return;
      tries.delete(nameOf(record));
      done.delete(nameOf(record));
    },
    get isEmpty() {
      return tries.size === 0 && done.size === 0;
    },
  };
}

function nameOf({ offset, timestamp }: ReceivedRecord): string {
  return `${offset}@${timestamp}`;
}
