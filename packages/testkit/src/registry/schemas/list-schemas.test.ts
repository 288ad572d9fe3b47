import { describe, expect, it } from "vitest";
import { createCore } from "../../../test/core.js";

async function withSubjects() {
  const core = createCore();
  await core.ask("PUT", "/config", { compatibility: "NONE" });
  for (const [subject, schema] of [
    ["a", '"string"'],
    ["a", '"int"'],
    ["b", '"string"'],
    [":.ctx:a", '"string"'],
  ] as const) {
    await core.ask("POST", `/subjects/${subject}/versions`, { schema });
  }
  await core.ask("DELETE", "/subjects/a/versions/2");
  await core.ask("PUT", "/config/al", { alias: "b" });
  return core;
}

describe("GET /schemas", () => {
  it.each([
    ["", ["a 1", "b 1"]],
    ["?deleted=true", ["a 1", "a 2", "b 1"]],
    ["?deleted=true&latestOnly=true", ["a 2", "b 1"]],
    ["?latestOnly=true", ["a 1", "b 1"]],
    ["?subjectPrefix=:*:", [":.ctx:a 1", "a 1", "b 1"]],
    ["?subjectPrefix=:.ctx:", [":.ctx:a 1"]],
    ["?subjectPrefix=al", []],
    ["?subjectPrefix=al&aliases=true", ["b 1 [al]"]],
    ["?aliases=true", ["a 1", "b 1 [al]"]],
    ["?limit=1", ["a 1"]],
    ["?offset=1&limit=5000", ["b 1"]],
    ["?offset=-1&limit=-1", ["a 1", "b 1"]],
  ])("%s lists %j", async (query, expected) => {
    const { ask } = await withSubjects();
    const { json } = await ask("GET", `/schemas${query}`);
    const listed = json as unknown as { subject: string; version: number; aliases?: string[] }[];
    expect(
      listed.map(({ subject, version, aliases }) => `${subject} ${version}${aliases ? ` [${aliases}]` : ""}`),
    ).toEqual(expected);
  });
});

describe("GET /subjects", () => {
  it.each([
    ["", [":.ctx:a", "a", "b"]],
    ["?subjectPrefix=", ["a", "b"]],
    ["?subjectPrefix=:*:b", ["b"]],
    ["?deletedOnly=true", []],
    ["?offset=1&limit=1", ["a"]],
  ])("%s lists %j", async (query, expected) => {
    const { ask } = await withSubjects();
    expect((await ask("GET", `/subjects${query}`)).json).toEqual(expected);
  });

  it("counts a subject as deleted when all of its versions are", async () => {
    const { ask } = await withSubjects();
    await ask("DELETE", "/subjects/a");
    expect((await ask("GET", "/subjects?subjectPrefix=")).json).toEqual(["b"]);
    expect((await ask("GET", "/subjects?deletedOnly=true&deleted=true")).json).toEqual(["a"]);
    expect((await ask("GET", "/subjects?deleted=TRUE&subjectPrefix=")).json).toEqual(["a", "b"]);
  });
});

describe("a schema by id", () => {
  it.each([
    ["/schemas/ids/1", "a 1"],
    ["/schemas/ids/1?subject=b", "b 1"],
    ["/schemas/ids/1?subject=al", "b 1"],
    ["/schemas/ids/1?subject=none", "a 1"],
    ["/schemas/ids/1?subject=:.ctx:", ":.ctx:a 1"],
    ["/schemas/ids/1?subject=:.ctx:a", ":.ctx:a 1"],
    ["/schemas/ids/1?subject=:.ctx:none", "40403"],
    ["/schemas/ids/2?subject=:.ctx:a", "40403"],
    ["/schemas/ids/2", "a 2"],
    ["/schemas/ids/-1", "40403"],
  ])("%s is %s", async (target, expected) => {
    const { ask } = await withSubjects();
    const { json } = await ask("GET", target);
    expect(
      json["error_code"] === undefined ? `${json["subject"]} ${json["version"]}` : String(json["error_code"]),
    ).toBe(expected);
    expect(json).not.toHaveProperty("id");
  });

  it("is the same by GUID in every context, without a subject", async () => {
    const { ask } = await withSubjects();
    const { guid } = (await ask("GET", "/subjects/a/versions/1")).json;
    const plain = String(guid).replaceAll("-", "");
    for (const form of [String(guid), plain, plain.toUpperCase()]) {
      const { json } = await ask("GET", `/schemas/guids/${form}`);
      expect(json).toEqual({ guid, schemaType: "AVRO", schema: '"string"', ts: expect.any(Number), deleted: false });
      expect((await ask("GET", `/schemas/guids/${form}/ids`)).json).toEqual([
        { context: ".", id: 1 },
        { context: ".ctx", id: 1 },
      ]);
    }
  });
});
