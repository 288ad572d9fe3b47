import { describe, expect, it } from "vitest";
import { recordingClient } from "../../test/recording-transport.js";
import { IncompatibleSchemaError } from "../errors/incompatible-schema-error.js";
import { ResponseError } from "../errors/response-error.js";
import { UsageError } from "../errors/usage-error.js";
import type { RegistryClient } from "./create-registry-client.js";

/** Answers every route that is asked here well enough. */
const VERSION = { subject: "s", version: 1, id: 1, schema: '"int"', mode: "READWRITE", is_compatible: true };
const DEK = { kekName: "k", subject: "s", version: 1, algorithm: "AES256_GCM" };
const INT = { schema: '"int"' };

describe("peer failure 7: names in paths are encoded on every route", () => {
  const names: readonly (readonly [string, string])[] = [
    ["a/b", "a%2Fb"],
    ["100%", "100%25"],
    ["a%2Fb", "a%252Fb"],
    ["a b", "a%20b"],
    ["a+b", "a%2Bb"],
    ["a?b#c&d=e", "a%3Fb%23c%26d%3De"],
    ["Größe", "Gr%C3%B6%C3%9Fe"],
    ["注文", "%E6%B3%A8%E6%96%87"],
    ["📦", "%F0%9F%93%A6"],
    [":.ctx:s", "%3A.ctx%3As"],
    [":.ctx:a/b", "%3A.ctx%3Aa%2Fb"],
    ["..", "%2E%2E"],
    [".", "%2E"],
    ["...", "..."],
    ["a..b", "a..b"],
    ["{subject}", "%7Bsubject%7D"],
    ["$&", "%24%26"],
  ];
  const calls: readonly (readonly [string, (client: RegistryClient, name: string) => Promise<unknown>, unknown])[] = [
    ["/subjects/{}/versions", (client, name) => client.subjects.versions(name), []],
    ["/subjects/{}/versions/latest", (client, name) => client.subjects.latest(name), VERSION],
    ["/subjects/{}", (client, name) => client.subjects.lookup(name, INT), VERSION],
    ["/subjects/{}/versions", (client, name) => client.subjects.register(name, INT), VERSION],
    [
      "/compatibility/subjects/{}/versions?verbose=true",
      (client, name) => client.compatibility.checkAll(name, INT),
      VERSION,
    ],
    ["/config/{}", (client, name) => client.config.get(name), VERSION],
    ["/mode/{}", (client, name) => client.mode.get(name), VERSION],
    ["/dek-registry/v1/keks/k/deks/{}", (client, name) => client.dekRegistry.deks.get("k", name), DEK],
    ["/associations/subjects/{}", (client, name) => client.associations.bySubject(name), []],
    ["/schemas/ids/1/subjects?subject={}", (client, name) => client.schemas.subjects(1, { subject: name }), []],
    ["/schemas/ids/1?subject={}", (client, name) => client.schemas.byId(1, { subject: name }), VERSION],
  ];

  describe.each(calls)("%s", (path, call, body) => {
    it.each(names)("%j is sent as %s", async (name, encoded) => {
      const { client, requests } = recordingClient({}, { body });
      await call(client, name);
      expect(requests.map((request) => request.path)).toEqual([path.replace("{}", () => encoded)]);
    });

    it("half of a surrogate pair is refused, and not sent as something else", async () => {
      const { client, requests } = recordingClient({}, { body });
      await expect(call(client, "a\ud800")).rejects.toThrow(UsageError);
      expect(requests).toEqual([]);
    });
  });

  it.each(calls.filter(([path]) => !path.includes("?subject=")))(
    "%s: an empty name is refused",
    async (_, call, body) => {
      const { client, requests } = recordingClient({}, { body });
      await expect(call(client, "")).rejects.toThrow(UsageError);
      expect(requests).toEqual([]);
    },
  );
});

