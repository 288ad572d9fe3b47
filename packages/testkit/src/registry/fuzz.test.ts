import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Core, createCore } from "../../test/core.js";
import { coreRoutes } from "./api/core-routes.js";

const RECORD = '{"type":"record","name":"R","fields":[{"name":"f","type":"string"}]}';

const oddNames = fc.constantFrom(
  "s",
  "s2",
  "__proto__",
  "constructor",
  "toString",
  "__GLOBAL",
  "__EMPTY",
  ":.__GLOBAL:",
  ":.:",
  ":.:s",
  ":*:",
  ":*:s",
  ":.ctx:",
  ":.ctx",
  ":.ctx:s",
  ":.ctx::.:s",
  ".ctx",
  "%00",
  "%0A",
  "%2F",
  "%",
  "%zz",
  "%ff",
  "%E2%82",
  "a%20b",
  "latest",
  "LATEST",
  "-1",
  "-2",
  "0",
  "1",
  "01",
  "+1",
  "1.5",
  "1e3",
  "0x10",
  "2147483647",
  "2147483648",
  "99999999999999999999",
  "NaN",
  "Infinity",
  "null",
  "d41d8cd98f00b204e9800998ecf8427e",
  "ü",
  "😀",
  "..",
  "*",
);

const names = fc.oneof({ weight: 2, arbitrary: oddNames }, { weight: 3, arbitrary: fc.constantFrom("s", "1", ".ctx") });

const queries = fc
  .array(
    fc.tuple(
      fc.constantFrom(
        "subject",
        "subjectPrefix",
        "deleted",
        "deletedOnly",
        "deletedAsNegative",
        "offset",
        "limit",
        "latestOnly",
        "ruleType",
        "aliases",
        "findTags",
        "fetchMaxId",
        "referenceFormat",
        "format",
        "normalize",
        "verbose",
        "force",
        "permanent",
        "defaultToGlobal",
        "recursive",
        "key",
        "value",
        "contextPrefix",
      ),
      fc.oneof(
        fc.constantFrom("true", "TRUE", "false", "", "resolved", "serialized", "ignore_extensions", "qualified"),
        oddNames,
        fc.string({ maxLength: 5 }).map(encodeURIComponent),
      ),
    ),
    { maxLength: 4 },
  )
  .map((pairs) => (pairs.length === 0 ? "" : `?${pairs.map(([name, value]) => `${name}=${value}`).join("&")}`));

const oddValues: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(null, true, 0, -1, 1.5, 1e300, 2 ** 31, "", "x", [], {}, [null], [[]]) },
  fc.jsonValue({ maxDepth: 3 }),
);

const texts = fc.constantFrom(
  { schema: RECORD },
  { schema: '"string"' },
  { schema: '{"type":"object","properties":{"a":{"type":"string"}}}', schemaType: "JSON" },
  { schema: 'syntax = "proto3"; message M { string a = 1; }', schemaType: "PROTOBUF" },
  { compatibility: "NONE" },
  { mode: "IMPORT" },
);

