import type { ClientCore } from "./client-core.js";
import { createDeks } from "./deks.js";
import { createKeks } from "./keks.js";

/**
 * The keys of client-side encryption: keys that a key management service keeps (KEK), and the keys that they encrypt
 * (DEK). Part of Confluent Enterprise and Cloud; the community server has it as an extension to be enabled.
 */
export type DekRegistry = ReturnType<typeof createDekRegistry>;

/** The keys of client-side encryption. */
export function createDekRegistry(core: ClientCore) {
  return { keks: createKeks(core), deks: createDeks(core) };
}