describe('the client option `context: ".staging"`', () => {
  const S = "%3A.staging%3A";
  it.each<[string, (client: RegistryClient) => Promise<unknown>, unknown]>([
    [`/subjects?subjectPrefix=${S}`, (client) => client.subjects.list(), []],
    [`/subjects?subjectPrefix=${S}a`, (client) => client.subjects.list({ subjectPrefix: "a" }), []],
    [`/subjects?subjectPrefix=${S}`, (client) => client.subjects.list({ subjectPrefix: "" }), []],
    ["/subjects?subjectPrefix=%3A*%3A", (client) => client.subjects.list({ subjectPrefix: ":*:" }), []],
    [`/subjects/${S}s/versions`, (client) => client.subjects.versions("s"), []],
    ["/subjects/%3A.other%3As/versions", (client) => client.subjects.versions(":.other:s"), []],
    ["/subjects/s/versions", (client) => client.subjects.versions(":.:s"), []],
    [`/subjects/${S}s/versions/1`, (client) => client.subjects.version("s", 1), VERSION],
    [`/subjects/${S}s/versions/latest`, (client) => client.subjects.latest("s"), VERSION],
    [
      `/subjects/${S}s/metadata?key=a&value=b`,
      (client) => client.subjects.latestWithMetadata("s", { a: "b" }),
      VERSION,
    ],
    [`/subjects/${S}s/versions/1/schema`, (client) => client.subjects.text("s", 1), VERSION],
    [`/subjects/${S}s/versions/1/referencedby`, (client) => client.subjects.referencedBy("s", 1), []],
    [`/subjects/${S}s/versions`, (client) => client.subjects.register("s", INT), VERSION],
    [`/subjects/${S}s`, (client) => client.subjects.lookup("s", INT), VERSION],
    [`/subjects/${S}s`, (client) => client.subjects.delete("s"), []],
    [`/subjects/${S}s/versions/1`, (client) => client.subjects.deleteVersion("s", 1), 1],
    [`/subjects/${S}s/versions/1/tags`, (client) => client.subjects.updateTags("s", 1, {}), VERSION],
    [`/schemas?subjectPrefix=${S}`, (client) => client.schemas.list(), []],
    [`/schemas?subjectPrefix=${S}a`, (client) => client.schemas.list({ subjectPrefix: "a" }), []],
    [`/schemas/ids/1?subject=${S}`, (client) => client.schemas.byId(1), VERSION],
    [`/schemas/ids/1?subject=${S}s`, (client) => client.schemas.byId(1, { subject: "s" }), VERSION],
    ["/schemas/ids/1?subject=%3A.other%3A", (client) => client.schemas.byId(1, { subject: ":.other:" }), VERSION],
    [`/schemas/ids/1/schema?subject=${S}`, (client) => client.schemas.text(1), VERSION],
    [`/schemas/ids/1/subjects?subject=${S}`, (client) => client.schemas.subjects(1), []],
    [`/schemas/ids/1/versions?subject=${S}`, (client) => client.schemas.versions(1), []],
    ["/schemas/guids/g", (client) => client.schemas.byGuid("g"), VERSION],
    ["/schemas/guids/g/ids", (client) => client.schemas.idsOfGuid("g"), []],
    ["/schemas/types", (client) => client.schemas.types(), []],
    [
      `/compatibility/subjects/${S}s/versions/1?verbose=true`,
      (client) => client.compatibility.check("s", 1, INT),
      VERSION,
    ],
    [
      `/compatibility/subjects/${S}s/versions?verbose=true`,
      (client) => client.compatibility.checkAll("s", INT),
      VERSION,
    ],
    [`/config/${S}`, (client) => client.config.get(), {}],
    [`/config/${S}`, (client) => client.config.set(undefined, { normalize: true }), {}],
    [`/config/${S}s`, (client) => client.config.delete("s"), {}],
    [`/mode/${S}`, (client) => client.mode.get(), VERSION],
    [`/mode/${S}s`, (client) => client.mode.set("s", "READONLY"), VERSION],
    [`/mode/${S}`, (client) => client.mode.delete(), VERSION],
    ["/contexts", (client) => client.contexts.list(), []],
    [`/associations/subjects/${S}s`, (client) => client.associations.bySubject("s"), []],
    [`/associations?context=${S}`, (client) => client.associations.create({ associations: [] }), {}],
    ["/associations", (client) => client.associations.create({ associations: [] }, { context: "." }), {}],
    ["/dek-registry/v1/keks", (client) => client.dekRegistry.keks.list(), []],
    [`/dek-registry/v1/keks?subjectPrefix=${S}a`, (client) => client.dekRegistry.keks.list({ subjectPrefix: "a" }), []],
    [`/dek-registry/v1/keks/k/deks/${S}s`, (client) => client.dekRegistry.deks.get("k", "s"), DEK],
    [
      `/dek-registry/v1/keks/k/deks/${S}s/versions/2`,
      (client) => client.dekRegistry.deks.get("k", "s", { version: 2 }),
      DEK,
    ],
    [`/dek-registry/v1/keks/k/deks/${S}s/versions`, (client) => client.dekRegistry.deks.versions("k", "s"), []],
    [`/dek-registry/v1/keks/k/deks/${S}s`, (client) => client.dekRegistry.deks.create("k", { subject: "s" }), DEK],
    [`/dek-registry/v1/keks/k/deks/${S}s`, (client) => client.dekRegistry.deks.delete("k", "s"), {}],
    [
      `/dek-registry/v1/keks/k/deks/${S}s/versions/2`,
      (client) => client.dekRegistry.deks.deleteVersion("k", "s", 2),
      {},
    ],
    [`/dek-registry/v1/keks/k/deks/${S}s/undelete`, (client) => client.dekRegistry.deks.undelete("k", "s"), {}],
    [
      `/dek-registry/v1/keks/k/deks/${S}s/versions/2/undelete`,
      (client) => client.dekRegistry.deks.undeleteVersion("k", "s", 2),
      {},
    ],
  ])("%s", async (path, call, body) => {
    const { client, requests } = recordingClient({ context: ".staging" }, { body });
    await call(client);
    expect(requests.map((request) => request.path)).toEqual([path]);
  });

  it("is in the body of a new data encryption key too", async () => {
    const { client, requests } = recordingClient({ context: ".staging" }, { body: DEK });
    await client.dekRegistry.deks.create("k", { subject: "s" });
    expect(requests[0]?.body).toEqual({ subject: ":.staging:s" });
  });

  it.each([".staging", ":.staging:", ":.staging"])("may be written as %s", async (context) => {
    const { client, requests } = recordingClient({ context }, { body: [] });
    await client.subjects.versions("s");
    expect(requests[0]?.path).toBe(`/subjects/${S}s/versions`);
  });

  it.each([".", ":.:"])("%s is the default context, of which names say nothing", async (context) => {
    const { client, requests } = recordingClient({ context }, { body: [] });
    await client.subjects.versions("s");
    await client.subjects.list();
    expect(requests.map((request) => request.path)).toEqual(["/subjects/s/versions", "/subjects"]);
  });
});

