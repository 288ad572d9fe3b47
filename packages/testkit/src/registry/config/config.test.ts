import { describe, expect, it } from "vitest";
import { createCore } from "../../../test/core.js";

/** Puts configurations, and gives back what then holds for scopes. */
async function effective(entries: Readonly<Record<string, object>>, scope: string) {
  const { ask } = createCore();
  for (const [name, config] of Object.entries(entries)) await ask("PUT", `/config/${name}`, config);
  return (await ask("GET", `/config/${scope}?defaultToGlobal=true`)).json;
}

describe("the configuration of a subject", () => {
  const FULL = { compatibility: "FULL" };
  const NONE = { compatibility: "NONE" };
  it.each([
    ["the server's, where nothing is said", {}, "s", { compatibilityLevel: "BACKWARD" }],
    ["the default context's", { "": FULL }, "s", { compatibilityLevel: "FULL" }],
    ["its own", { "": FULL, s: NONE }, "s", { compatibilityLevel: "NONE" }],
    ["its context's", { "": FULL, ":.ctx:": NONE }, ":.ctx:s", { compatibilityLevel: "NONE" }],
    ["not the default context's in another", { "": FULL }, ":.ctx:s", { compatibilityLevel: "BACKWARD" }],
    ["the global one in every context", { ":.__GLOBAL:": FULL }, ":.ctx:s", { compatibilityLevel: "FULL" }],
    ["the global one in the default context", { ":.__GLOBAL:": FULL }, "s", { compatibilityLevel: "FULL" }],
    [
      "the context's rather than the global one",
      { ":.__GLOBAL:": FULL, "": NONE },
      "s",
      { compatibilityLevel: "NONE" },
    ],
    [
      "its own, with what is inherited, and the server's level",
      { "": { ...FULL, normalize: true, compatibilityGroup: "g", alias: "x" }, s: { validateFields: true } },
      "s",
      { compatibilityLevel: "BACKWARD", normalize: true, compatibilityGroup: "g", validateFields: true },
    ],
    [
      "without metadata of a broader scope",
      { "": { defaultMetadata: { properties: { a: "b" } } }, s: NONE },
      "s",
      { compatibilityLevel: "NONE" },
    ],
  ])("is %s", async (_, entries, scope, expected) => {
    expect(await effective(entries, scope)).toEqual(expected);
  });
});

describe("a configuration", () => {
  it("is answered as it then is, with its level by the request's name", async () => {
    const { ask } = createCore();
    const metadata = { properties: { b: "1", a: "2" }, tags: {}, sensitive: ["x", "x"] };
    const first = await ask("PUT", "/config/s", { compatibility: "full", defaultMetadata: metadata, unknown: 1 });
    expect(first.body).toBe(
      '{"defaultMetadata":{"properties":{"a":"2","b":"1"},"sensitive":["x"]},"compatibility":"FULL"}',
    );
    const second = await ask("PUT", "/config/s", { normalize: false, defaultMetadata: null });
    expect(second.json).toEqual({ compatibility: "FULL", normalize: false });
    expect((await ask("GET", "/config/s")).json).toEqual({ compatibilityLevel: "FULL", normalize: false });
    await ask("PUT", "/config/s", { compatibility: null, normalize: null });
    expect((await ask("GET", "/config/s")).json).toEqual({ compatibilityLevel: "BACKWARD" });
  });

  it.each([
    [{ compatibility: "x" }, 42203],
    [{ compatibility: 1 }, 42203],
    [{ compatibilityPolicy: "x" }, 42203],
    [{ normalize: "x" }, 400],
    [{ alias: ["x"] }, 400],
    [{ defaultMetadata: { properties: { a: {} } } }, 400],
  ])("such as %j is refused", async (body, code) => {
    const { ask } = createCore();
    expect((await ask("PUT", "/config/s", body)).json).toMatchObject({ error_code: code });
    expect((await ask("GET", "/config/s")).status).toBe(404);
  });

  it("goes with the last version of its subject", async () => {
    const { ask } = createCore();
    await ask("POST", "/subjects/s/versions", { schema: '"string"' });
    await ask("PUT", "/config/s", { compatibility: "NONE" });
    await ask("PUT", "/mode/s", { mode: "READWRITE" });
    await ask("DELETE", "/subjects/s/versions/1");
    expect((await ask("GET", "/config/s")).status).toBe(200);
    await ask("DELETE", "/subjects/s/versions/1?permanent=true");
    expect((await ask("GET", "/config/s")).json).toMatchObject({ error_code: 40408 });
    expect((await ask("GET", "/mode/s")).json).toMatchObject({ error_code: 40409 });
  });

  it("can be set for a subject that is not there, and gives its alias to those that are", async () => {
    const { ask } = createCore();
    await ask("POST", "/subjects/:.ctx:real/versions", { schema: '"string"' });
    await ask("PUT", "/config/:.ctx:al", { alias: "real" });
    expect((await ask("GET", "/subjects/:.ctx:al/versions/1")).json).toMatchObject({ subject: ":.ctx:real" });
    expect((await ask("GET", "/contexts/.ctx/subjects/al/versions")).json).toEqual([1]);
    const checked = await ask("POST", "/compatibility/subjects/:.ctx:al/versions/1", { schema: '"int"' });
    expect(checked.json).toEqual({ is_compatible: false });
  });
});
