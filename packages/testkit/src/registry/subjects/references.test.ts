import { describe, expect, it } from "vitest";
import { type Core, createCore } from "../../../test/core.js";

const INNER = '{"type":"record","name":"Inner","namespace":"n","fields":[{"name":"x","type":"string"}]}';
const OUTER = '{"type":"record","name":"Outer","namespace":"n","fields":[{"name":"inner","type":"Inner"}]}';

async function withInner(subject = "inner"): Promise<Core> {
  const core = createCore();
  await core.ask("POST", `/subjects/${subject}/versions`, { schema: INNER });
  return core;
}

function outer(subject: string, version: number) {
  return { schema: OUTER, references: [{ name: "n.Inner", subject, version }] };
}

describe("references", () => {
  it("to the latest version are stored with its number", async () => {
    const { ask } = await withInner();
    const { json } = await ask("POST", "/subjects/outer/versions", outer("inner", -1));
    expect(json["references"]).toEqual([{ name: "n.Inner", subject: "inner", version: 1 }]);
    expect((await ask("POST", "/subjects/outer/versions", outer("inner", 1))).json).toMatchObject({ version: 1 });
  });

  it("live in the context of the schema, and are qualified on demand", async () => {
    const { ask } = await withInner(":.ctx:inner");
    const { json } = await ask("POST", "/subjects/:.ctx:outer/versions", outer("inner", 1));
    expect(json["references"]).toEqual([{ name: "n.Inner", subject: "inner", version: 1 }]);
    const path = "/subjects/:.ctx:outer/versions/1?referenceFormat=qualified";
    expect((await ask("GET", path)).json["references"]).toEqual([
      { name: "n.Inner", subject: ":.ctx:inner", version: 1 },
    ]);
    expect((await ask("GET", "/subjects/:.ctx:inner/versions/1/referencedby")).json).toEqual([2]);
    const missing = await ask("POST", "/subjects/outer/versions", outer("inner", 1));
    expect(missing.json["message"]).toBe('No schema reference found for subject "inner" and version 1');
  });

  it.each([
    ["a version that is not there", outer("inner", 2)],
    ["a subject that is not there", outer("none", -1)],
    ["no version", { schema: OUTER, references: [{ name: "n.Inner", subject: "inner" }] }],
  ])("to %s are refused", async (_, body) => {
    const { ask } = await withInner();
    expect((await ask("POST", "/subjects/outer/versions", body)).json).toMatchObject({ error_code: 42201 });
  });

  it("to soft-deleted versions are refused for new schemas, and resolved for old ones", async () => {
    const { ask } = await withInner();
    await ask("POST", "/subjects/outer/versions", outer("inner", 1));
    await ask("DELETE", "/subjects/outer");
    await ask("DELETE", "/subjects/inner");
    const resolved = await ask("GET", "/subjects/outer/versions/1?deleted=true&format=resolved");
    expect(resolved.json["schema"]).toContain('"name":"x"');
    expect((await ask("POST", "/subjects/other/versions", outer("inner", 1))).json).toMatchObject({
      error_code: 42201,
    });
  });

  it("within a subject do not keep it from being deleted", async () => {
    const { ask } = createCore();
    await ask("PUT", "/config", { compatibility: "NONE" });
    await ask("POST", "/subjects/s/versions", { schema: INNER });
    await ask("POST", "/subjects/s/versions", outer("s", 1));
    expect((await ask("DELETE", "/subjects/s/versions/1")).json).toMatchObject({ error_code: 42206 });
    expect((await ask("DELETE", "/subjects/s")).json).toEqual([1, 2]);
    expect((await ask("DELETE", "/subjects/s?permanent=true")).json).toEqual([1, 2]);
  });

  it("are followed as far as they go", async () => {
    const { ask } = await withInner();
    await ask("POST", "/subjects/outer/versions", outer("inner", 1));
    const schema = '{"type":"record","name":"Top","namespace":"n","fields":[{"name":"o","type":"Outer"}]}';
    const references = [{ name: "n.Outer", subject: "outer", version: 1 }];
    expect((await ask("POST", "/subjects/top/versions", { schema, references })).json).toMatchObject({ id: 3 });
    const { json } = await ask("GET", "/subjects/top/versions/1?format=resolved");
    expect(JSON.parse(String(json["schema"])).fields[0].type.fields[0].type.fields[0].name).toBe("x");
  });

  it("to a subject with a strong association are refused", async () => {
    const { ask, registry } = await withInner();
    const key = {
      keytype: "ASSOC",
      tenant: "default",
      resourceName: "r",
      resourceNamespace: "n",
      resourceType: "topic",
      associationType: "value",
      subject: "inner",
      magic: 0,
    } as const;
    registry.commit([{ key, value: { subject: "inner", lifecycle: "STRONG" } }]);
    expect((await ask("POST", "/subjects/outer/versions", outer("inner", 1))).json).toMatchObject({
      error_code: 42205,
    });
    registry.commit([{ key, value: { subject: "inner", lifecycle: "WEAK" } }]);
    expect((await ask("POST", "/subjects/outer/versions", outer("inner", 1))).status).toBe(200);
  });
});
