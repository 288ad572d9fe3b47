import type { ApiContext } from "./define-api.js";
import type { ByTopic } from "./topic-partitions.js";

/**
 * Waits until something happens to one of the partitions. Returns false when the time is up or the client has left, which
 * are reasons to wait no longer.
 */
export function waitForChange(
  { cluster, connection }: ApiContext,
  topics: readonly ByTopic<{ readonly index: number }>[],
  milliseconds: number,
): Promise<boolean> {
  if (milliseconds <= 0 || connection.closed) return Promise.resolve(false);
  return new Promise((resolve) => {
    const undo: (() => void)[] = [];
    const end = (changed: boolean) => {
      for (const each of undo) each();
      resolve(changed);
    };
    const timer = setTimeout(end, milliseconds, false);
    undo.push(() => clearTimeout(timer));
    undo.push(connection.onClose(() => end(false)));
    for (const { topic, partitions } of topics) {
      for (const { index } of partitions) {
        const log = cluster.partition(topic, index);
        if (log !== undefined) undo.push(log.onChange(() => end(true)));
      }
    }
  });
}
