import { describe, expect, it } from "vitest";
import { createCore } from "../../../test/core.js";

function record(...fields: readonly string[]): string {
  return JSON.stringify({ type: "record", name: "R", fields: fields.map((name) => ({ name, type: "string" })) });
}

const F = record("f");
const G = record("g");

describe("ids", () => {
  it("are shared by what is the same in a context, and counted in each context", async () => {
    const { ask } = createCore();
    const idOf = async (subject: string, schema: string) =>
      (await ask("POST", `/subjects/${subject}/versions`, { schema })).json["id"];
    expect(await idOf("a", F)).toBe(1);
    expect(await idOf("b", F)).toBe(1);
    expect(await idOf("b2", G)).toBe(2);
    expect(await idOf(":.ctx:a", G)).toBe(1);
    expect(await idOf(":.:c", G)).toBe(2);
    expect((await ask("GET", "/contexts")).json).toEqual([".", ".ctx"]);
  });

  it("are not given twice, even when the schema is gone", async () => {
    const { ask } = createCore();
    await ask("POST", "/subjects/a/versions", { schema: F });
    await ask("DELETE", "/subjects/a");
    await ask("DELETE", "/subjects/a?permanent=true");
    expect((await ask("GET", "/schemas/ids/1")).status).toBe(404);
    expect((await ask("POST", "/subjects/a/versions", { schema: F })).json).toMatchObject({ id: 2, version: 1 });
  });

  it("of a subject that was deleted softly remain readable", async () => {
    const { ask } = createCore();
    await ask("POST", "/subjects/a/versions", { schema: F });
    await ask("POST", "/subjects/b/versions", { schema: F });
    await ask("DELETE", "/subjects/a");
    expect((await ask("GET", "/schemas/ids/1")).json).toMatchObject({ schema: F });
    expect((await ask("GET", "/schemas/ids/1/subjects")).json).toEqual(["b"]);
    expect((await ask("GET", "/schemas/ids/1/subjects?deleted=true")).json).toEqual(["a", "b"]);
    expect((await ask("GET", "/schemas/ids/1/versions?deleted=true&limit=1")).json).toEqual([
      { subject: "a", version: 1 },
    ]);
    expect((await ask("GET", "/schemas/ids/9/subjects")).json).toMatchObject({ error_code: 40403 });
  });
});

describe("a registration", () => {
  it("is answered with what was stored, and when only if it was stored before", async () => {
    const { ask } = createCore();
    const created = await ask("POST", "/subjects/s/versions", { schema: ` ${F} ` });
    expect(created.json).toEqual({
      id: 1,
      version: 1,
      guid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      schemaType: "AVRO",
      schema: F,
    });
    const again = await ask("POST", "/subjects/s/versions", { schema: F });
    expect(again.json).toEqual({ ...created.json, ts: expect.any(Number), deleted: false });
    const stored = await ask("GET", "/subjects/s/versions/1");
    expect(stored.json).toEqual({ ...again.json, subject: "s" });
  });

  it.each([
    ["%01", 42208, "The specified subject '\u0001' is not a valid."],
    ["__GLOBAL", 42208, "The specified subject '__GLOBAL' is not a valid."],
    [":.ctx:__EMPTY", 42208, "The specified subject ':.ctx:__EMPTY' is not a valid."],
    [":.__GLOBAL:s", 42208, "The specified subject ':.__GLOBAL:s' is not a valid."],
  ])("under %s is refused", async (subject, code, message) => {
    const { ask } = createCore();
    const { status, json } = await ask("POST", `/subjects/${subject}/versions`, { schema: F });
    expect([status, json]).toEqual([422, { error_code: code, message }]);
  });

  it.each(["__proto__", "constructor", "hasOwnProperty", "ü/😀", "latest"])(
    "under %s is one like others",
    async (name) => {
      const { ask } = createCore();
      const path = `/subjects/${encodeURIComponent(name)}/versions`;
      expect((await ask("POST", path, { schema: F })).json).toMatchObject({ id: 1, version: 1 });
      expect((await ask("GET", "/subjects")).json).toEqual([name]);
      expect((await ask("GET", `${path}/latest`)).json).toMatchObject({ subject: name });
    },
  );

  it("without a text is of the latest version's, with what else is given", async () => {
    const { ask } = createCore();
    await ask("POST", "/subjects/s/versions", { schema: F });
    const { json } = await ask("POST", "/subjects/s/versions", { metadata: { properties: { owner: "x" } } });
    expect(json).toMatchObject({ id: 2, version: 2, schema: F, metadata: { properties: { owner: "x" } } });
  });

  it("is refused when its record is larger than Kafka takes", async () => {
    const { ask } = createCore({ maxRecordBytes: 500 });
    expect((await ask("POST", "/subjects/s/versions", { schema: F })).status).toBe(200);
    const large = await ask("POST", "/subjects/t/versions", { schema: record("f".repeat(500)) });
    expect(large.json).toEqual({
      error_code: 42209,
      message: "Register operation failed because schema is too large",
    });
    expect((await ask("GET", "/subjects")).json).toEqual(["s"]);
  });

  it("is normalized where the query or the configuration says so", async () => {
    const { ask } = createCore();
    const loose = '{"type":"record","name":"a.b.R","fields":[{"name":"f","type":"string","z":1,"a":2}]}';
    const tight = '{"type":"record","name":"R","namespace":"a.b","fields":[{"name":"f","type":"string","a":2,"z":1}]}';
    expect((await ask("POST", "/subjects/s/versions?normalize=true", { schema: loose })).json["schema"]).toBe(tight);
    expect((await ask("POST", "/subjects/t/versions", { schema: loose })).json["schema"]).not.toBe(tight);
    await ask("PUT", "/config", { normalize: true });
    expect((await ask("POST", "/subjects/u/versions", { schema: loose })).json["schema"]).toBe(tight);
  });

  it("gets the configured metadata and rules: defaults below, overrides above its own", async () => {
    const { ask } = createCore();
    const rule = (name: string, expr: string) => ({ name, type: "CEL", expr });
    await ask("PUT", "/config/s", {
      defaultMetadata: { properties: { a: "default", b: "default" }, tags: { f: ["PII"] } },
      overrideMetadata: { properties: { c: "override" } },
      defaultRuleSet: { domainRules: [rule("x", "default"), rule("y", "default")] },
      overrideRuleSet: { domainRules: [rule("z", "override")] },
    });
    const { json } = await ask("POST", "/subjects/s/versions", {
      schema: F,
      metadata: { properties: { b: "own", c: "own" }, tags: { f: ["GDPR"] } },
      ruleSet: { domainRules: [rule("x", "own")] },
    });
    expect(json["metadata"]).toEqual({
      properties: { a: "default", b: "own", c: "override" },
      tags: { f: ["GDPR", "PII"] },
    });
    const { domainRules } = json["ruleSet"] as { domainRules: { name: string; expr: string }[] };
    expect(domainRules.map(({ name, expr }) => `${name} ${expr}`)).toEqual(["y default", "x own", "z override"]);
  });

  it("takes what says the same in other words for the same", async () => {
    const { ask } = createCore();
    const one = '{"type":"record","name":"R","fields":[],"p":1,"q":2}';
    const other = '{"type":"record","name":"R","fields":[],"q":2,"p":1}';
    expect((await ask("POST", "/subjects/s/versions", { schema: one })).json).toMatchObject({ id: 1, version: 1 });
    expect((await ask("POST", "/subjects/s/versions", { schema: other })).json).toMatchObject({ id: 1, version: 1 });
    expect((await ask("POST", "/subjects/t/versions", { schema: other })).json).toMatchObject({ id: 2, version: 1 });
  });

  it("looks schemas with configured metadata up by what a registration would make of them", async () => {
    const { ask } = createCore();
    await ask("PUT", "/config/s", { overrideMetadata: { properties: { owner: "x" } } });
    await ask("POST", "/subjects/s/versions", { schema: F });
    expect((await ask("POST", "/subjects/s", { schema: F })).json).toMatchObject({ version: 1 });
    expect((await ask("POST", "/subjects/s", { schema: G })).json).toMatchObject({ error_code: 40403 });
    expect((await ask("POST", "/subjects/none", { schema: G })).json).toMatchObject({ error_code: 40401 });
  });
});

