import type { Change, Findings } from "./findings.js";
import type { Schema } from "./model.js";
import type { Task } from "./trampoline.js";

/** What the comparisons of the kinds of schemas share. */
export type Comparer = {
  /** Compares two schemas, either of which may be absent. */
  compare(original: Schema | undefined, update: Schema | undefined): Task<Findings>;
  /** Adds a difference; whether it breaks anybody is up to the policy. */
  add(findings: Findings, change: Change): void;
  /** A number that structurally equal schemas share, and no others. */
  identify(schema: Schema): Task<number>;
  /** The schema of the first pattern that matches a property's name; undefined if none does. */
  matchPattern(patterns: ReadonlyMap<string, Schema>, name: string): Schema | undefined;
};
