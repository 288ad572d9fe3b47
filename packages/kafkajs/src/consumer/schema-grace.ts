import type { SchemaKey } from "@magicbyte/registry";
import type { Clock } from "./clock.js";

/** How long schemas that the registry does not know have left to appear. */
export type SchemaGrace = {
  /** Milliseconds left for a schema; 0 when its time is over. The time begins with the first question. */
  left(key: SchemaKey): number;
};

/** Ids are remembered, so that many messages of one unknown schema wait once: that many at most, the oldest go first. */
const MAX_REMEMBERED = 1_000;

/** A schema that is unknown now may be on its way: registered, but not yet known to the node that was asked. */
export function createSchemaGrace(graceMs: number, clock: Clock): SchemaGrace {
  const firstSeen = new Map<SchemaKey, number>();
  return {
    left(key) {
      const now = clock.now();
      let since = firstSeen.get(key);
      if (since === undefined) {
        since = now;
        firstSeen.set(key, since);
        const [oldest] = firstSeen.keys();
        if (firstSeen.size > MAX_REMEMBERED && oldest !== undefined) firstSeen.delete(oldest);
      }
      return Math.max(0, since + graceMs - now);
    },
  };
}