describe("an incompatible schema", () => {
  const reason =
    "{errorType:'READER_FIELD_MISSING_DEFAULT_VALUE', description:'The field 'f2' at path '/fields/1' in the new schema has no default value and is missing in the old schema', additionalInfo:'f2'}";
  const old = `{oldSchemaVersion: 1}, {oldSchema: '{"type":"record","name":"R","fields":[{"name":"f1","type":"string"}]}'}`;
  const issues = [
    {
      rule: "READER_FIELD_MISSING_DEFAULT_VALUE",
      path: "/fields/1",
      message:
        "The field 'f2' at path '/fields/1' in the new schema has no default value and is missing in the old schema (f2)",
    },
  ];

  it.each([
    [409, "{compatibility: 'BACKWARD'}"],
    [40901, "{compatibility: 'BACKWARD'}"],
    [409, "{validateFields: 'false', compatibility: 'BACKWARD'}"],
    [40901, "{validateFields: 'true', compatibility: 'BACKWARD'}"],
  ])("is an IncompatibleSchemaError: code %i, %s", async (code, level) => {
    const message = `Schema being registered is incompatible with an earlier schema for subject ":.ctx:a/b", details: [${reason}, ${old}, ${level}]`;
    const { client } = recordingClient({}, { status: 409, body: { error_code: code, message } });
    const error = await client.subjects.register(":.ctx:a/b", INT).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(IncompatibleSchemaError);
    expect(error).toMatchObject({ subject: ":.ctx:a/b", issues, level: "BACKWARD", version: 1 });
    expect((error as IncompatibleSchemaError).cause).toBeInstanceOf(ResponseError);
    expect((error as IncompatibleSchemaError).cause).toMatchObject({ status: 409, errorCode: code });
  });

  it("is one when tags are refused, too", async () => {
    const body = { error_code: 40901, message: "Schema being registered is incompatible" };
    const { client } = recordingClient({}, { status: 409, body });
    const error = await client.subjects.updateTags("s", 1, {}).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(IncompatibleSchemaError);
    expect(error).toMatchObject({ subject: "s", issues: [{ rule: "", path: "", message: body.message }] });
  });

  it("lists every reason", async () => {
    const other =
      "{errorType:'TYPE_MISMATCH', description:'The type (path '/fields/0/type') of a field in the new schema does not match with the old schema', additionalInfo:'reader type: INT not compatible with writer type: STRING'}";
    const message = `Schema being registered is incompatible with an earlier schema for subject "s", details: [${reason}, ${other}, ${old}, {compatibility: 'FULL_TRANSITIVE'}]`;
    const { client } = recordingClient({}, { status: 409, body: { error_code: 409, message } });
    await expect(client.subjects.register("s", INT)).rejects.toMatchObject({
      level: "FULL_TRANSITIVE",
      issues: [{ path: "/fields/1" }, { path: "/fields/0/type", rule: "TYPE_MISMATCH" }],
    });
  });
});

describe("client.request()", () => {
  it("calls what the client does not know, with the same headers, encoding and errors", async () => {
    const { client, requests } = recordingClient({ headers: { "X-Team": "a" } }, { status: 207, body: { a: 1 } });
    const route = "/subjects/{subject}/provenance";
    const endpoint = { method: "POST", route, params: { subject: "a/b" }, query: { depth: 2 }, body: {} } as const;
    expect(await client.request(endpoint)).toEqual({ a: 1 });
    expect(requests[0]).toMatchObject({ path: "/subjects/a%2Fb/provenance?depth=2", idempotent: false });
    expect(requests[0]?.headers).toMatchObject({ "x-team": "a", "confluent-accept-unknown-properties": "true" });
  });

  it("gives undefined for 204", async () => {
    const { client } = recordingClient({}, { status: 204 });
    expect(await client.request({ method: "DELETE", route: "/x" })).toBeUndefined();
  });
});