describe("rule sets", () => {
  it.each([
    [{ domainRules: [{ type: "CEL" }] }, "Missing rule name"],
    [{ domainRules: [{ name: "", type: "CEL" }] }, "Empty rule name"],
    [{ domainRules: [{ name: "1a", type: "CEL" }] }, "Illegal initial character in rule name: 1a"],
    [{ domainRules: [{ name: "a b", type: "CEL" }] }, "Illegal character in rule name: a b"],
    [{ domainRules: [{ name: "a".repeat(257), type: "CEL" }] }, "Rule name too long"],
    [{ domainRules: [{ name: "a" }] }, "Missing rule type"],
    [{ domainRules: [{ name: "a", type: "CEL", mode: "UPGRADE" }] }, "Domain rules can only be WRITE, READ, WRITEREAD"],
    [{ migrationRules: [{ name: "a", type: "CEL" }] }, "Migration rules can only be UPGRADE, DOWNGRADE, UPDOWN"],
    [
      { domainRules: [{ name: "a", type: "CEL", mode: "READ", onSuccess: "NONE,DLQ" }] },
      "Multiple actions only valid with WRITEREAD and UPDOWN",
    ],
    [
      { domainRules: [{ name: "a", type: "CEL" }], encodingRules: [{ name: "a", type: "ENCRYPT" }] },
      "Found rule with duplicate name 'a'",
    ],
  ])("such as %j are refused", async (ruleSet, message) => {
    const { ask } = createCore();
    const refusal = { error_code: 42210, message };
    expect((await ask("POST", "/subjects/s/versions", { schema: F, ruleSet })).json).toEqual(refusal);
    expect((await ask("PUT", "/config/s", { defaultRuleSet: ruleSet })).json).toEqual(refusal);
  });

  it("are kept with their defaults, copied to the next version, and found by type", async () => {
    const { ask } = createCore();
    const ruleSet = { domainRules: [{ name: "a", type: "ENCRYPT", tags: ["PII"], mode: "WRITE" }], enableAt: "x" };
    const kept = {
      domainRules: [{ name: "a", kind: "TRANSFORM", mode: "WRITE", type: "ENCRYPT", tags: ["PII"], disabled: false }],
      enableAt: "x",
    };
    await ask("PUT", "/config", { compatibility: "NONE" });
    expect((await ask("POST", "/subjects/s/versions", { schema: F, ruleSet })).json["ruleSet"]).toEqual(kept);
    expect((await ask("POST", "/subjects/s/versions", { schema: G })).json["ruleSet"]).toEqual(kept);
    await ask("POST", "/subjects/t/versions", { schema: G });
    expect((await ask("GET", "/schemas?ruleType=ENCRYPT")).json).toHaveLength(2);
    expect((await ask("GET", "/schemas?ruleType=CEL")).json).toEqual([]);
  });
});
