import { SchemaError } from "../schema-error.js";
import { compareSchemas } from "./compare-schema.js";
import type { Comparer } from "./comparer.js";
import { type Findings, noFindings } from "./findings.js";
import { createMatcher, type Matcher } from "./java-pattern.js";
import { dereference, type Schema } from "./model.js";
import { createIdentifier } from "./structure.js";
import { call, run, type Task } from "./trampoline.js";

/** What keeps a hostile pair of schemas from taking forever: pairs compared, and patterns tried on names. */
const MAX_PAIRS = 250_000;
const MAX_MATCHES = 1_000_000;

/** Patterns that take exponential time are not tried any more after this; others are not timed. */
const MAX_RISKY_MS = 1_000;

/** A set of pairs of schemas, by identity. */
type PairMap<V> = Map<Schema, Map<Schema, V>>;

/**
 * Compares two schemas that may contain themselves. Every pair is compared once, whatever the number of paths to it. A
 * pair that is met while it is being compared is taken to be compatible; where that turns out to be wrong, all is
 * compared again, knowing it, until nothing turns out to be wrong any more.
 *
 * @throws SchemaError if there are too many pairs
 */
export function compareGraph(original: Schema, update: Schema, compatible: ReadonlySet<string>): Findings {
  const refuted: PairMap<Findings> = new Map();
  const budget = { pairs: MAX_PAIRS, matches: MAX_MATCHES };
  const identify = createIdentifier();
  const matchPattern = createPatterns(budget);
  for (;;) {
    const known: PairMap<Findings> = new Map();
    const assumed: (readonly [Schema, Schema])[] = [];
    const comparing: PairMap<true> = new Map();
    const comparer: Comparer = {
      identify,
      matchPattern,
      add(findings, change) {
        if (!compatible.has(change.type)) findings.compatible = false;
        findings.entries.push(change);
      },
      *compare(left, right) {
        if (left === undefined || right === undefined) return comparePresence(comparer, left, right);
        return yield* call(comparePair(dereference(left), dereference(right)));
      },
    };

    function* comparePair(left: Schema, right: Schema): Task<Findings> {
      const before = get(known, left, right);
      if (before !== undefined) return before;
      if (get(comparing, left, right) === true) {
        assumed.push([left, right]);
        return get(refuted, left, right) ?? noFindings();
      }
      spend(budget, "pairs");
      set(comparing, left, right, true);
      const findings = yield* call(compareSchemas(comparer, left, right));
      comparing.get(left)?.delete(right);
      set(known, left, right, findings);
      return findings;
    }

    const findings = run(comparer.compare(original, update));
    const wrong = assumed.filter(([left, right]) => get(known, left, right)?.compatible === false);
    if (wrong.every(([left, right]) => get(refuted, left, right) !== undefined)) return findings;
    for (const [left, right] of wrong) set(refuted, left, right, get(known, left, right) ?? noFindings());
  }
}

function comparePresence(comparer: Comparer, original: Schema | undefined, update: Schema | undefined): Findings {
  const findings = noFindings();
  if (update !== undefined) comparer.add(findings, { type: "SCHEMA_ADDED", segment: "", update: { schema: update } });
  else if (original !== undefined)
    comparer.add(findings, { type: "SCHEMA_REMOVED", segment: "", original: { schema: original } });
  return findings;
}

function createPatterns(budget: Budget): Comparer["matchPattern"] {
  const matchers = new Map<string, Matcher>();
  let riskyMs = 0;
  function matches(matcher: Matcher, name: string): boolean {
    if (!matcher.risky) return matcher.matches(name);
    if (riskyMs > MAX_RISKY_MS) return false;
    const start = performance.now();
    const result = matcher.matches(name);
    riskyMs += performance.now() - start;
    return result;
  }
  return (patterns, name) => {
    for (const [pattern, schema] of patterns) {
      spend(budget, "matches");
      const matcher = matchers.get(pattern) ?? createMatcher(pattern);
      matchers.set(pattern, matcher);
      if (matches(matcher, name)) return schema;
    }
    return undefined;
  };
}

type Budget = { pairs: number; matches: number };

function spend(budget: Budget, what: keyof Budget): void {
  if (--budget[what] >= 0) return;
  throw new SchemaError("the schemas are too large to compare: their parts make too many pairs", {
    expected: "schemas with fewer branches or patterns",
  });
}

function get<V>(map: PairMap<V>, left: Schema, right: Schema): V | undefined {
  return map.get(left)?.get(right);
}

function set<V>(map: PairMap<V>, left: Schema, right: Schema, value: V): void {
  const inner = map.get(left);
  if (inner === undefined) map.set(left, new Map([[right, value]]));
  else inner.set(right, value);
}
