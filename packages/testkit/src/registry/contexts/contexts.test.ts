import { describe, expect, it } from "vitest";
import { createCore } from "../../../test/core.js";

const SCHEMA = { schema: '"string"' };

describe("contexts", () => {
  it.each([
    ["", [".", ".a", ".b"]],
    ["?contextPrefix=.a", [".a"]],
    ["?offset=1&limit=1", [".a"]],
  ])("are listed with %j", async (query, expected) => {
    const { ask } = createCore();
    for (const context of [".b", ".a"]) await ask("POST", `/contexts/${context}/subjects/s/versions`, SCHEMA);
    expect((await ask("GET", `/contexts${query}`)).json).toEqual(expected);
  });

  it("are deleted when nothing is left in them", async () => {
    const { ask } = createCore();
    await ask("POST", "/subjects/:.a:s/versions", SCHEMA);
    expect((await ask("DELETE", "/contexts/.a")).json).toMatchObject({ error_code: 42211 });
    await ask("DELETE", "/subjects/:.a:s");
    expect((await ask("DELETE", "/contexts/:.a:")).status).toBe(422);
    await ask("DELETE", "/subjects/:.a:s?permanent=true");
    expect(await ask("DELETE", "/contexts/.a")).toMatchObject({ status: 204, body: "" });
    expect((await ask("GET", "/contexts")).json).toEqual(["."]);
  });

  it("are searched, one after the other, for what an unqualified subject does not have", async () => {
    const { ask } = createCore();
    await ask("POST", "/subjects/:.b:s/versions", SCHEMA);
    await ask("POST", "/subjects/:.a:s/versions", { schema: '"int"' });
    expect((await ask("GET", "/subjects/s/versions/latest")).json).toMatchObject({ subject: ":.a:s" });
    expect((await ask("POST", "/subjects/s", SCHEMA)).json).toMatchObject({ subject: ":.b:s" });
    expect((await ask("GET", "/subjects/s/versions/2")).json).toMatchObject({ error_code: 40401 });
    expect((await ask("GET", "/subjects/:.a:s/versions/2")).json).toMatchObject({ error_code: 40402 });
    expect((await ask("DELETE", "/subjects/s")).json).toMatchObject({ error_code: 40401 });
  });
});
