import fc from "fast-check";
import { pool } from "./pool.js";
import type { Which } from "./reading.js";
import type { Sent } from "./registration.js";
import type { ConfigChange } from "./settings.js";
import type { Step } from "./steps.js";

/** What a sequence is about: the fewer subjects and schemas, the more its requests have to do with each other. */
type Theme = {
  readonly subjects: readonly string[];
  readonly scopes: readonly string[];
  readonly schemas: readonly string[];
  /** Which subjects and contexts may import. */
  readonly importing: readonly string[];
};

/** `x` has no versions of its own: it is there to be an alias. */
const EVERYTHING: Theme = {
  subjects: ["a", "b", ":.c:a", "x"],
  scopes: ["", "a", "b", "x", ":.c:"],
  schemas: Object.keys(pool),
  importing: ["b", ":.c:"],
};

const ONE_SUBJECT: Theme = {
  subjects: ["a"],
  scopes: ["", "a"],
  schemas: ["a", "ab", "abDefault", "aLong", "whole", "fraction"],
  importing: [],
};

const REFERENCES: Theme = {
  subjects: ["a", "b"],
  scopes: ["a", "b"],
  schemas: ["l", "p", "p", "pInlined"],
  importing: ["b"],
};

const level = fc.constantFrom("NONE", "NONE", "BACKWARD", "FORWARD", "FULL", "BACKWARD_TRANSITIVE", "FULL_TRANSITIVE");

const change: fc.Arbitrary<ConfigChange> = fc.oneof(
  level.map((compatibility) => ({ compatibility })),
  fc.option(level).map((compatibility) => ({ compatibility, normalize: true })),
  fc.option(fc.boolean()).map((normalize) => ({ normalize })),
  fc.option(fc.constant("major")).map((compatibilityGroup) => ({ compatibilityGroup })),
  fc.option(fc.constant("b")).map((alias) => ({ alias })),
);

/** Requests, by what the sequence is about. */
export const themes: readonly fc.Arbitrary<Step>[] = [EVERYTHING, ONE_SUBJECT, REFERENCES].map(stepsOf);

/** Requests, those that change something more often. */
function stepsOf({ subjects, scopes, schemas, importing }: Theme): fc.Arbitrary<Step> {
  const subject = fc.constantFrom(...subjects);
  const scope = fc.constantFrom(...scopes);
  const version = fc.integer({ min: 1, max: 3 });
  const which: fc.Arbitrary<Which> = fc.oneof(version, fc.constant("latest" as const));
  const id = fc.integer({ min: 1, max: 6 });
  const rarely = fc.integer({ min: 0, max: 4 }).map((number) => number === 0);
  const flag = fc.boolean();
  const sent = sentOf(fc.constantFrom(...schemas), rarely);
  // What is referenced stands in `b` more often than not, where references look for it.
  const definition = sentOf(fc.constant("l"), fc.constant(false));
  const owner = fc.constantFrom(...(importing.length === 0 ? subjects : ["b", ":.c:a"]));
  const hidden = fc.constantFrom("live", "deleted", "only");

  return fc.oneof(
    { weight: 12, arbitrary: step("register", { subject, sent }) },
    {
      weight: schemas.includes("l") ? 3 : 0,
      arbitrary: step("register", { subject: fc.constant("b"), sent: definition }),
    },
    { weight: 3, arbitrary: step("register", { subject: owner, sent, id }) },
    { weight: 3, arbitrary: step("look up", { subject, sent, deleted: flag }) },
    { weight: 2, arbitrary: step("check", { subject, sent, against: fc.oneof(which, fc.constant("all")) }) },
    { weight: 3, arbitrary: step("delete subject", { subject, permanent: rarely }) },
    { weight: 1, arbitrary: step("delete subject", { subject, permanent: fc.constant(true) }) },
    { weight: 4, arbitrary: step("delete version", { subject, version: which, permanent: flag }) },
    { weight: 4, arbitrary: step("put config", { scope, change }) },
    { weight: 1, arbitrary: step("get config", { scope, defaultToGlobal: flag }) },
    { weight: 1, arbitrary: step("delete config", { scope }) },
    { weight: 1, arbitrary: step("put mode", { scope, mode: fc.constantFrom("READWRITE", null), force: rarely }) },
    { weight: 1, arbitrary: step("put mode", { scope, mode: fc.constant("READONLY"), force: rarely }) },
    {
      weight: importing.length === 0 ? 0 : 1,
      arbitrary: step("put mode", {
        scope: fc.constantFrom(...importing, "b"),
        mode: fc.constant("IMPORT"),
        force: flag,
      }),
    },
    { weight: 1, arbitrary: step("get mode", { scope, defaultToGlobal: flag }) },
    { weight: 1, arbitrary: step("delete mode", { scope }) },
    {
      weight: 1,
      arbitrary: step("list subjects", { prefix: fc.constantFrom(undefined, "", "a", ":.c:", ":*:a"), how: hidden }),
    },
    { weight: 2, arbitrary: step("list versions", { subject, how: fc.oneof(hidden, fc.constant("negative")) }) },
    { weight: 3, arbitrary: step("get version", { subject, version: which, deleted: flag }) },
    { weight: 2, arbitrary: step("get by id", { id, subject: fc.option(subject, { nil: undefined }) }) },
    { weight: 1, arbitrary: step("uses of id", { id, what: fc.constantFrom("subjects", "versions"), deleted: flag }) },
    { weight: 1, arbitrary: step("referenced by", { subject, version }) },
    { weight: 1, arbitrary: step("list contexts", {}) },
  );
}

function sentOf(schema: fc.Arbitrary<string>, normalize: fc.Arbitrary<boolean>): fc.Arbitrary<Sent> {
  const anywhere = fc.record({ subject: fc.constantFrom("a", "b"), version: fc.integer({ min: 1, max: 2 }) });
  const reference = fc.oneof(
    { weight: 3, arbitrary: fc.constant({ subject: "b", version: 1 }) },
    { weight: 1, arbitrary: anywhere },
  );
  const major = fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom("1", "2") },
  );
  return fc
    .record({ schema, normalize, major, reference })
    .map((all) => (pool[all.schema]?.needsReference === true ? all : { ...all, reference: undefined }));
}

function step<K extends Step["kind"], R>(kind: K, rest: { [Name in keyof R]: fc.Arbitrary<R[Name]> }) {
  return fc.record({ kind: fc.constant(kind), ...rest }) as unknown as fc.Arbitrary<Step>;
}
