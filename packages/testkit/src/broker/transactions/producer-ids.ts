import type { StateStore } from "../log/state-store.js";

/** As Kafka does: storing each id would cost a write for each producer. */
const BLOCK_SIZE = 1000;

const NEXT_BLOCK = "next-block";

/** Gives out producer ids, none of them twice, not even after the process has ended without a word. */
export function createProducerIds(store: StateStore<number>): () => number {
  let next = store.entries.get(NEXT_BLOCK) ?? 0;
  let end = next;
  return () => {
    if (next === end) {
      end += BLOCK_SIZE;
      store.put(NEXT_BLOCK, end);
    }
    return next++;
  };
}