/** What members of requests are, when they are neither right nor wholly wrong. */
const members: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  schema: fc.constantFrom("", "{", '{"type":"__proto__"}', '{"$ref":"#/x"}'),
  schemaType: fc.constantFrom("AVRO", "JSON", "PROTOBUF", "avro", "__proto__"),
  id: fc.integer({ min: -2, max: 9 }),
  version: fc.integer({ min: -2, max: 9 }),
  references: fc.array(
    fc.record({
      name: fc.constantFrom("R", "__proto__", ""),
      subject: fc.constantFrom("s", ":.ctx:s", "__proto__"),
      version: fc.constantFrom(-1, 0, 1),
    }),
    { maxLength: 2 },
  ),
  metadata: fc.constantFrom(
    { properties: { "confluent:version": "x" } },
    JSON.parse('{"properties":{"__proto__":"a"},"tags":{"__proto__":["a"]}}'),
    { properties: { a: null, b: 1 }, sensitive: [null, 1] },
  ),
  ruleSet: fc.constantFrom(
    { domainRules: [{ name: "r", type: "CEL" }] },
    { migrationRules: [{}] },
    { domainRules: [null] },
  ),
  compatibility: fc.constantFrom("none", "FULL", "BOGUS"),
  compatibilityGroup: fc.constantFrom("a", "__proto__"),
  compatibilityPolicy: fc.constantFrom("lenient", "LOGICAL", "x"),
  alias: fc.constantFrom("s", "__proto__", ":.ctx:s", "%"),
  normalize: fc.boolean(),
  validateFields: fc.boolean(),
  defaultMetadata: fc.constantFrom({ properties: { "confluent:reserved": "f, a" } }),
  overrideRuleSet: fc.constantFrom({ encodingRules: [{ name: "r", type: "ENCRYPT", mode: "WRITE" }] }),
  mode: fc.constantFrom("READWRITE", "READONLY", "FORWARD", "import"),
  newVersion: fc.integer({ min: -1, max: 3 }),
  tagsToAdd: fc.constantFrom(
    [{ schemaEntity: { entityPath: "R.f", entityType: "SR_FIELD" }, tags: ["PII"] }],
    [{ schemaEntity: { entityPath: "M.a", entityType: "SR_FIELD" }, tags: ["PII", "__proto__"] }],
  ),
  rulesToRemove: fc.constantFrom(["r"]),
};

const member = fc
  .constantFrom(...Object.keys(members))
  .chain((name) =>
    fc.tuple(
      fc.constant(name),
      fc.oneof({ weight: 3, arbitrary: members[name] ?? oddValues }, { weight: 1, arbitrary: oddValues }),
    ),
  );

/** Mostly right: what is wrong everywhere is refused before anything can happen. */
const bodies = fc
  .tuple(texts, fc.array(member, { maxLength: 2 }))
  .map(([text, more]) => ({ ...text, ...Object.fromEntries(more) }));

const rawBodies = fc.oneof(
  { weight: 6, arbitrary: bodies.map((body) => JSON.stringify(body)) },
  oddValues.map((value) => JSON.stringify(value)),
  fc.constantFrom("", " ", "{", "[]", "null", "\u0000", '{"a":1,}', "[".repeat(20_000), '{"schema":"\\ud800"}'),
);

const requests = fc
  .tuple(
    fc.constantFrom(...coreRoutes),
    fc.array(names, { minLength: 3, maxLength: 3 }),
    queries,
    rawBodies,
    fc.constantFrom("", "", "", "/contexts/.ctx", "/contexts/a%3Ab", "/contexts/__proto__"),
    fc.constantFrom("GET", "POST", "PUT", "DELETE", undefined, undefined, undefined, undefined),
  )
  .map(([{ method, template }, params, query, body, prefix, other]) => {
    let at = 0;
    const path = template.replace(/\{\w+\}/g, () => params[at++] ?? "");
    return { method: other ?? method, target: `${prefix}${path}${query}`, body };
  });

async function seeded(): Promise<Core> {
  const core = createCore();
  const proto = 'syntax = "proto3"; message M { string a = 1; }';
  await core.ask("POST", "/subjects/s/versions", { schema: RECORD });
  await core.ask("POST", "/subjects/:.ctx:s/versions", { schema: '{"type":"string"}', schemaType: "JSON" });
  await core.ask("POST", "/subjects/s2/versions", { schema: proto, schemaType: "PROTOBUF" });
  return core;
}

describe("whatever is asked", () => {
  it("is answered with a status and a code that mean something, never with a crash", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(requests, { minLength: 1, maxLength: 8 }), async (sequence) => {
        const { ask } = await seeded();
        for (const { method, target, body } of sequence) {
          const { status, json, headers, body: text } = await ask(method, target, body);
          const what = `${method} ${target} ${body}: ${text}`;
          expect(status, what).toBeLessThan(500);
          expect(headers["x-request-id"], what).toBeTruthy();
          if (status < 400) continue;
          expect(json, what).toEqual({ error_code: expect.any(Number), message: expect.any(String) });
          expect(Math.trunc(Number(json["error_code"]) / (Number(json["error_code"]) > 999 ? 100 : 1)), what).toBe(
            status,
          );
        }
      }),
      { numRuns: 1_500 },
    );
  });
});
