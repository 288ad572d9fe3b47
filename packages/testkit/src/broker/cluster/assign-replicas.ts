import { hashOf } from "./hash.js";

/**
 * Spreads partitions over nodes: each leads about as many as the others, and followers are its neighbours.
 *
 * @param first the index of the first partition, for those that are added to a topic
 */
export function assignReplicas(
  topic: string,
  nodeIds: readonly number[],
  partitions: number,
  replicationFactor: number,
  first = 0,
): number[][] {
  const start = hashOf(topic) + first;
  const rotated = (by: number) => [...nodeIds.slice(by), ...nodeIds.slice(0, by)];
  return Array.from({ length: partitions }, (_, index) =>
    rotated((start + index) % nodeIds.length).slice(0, replicationFactor),
  );
}
