import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCore } from "../../test/core.js";
import { coreRoutes } from "./api/core-routes.js";
import { createHandler } from "./api/handle.js";
import { createRegistry, defaultSettings, type Registry } from "./registry.js";
import { memoryJournal } from "./storage/journal.js";
import type { RegistryRecord } from "./storage/record.js";
import { createStore } from "./storage/store.js";

const SUBJECTS = ["a", "b", ":.ctx:a", ":.ctx:c"];
const SCOPES = ["", ...SUBJECTS, ":.ctx:", ":.__GLOBAL:"];

function record(...fields: string[]): string {
  return JSON.stringify({
    type: "record",
    name: "R",
    fields: fields.map((name) => ({ name, type: "string", default: "" })),
  });
}

const schemas = fc.constantFrom(
  { schema: record("f") },
  { schema: record("f", "g") },
  { schema: record("f"), metadata: { properties: { owner: "x" } } },
  { schema: record("f"), version: -1 },
  { schema: '{"type":"object"}', schemaType: "JSON" },
  {
    schema: '{"type":"record","name":"S","fields":[{"name":"r","type":"R"}]}',
    references: [{ name: "R", subject: "a", version: -1 }],
  },
);
const subject = fc.constantFrom(...SUBJECTS);
const permanent = fc.constantFrom("", "?permanent=true");

type Operation = { readonly method: string; readonly target: string; readonly body?: object };

const operations: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .record({ subject, body: schemas })
      .map((made) => ({ method: "POST", target: `/subjects/${made.subject}/versions`, body: made.body })),
  },
  fc.record({ subject, version: fc.constantFrom("latest", "1", "2"), permanent }).map((made) => ({
    method: "DELETE",
    target: `/subjects/${made.subject}/versions/${made.version}${made.permanent}`,
  })),
  fc.record({ subject, permanent }).map((made) => ({
    method: "DELETE",
    target: `/subjects/${made.subject}${made.permanent}`,
  })),
  fc
    .record({ scope: fc.constantFrom(...SCOPES), body: fc.constantFrom({ compatibility: "NONE" }, { alias: "b" }, {}) })
    .map((made) => ({ method: "PUT", target: `/config/${made.scope}`, body: made.body })),
  fc
    .record({ scope: fc.constantFrom(...SCOPES), mode: fc.constantFrom("IMPORT", "READWRITE", null) })
    .map((made) => ({ method: "PUT", target: `/mode/${made.scope}`, body: { mode: made.mode } })),
  fc
    .record({ subject, id: fc.integer({ min: 1, max: 9 }), version: fc.integer({ min: 1, max: 5 }), body: schemas })
    .map(({ subject, body, ...numbers }) => ({
      method: "POST",
      target: `/subjects/${subject}/versions`,
      body: { ...body, ...numbers },
    })),
  fc.constantFrom("/config/a", "/mode/a", "/mode", "/contexts/.ctx").map((target) => ({ method: "DELETE", target })),
);

/** Everything that a registry can be asked, and its answers. */
async function answersOf(registry: Registry): Promise<ReadonlyMap<string, string>> {
  const handler = createHandler(registry, coreRoutes);
  const ids = Array.from({ length: 12 }, (_, at) => at + 1);
  const guids = SUBJECTS.flatMap((name) => registry.store.versions(name).map(({ md5 }) => md5));
  const targets = [
    "/subjects?deleted=true",
    "/subjects",
    "/schemas?subjectPrefix=:*:&deleted=true&aliases=true",
    "/schemas?subjectPrefix=:*:&latestOnly=true",
    "/contexts",
    ...SCOPES.flatMap((scope) => [
      `/config/${scope}`,
      `/mode/${scope}`,
      `/config/${scope}?defaultToGlobal=true`,
      `/mode/${scope}?defaultToGlobal=true`,
    ]),
    ...SUBJECTS.flatMap((name) => [
      `/subjects/${name}/versions?deletedAsNegative=true`,
      `/subjects/${name}/versions/latest`,
      ...[1, 2, 3, 4, 5].flatMap((version) => [
        `/subjects/${name}/versions/${version}?deleted=true`,
        `/subjects/${name}/versions/${version}/referencedby?deleted=true`,
      ]),
    ]),
    ...ids.flatMap((id) =>
      ["", ":.ctx:"].flatMap((context) => [
        `/schemas/ids/${id}?subject=${context}&fetchMaxId=true`,
        `/schemas/ids/${id}/versions?subject=${context}&deleted=true`,
      ]),
    ),
    ...guids.flatMap((guid) => [`/schemas/guids/${guid}`, `/schemas/guids/${guid}/ids`]),
  ];
  const answers = new Map<string, string>();
  for (const target of targets) {
    const { status, body } = await handler({ method: "GET", target, headers: {}, body: "" });
    answers.set(target, `${status} ${body}`);
  }
  return answers;
}

function rebuilt(records: Iterable<RegistryRecord>): Registry {
  const store = createStore();
  for (const entry of records) store.apply(JSON.parse(JSON.stringify(entry)) as RegistryRecord);
  return createRegistry({ store, journal: memoryJournal(), settings: defaultSettings });
}

describe("the state of a registry", () => {
  it("is a fold of what was committed, and of what the store gives back", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operations, { minLength: 1, maxLength: 25 }), async (sequence) => {
        const { ask, registry, log } = createCore();
        for (const { method, target, body } of sequence) await ask(method, target, body);
        const answers = await answersOf(registry);
        expect(await answersOf(rebuilt(log))).toEqual(answers);
        const compacted = rebuilt(registry.store.records());
        expect(await answersOf(compacted)).toEqual(answers);
        // No id is given twice, even if what had it is gone.
        for (const context of [".", ".ctx"]) {
          expect(compacted.store.maxId(context)).toBe(registry.store.maxId(context));
        }
      }),
      { numRuns: 150 },
    );
  });

  it("keeps the counter of ids where the schemas, and the context, are gone", async () => {
    const { ask, registry } = createCore();
    for (const name of ["a", ":.ctx:a"]) {
      await ask("POST", `/subjects/${name}/versions`, { schema: record("f") });
      await ask("DELETE", `/subjects/${name}`);
      await ask("DELETE", `/subjects/${name}?permanent=true`);
    }
    expect((await ask("DELETE", "/contexts/.ctx")).status).toBe(204);
    const { store } = rebuilt(registry.store.records());
    expect([store.maxId("."), store.maxId(".ctx")]).toEqual([1, 1]);
    expect([store.subjects(), store.contexts()]).toEqual([[], ["."]]);
  });

  it("can be forgotten", async () => {
    const { ask, registry } = createCore();
    await ask("POST", "/subjects/:.ctx:a/versions", { schema: record("f") });
    await ask("PUT", "/config/a", { compatibility: "NONE" });
    registry.store.clear();
    expect([...registry.store.records()]).toEqual([]);
    expect(await answersOf(registry)).toEqual(await answersOf(createCore().registry));
  });
});
