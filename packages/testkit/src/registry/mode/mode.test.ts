import { describe, expect, it } from "vitest";
import { createCore } from "../../../test/core.js";

const SCHEMA = { schema: '"string"' };

describe("the mode of a subject", () => {
  it.each([
    ["READWRITE, where nothing is said", {}, "s", "READWRITE"],
    ["the default context's", { "": "READONLY" }, "s", "READONLY"],
    ["not the default context's in another", { "": "READONLY" }, ":.ctx:s", "READWRITE"],
    ["its context's", { ":.ctx:": "IMPORT" }, ":.ctx:s", "IMPORT"],
    ["its own", { ":.ctx:": "IMPORT", ":.ctx:s": "READONLY" }, ":.ctx:s", "READONLY"],
    ["the global one", { ":.__GLOBAL:": "FORWARD" }, ":.ctx:s", "FORWARD"],
    ["overridden", { "": "READONLY_OVERRIDE", s: "READWRITE" }, "s", "READONLY_OVERRIDE"],
  ])("is %s", async (_, modes, scope, expected) => {
    const { ask } = createCore();
    for (const [name, mode] of Object.entries(modes).reverse()) await ask("PUT", `/mode/${name}`, { mode });
    expect((await ask("GET", `/mode/${scope}?defaultToGlobal=true`)).json).toEqual({ mode: expected });
  });

  it.each([
    [{ mode: "x" }, 42204, "Invalid mode. Valid values are READWRITE, READONLY, IMPORT and FORWARD."],
    [{}, 42204, "Invalid mode. Valid values are READWRITE, READONLY, IMPORT and FORWARD."],
    [{ mode: "forward" }, 42204, "Forward mode only supported on global level"],
    [{ mode: ["IMPORT"] }, 400, 'The member "mode" must be a string, and is a list'],
  ])("cannot be %j", async (body, code, message) => {
    const { ask } = createCore();
    expect((await ask("PUT", "/mode/s", body)).json).toEqual({ error_code: code, message });
  });

  it("is cleared with those of all subjects in its context, if that is wanted", async () => {
    const { ask } = createCore();
    for (const scope of [":.ctx:", ":.ctx:a", "b"]) await ask("PUT", `/mode/${scope}`, { mode: "READONLY" });
    expect((await ask("DELETE", "/mode/:.ctx:?recursive=true")).json).toEqual({ mode: "READONLY" });
    expect((await ask("GET", "/mode/:.ctx:a")).status).toBe(404);
    expect((await ask("GET", "/mode/b")).status).toBe(200);
    expect((await ask("DELETE", "/mode/:.ctx:")).json).toMatchObject({ error_code: 40401 });
    expect((await ask("DELETE", "/mode")).json).toEqual({ mode: "READWRITE" });
  });
});

describe("a read-only subject", () => {
  it.each([
    ["POST", "/subjects/:.ctx:s/versions", { schema: '"int"' }],
    ["DELETE", "/subjects/:.ctx:s/versions/1", undefined],
    ["DELETE", "/subjects/:.ctx:s", undefined],
    ["PUT", "/config/:.ctx:s", { compatibility: "NONE" }],
    ["DELETE", "/config/:.ctx:s", undefined],
  ])("refuses %s %s", async (method, target, body) => {
    const { ask } = createCore();
    await ask("POST", "/subjects/:.ctx:s/versions", SCHEMA);
    await ask("PUT", "/config/:.ctx:s", { compatibility: "FULL" });
    await ask("PUT", "/mode/:.ctx:s", { mode: "READONLY" });
    expect(await ask(method, target, body)).toMatchObject({
      status: 422,
      json: { error_code: 42205, message: "Subject :.ctx:s in context :.ctx: is in read-only mode" },
    });
  });
});

describe("importing", () => {
  it("keeps ids, versions and texts as they are, checks nothing, and counts on from the highest id", async () => {
    const { ask } = createCore();
    await ask("PUT", "/mode/s", { mode: "IMPORT" });
    const odd = '{"type":"record","name":"a-b","fields":[{"name":"x","type":"int","default":"bad"}]}';
    const imported = await ask("POST", "/subjects/s/versions?normalize=true", { schema: odd, id: 7, version: 3 });
    expect(imported.json).toMatchObject({ id: 7, version: 3, schema: odd });
    const other = await ask("POST", "/subjects/s/versions", { schema: '"int"', id: 5 });
    expect(other.json).toMatchObject({ id: 5, version: 4 });
    expect((await ask("POST", "/subjects/s/versions", { schema: "", id: 6 })).json).toMatchObject({
      error_code: 42201,
      message: "Empty schema",
    });
    await ask("PUT", "/mode/s", { mode: "READWRITE" });
    expect((await ask("POST", "/subjects/t/versions", SCHEMA)).json).toMatchObject({ id: 8 });
  });

  it("of one schema under several versions lists the latest", async () => {
    const { ask } = createCore();
    await ask("PUT", "/mode/s", { mode: "IMPORT" });
    for (const version of [4, 2]) await ask("POST", "/subjects/s/versions", { ...SCHEMA, id: 1, version });
    expect((await ask("GET", "/schemas/ids/1/versions")).json).toEqual([{ subject: "s", version: 4 }]);
    expect((await ask("POST", "/subjects/s/versions", { ...SCHEMA, id: 1, version: 2 })).json).toMatchObject({
      version: 2,
    });
  });

  it("begins with a clean slate: soft-deleted versions go, and live ones stand in the way", async () => {
    const { ask } = createCore();
    await ask("POST", "/subjects/s/versions", SCHEMA);
    const refused = await ask("PUT", "/mode/s", { mode: "IMPORT" });
    expect(refused.json).toMatchObject({ error_code: 42205 });
    await ask("DELETE", "/subjects/s");
    expect((await ask("PUT", "/mode/s", { mode: "IMPORT" })).json).toEqual({ mode: "IMPORT" });
    expect((await ask("GET", "/subjects?deleted=true")).json).toEqual([]);
    expect((await ask("GET", "/schemas/ids/1")).status).toBe(404);
  });

  it("does not begin while what would go is referenced from elsewhere", async () => {
    const { ask } = createCore();
    const inner = '{"type":"record","name":"I","fields":[]}';
    const outer = '{"type":"record","name":"O","fields":[{"name":"i","type":"I"}]}';
    await ask("POST", "/subjects/inner/versions", { schema: inner });
    const references = [{ name: "I", subject: "inner", version: 1 }];
    await ask("POST", "/subjects/outer/versions", { schema: outer, references });
    await ask("DELETE", "/subjects/outer");
    await ask("DELETE", "/subjects/inner");
    expect((await ask("PUT", "/mode/inner", { mode: "IMPORT" })).json).toMatchObject({
      error_code: 42206,
      message: "One or more references exist to the schema {magic=1,keytype=SCHEMA,subject=inner,version=1}.",
    });
    expect((await ask("PUT", "/mode", { mode: "IMPORT" })).json).toEqual({ mode: "IMPORT" });
  });
});
