import { describe, expect, it } from "vitest";
import { createCore } from "../../../test/core.js";

function record(...fields: readonly string[]): string {
  return JSON.stringify({
    type: "record",
    name: "R",
    fields: fields.map((name) =>
      name.endsWith("?") ? { name: name.slice(0, -1), type: "string", default: "" } : { name, type: "string" },
    ),
  });
}

describe("compatibility", () => {
  // The first version has `f`; the second has `f` and `g`, both with defaults.
  const [both, none, bare, other] = [record("f"), record(), record("g"), record("h")];
  it.each([
    ["NONE", [both, none, bare, other]],
    ["BACKWARD", [both, none, bare]],
    ["BACKWARD_TRANSITIVE", [both, none]],
    ["FORWARD", [both, none, bare, other]],
    ["FORWARD_TRANSITIVE", [both]],
    ["FULL", [both, none, bare]],
    ["FULL_TRANSITIVE", [both]],
  ])("at %s asks about the versions, and in the directions, that the level names", async (compatibility, expected) => {
    const { ask } = createCore();
    await ask("PUT", "/config/s", { compatibility: "NONE" });
    await ask("POST", "/subjects/s/versions", { schema: record("f") });
    await ask("POST", "/subjects/s/versions", { schema: record("f?", "g?") });
    await ask("PUT", "/config/s", { compatibility });
    const compatible: string[] = [];
    for (const schema of [both, none, bare, other]) {
      const { json } = await ask("POST", "/compatibility/subjects/s/versions", { schema });
      if (json["is_compatible"] === true) compatible.push(schema);
    }
    expect(compatible).toEqual(expected);
  });

  it("is not asked of soft-deleted versions", async () => {
    const { ask } = createCore();
    await ask("POST", "/subjects/s/versions", { schema: record("f") });
    const next = { schema: record("f", "g") };
    expect((await ask("POST", "/subjects/s/versions", next)).status).toBe(409);
    await ask("DELETE", "/subjects/s/versions/1");
    expect((await ask("POST", "/subjects/s/versions", next)).json).toMatchObject({ version: 2 });
  });

  it("of one version is that version's, whatever is the latest", async () => {
    const { ask } = createCore();
    await ask("PUT", "/config/s", { compatibility: "NONE" });
    await ask("POST", "/subjects/s/versions", { schema: record("f") });
    await ask("POST", "/subjects/s/versions", { schema: record("g") });
    await ask("PUT", "/config/s", { compatibility: "BACKWARD" });
    const of = async (version: string) =>
      (await ask("POST", `/compatibility/subjects/s/versions/${version}`, { schema: record("f") })).json;
    expect(await of("1")).toEqual({ is_compatible: true });
    expect(await of("latest")).toEqual({ is_compatible: false });
    await ask("DELETE", "/subjects/s/versions/1");
    expect(await of("1")).toMatchObject({ error_code: 40402, message: "Version 1 not found." });
  });

  it("is explained to those who ask, and changes nothing", async () => {
    const { ask, log } = createCore();
    await ask("POST", "/subjects/s/versions", { schema: record("f") });
    const before = log.length;
    const { json } = await ask("POST", "/compatibility/subjects/s/versions?verbose=true", { schema: record("f", "g") });
    expect(json).toEqual({
      is_compatible: false,
      messages: [
        "{errorType:'READER_FIELD_MISSING_DEFAULT_VALUE', description:'The field 'g' at path '/fields/1' in the new schema " +
          "has no default value and is missing in the old schema', additionalInfo:'g'}",
        "{oldSchemaVersion: 1}",
        `{oldSchema: '${record("f")}'}`,
        "{validateFields: 'false', compatibility: 'BACKWARD'}",
      ],
    });
    const refused = await ask("POST", "/subjects/s/versions", { schema: record("f", "g") });
    const details = (json["messages"] as unknown as string[]).join(", ");
    expect(refused.json).toEqual({
      error_code: 40901,
      message: `Schema being registered is incompatible with an earlier schema for subject "s", details: [${details}]`,
    });
    const empty = await ask("POST", "/compatibility/subjects/s/versions", {});
    expect(empty.json).toEqual({ error_code: 42201, message: "Empty schema" });
    expect(log).toHaveLength(before);
  });

  it("is lenient for JSON Schema where the configuration says so", async () => {
    const { ask } = createCore();
    const json = (schema: object) => ({ schema: JSON.stringify({ type: "object", ...schema }), schemaType: "JSON" });
    await ask("POST", "/subjects/s/versions", json({ properties: { a: { type: "string" } } }));
    const more = json({ properties: { a: { type: "string" }, b: { type: "string" } } });
    expect((await ask("POST", "/subjects/s/versions", more)).status).toBe(409);
    await ask("PUT", "/config/s", { compatibilityPolicy: "lenient" });
    expect((await ask("POST", "/subjects/s/versions", more)).status).toBe(200);
  });

  it("keeps reserved fields, even at NONE, where fields are validated", async () => {
    const { ask } = createCore();
    await ask("PUT", "/config/s", { compatibility: "NONE", validateFields: true });
    const reserved = (names: string) => ({ properties: { "confluent:reserved": names } });
    const first = { schema: record("f"), metadata: reserved("g,h") };
    expect((await ask("POST", "/subjects/s/versions", first)).status).toBe(200);
    const removed = await ask("POST", "/subjects/s/versions", { schema: record("f"), metadata: reserved("g") });
    expect([removed.status, removed.json["message"]]).toEqual([
      409,
      expect.stringContaining("reserved field h removed"),
    ]);
    const used = await ask("POST", "/subjects/s/versions", { schema: record("f", "g"), metadata: reserved("g,h") });
    expect([used.status, used.json["message"]]).toEqual([409, expect.stringContaining("the reserved field g")]);
  });

  it("cannot be had with a version that cannot be read any more", async () => {
    const { ask, registry } = createCore();
    const key = { keytype: "SCHEMA", subject: "s", version: 1, magic: 1 } as const;
    registry.commit([{ key, value: { subject: "s", version: 1, id: 1, schema: "{", deleted: false } }]);
    const { status, json } = await ask("POST", "/subjects/s/versions", { schema: record("f") });
    expect([status, json["message"]]).toEqual([
      409,
      expect.stringContaining("Unexpected exception during compatibility check"),
    ]);
    expect((await ask("GET", "/subjects/s/versions/1?format=resolved")).json).toMatchObject({ error_code: 42201 });
  });
});
