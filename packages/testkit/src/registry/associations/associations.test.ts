import type { AssociationInput } from "@magicbyte/registry";
import { describe, expect, it } from "vitest";
import { createBed, refusalOf } from "../../../test/registry/bed.js";
import { allRoutes } from "../api/routes.js";
import type { Settings } from "../registry.js";

const TOPIC = { resourceName: "orders.v1", resourceNamespace: "lkc-1", resourceId: "id-1" };
const OTHER = { resourceName: "other", resourceNamespace: "lkc-1", resourceId: "id-2" };
const SCHEMA = { schema: '{"type":"record","name":"R","fields":[{"name":"a","type":"string"}]}' };
const INCOMPATIBLE = { schema: '{"type":"record","name":"R","fields":[{"name":"b","type":"string"}]}' };

function bed(settings: Partial<Settings> = {}) {
  const { client, send } = createBed(allRoutes, settings);
  return { client, send, associations: client.associations };
}

/** A registry where `subject` has a version. */
async function withSubject(subject = "s") {
  const { client, send } = bed();
  await client.subjects.register(subject, SCHEMA);
  return { client, send, associations: client.associations };
}

const of = (...associations: AssociationInput[]) => ({ ...TOPIC, associations });

describe("associations", () => {
  it("are there since 8.2", async () => {
    const { associations } = bed({ version: "7.9" });
    expect(await refusalOf(associations.bySubject("s"))).toMatchObject({ status: 404, code: 404 });
    expect(await bed({ version: "8.2" }).associations.bySubject("s")).toEqual([]);
  });

  it("are made with the schemas that they come with", async () => {
    const { client, associations } = bed();
    const made = await associations.create(
      of(
        { subject: "k", associationType: "key", schema: { schema: '"string"' } },
        { subject: "v", lifecycle: "STRONG", schema: SCHEMA },
      ),
    );
    expect(made).toMatchObject({
      ...TOPIC,
      resourceType: "topic",
      associations: [
        { subject: "k", associationType: "key", lifecycle: "WEAK", frozen: false, schema: { id: 1, version: 1 } },
        { subject: "v", associationType: "value", lifecycle: "STRONG", frozen: false, schema: { id: 2, ...SCHEMA } },
      ],
    });
    expect(await client.subjects.list()).toEqual(["k", "v"]);
  });

  it("are found by subject, and by the resource's id or name", async () => {
    const { client, associations } = await withSubject();
    await client.subjects.register("k", SCHEMA);
    await associations.create(of({ subject: "s" }, { subject: "k", associationType: "key", lifecycle: "STRONG" }));
    await associations.create({ ...OTHER, associations: [{ subject: "s" }] });
    const subjects = async (found: ReturnType<typeof associations.bySubject>) =>
      (await found).map(({ resourceName, associationType, subject }) => [resourceName, associationType, subject]);
    expect(await subjects(associations.bySubject("s"))).toEqual([
      ["orders.v1", "value", "s"],
      ["other", "value", "s"],
    ]);
    const own = [
      ["orders.v1", "key", "k"],
      ["orders.v1", "value", "s"],
    ];
    expect(await subjects(associations.byResourceId("id-1"))).toEqual(own);
    expect(await subjects(associations.byResourceName("lkc-1", "orders.v1"))).toEqual(own);
    expect(await subjects(associations.byResourceName("-", "orders.v1"))).toEqual(own);
    expect(await subjects(associations.byResourceName("lkc-2", "orders.v1"))).toEqual([]);
    expect(await subjects(associations.byResourceId("id-1", { associationType: "key" }))).toEqual([own[0]]);
    expect(await subjects(associations.byResourceId("id-1", { lifecycle: "WEAK" }))).toEqual([own[1]]);
    expect(await subjects(associations.byResourceId("id-1", { offset: 1, limit: 1 }))).toEqual([own[1]]);
    expect(await subjects(associations.byResourceId("id-1", { resourceType: "other" }))).toEqual([]);
  });

  it("are shown beside the schemas of a list that asks for them", async () => {
    const { client, send, associations } = await withSubject();
    await client.subjects.register("t", SCHEMA);
    await associations.create(of({ subject: "s" }));
    const list = async (query: string) => {
      const { body } = await send("GET", `/schemas${query}`);
      return (body as { subject: string; associations?: object[] }[]).map((one) => [one.subject, one.associations]);
    };
    expect(await list("")).toEqual([["s"], ["t"]].map(([subject]) => [subject, undefined]));
    const [own, other] = await list("?resourceType=topic&lifecycle=WEAK");
    expect(own).toMatchObject(["s", [{ ...TOPIC, associationType: "value", lifecycle: "WEAK" }]]);
    expect(other).toEqual(["t", undefined]);
    expect(await list("?associationType=key")).toEqual([["s"], ["t"]].map(([subject]) => [subject, undefined]));
  });

  it("have a GUID, which stays", async () => {
    const { associations } = await withSubject();
    await associations.create(of({ subject: "s" }));
    const [before] = await associations.bySubject("s");
    await associations.createOrUpdate("id-1", of({ subject: "s", lifecycle: "STRONG" }));
    const [after] = await associations.bySubject("s");
    expect(before?.guid).toMatch(/^[0-9a-f-]{36}$/);
    expect(after).toEqual({ ...before, lifecycle: "STRONG" });
  });

  it("are of a subject in the context that is asked for, and by default of one named after the resource", async () => {
    const { client, associations } = bed();
    await associations.create(of({ subject: "s", schema: SCHEMA }), { context: ".c" });
    const resource = { ...OTHER, associations: [{ schema: SCHEMA }] };
    await associations.create(resource);
    expect(await client.subjects.list({ subjectPrefix: ":*:" })).toEqual([":.c:s", ":.lkc-1:other-value"]);
  });

  it("of a dry run are checked and not made", async () => {
    const { client, associations } = bed();
    const tried = await associations.create(of({ subject: "s", schema: SCHEMA }), { dryRun: true });
    expect(tried).toMatchObject({ ...TOPIC, associations: [] });
    expect([await client.subjects.list(), await associations.bySubject("s")]).toEqual([[], []]);
    const refused = associations.create(of({ subject: "s" }), { dryRun: true });
    expect(await refusalOf(refused)).toMatchObject({ code: 40907 });
  });

  it.each<[string, AssociationInput, AssociationInput, number, number]>([
    ["with another lifecycle", { subject: "s" }, { subject: "s", lifecycle: "STRONG" }, 409, 40903],
    ["with another subject", { subject: "s" }, { subject: "t", schema: SCHEMA }, 409, 40903],
    ["with another schema", { subject: "s" }, { subject: "s", schema: { schema: '"int"' } }, 409, 40903],
  ])("are not made twice %s", async (_, first, second, status, code) => {
    const { associations } = await withSubject();
    await associations.create(of(first));
    expect(await refusalOf(associations.create(of(second)))).toMatchObject({ status, code });
  });

  it("may be made again as they are", async () => {
    const { associations } = await withSubject();
    await associations.create(of({ subject: "s", schema: SCHEMA }));
    await associations.create(of({ subject: "s", schema: SCHEMA }));
    expect(await associations.bySubject("s")).toHaveLength(1);
  });

  it("that are strong are a subject's only ones", async () => {
    const { associations } = await withSubject();
    const other = (lifecycle: "STRONG" | "WEAK") => ({ ...OTHER, associations: [{ subject: "s", lifecycle }] });
    await associations.create(of({ subject: "s" }));
    expect(await refusalOf(associations.create(other("STRONG")))).toMatchObject({ status: 409, code: 40904 });
    await associations.createOrUpdate("id-1", of({ subject: "s", lifecycle: "STRONG" }));
    expect(await refusalOf(associations.create(other("WEAK")))).toMatchObject({ status: 409, code: 40905 });
  });

  it("that are strong keep others from referencing the subject", async () => {
    const { client, associations } = await withSubject();
    await associations.create(of({ subject: "s", lifecycle: "STRONG" }));
    const referrer = {
      schema: '{"type":"record","name":"Q","fields":[{"name":"r","type":"R"}]}',
      references: [{ name: "R", subject: "s", version: 1 }],
    };
    expect(await refusalOf(client.subjects.register("q", referrer))).toMatchObject({ status: 422, code: 42205 });
  });

  it("that are frozen cannot be changed, and go with their subject only", async () => {
    const { client, associations } = bed();
    await associations.create(of({ subject: "s", lifecycle: "STRONG", frozen: true, schema: SCHEMA }));
    const change = associations.createOrUpdate("id-1", of({ subject: "s", lifecycle: "WEAK" }));
    expect(await refusalOf(change)).toMatchObject({ status: 409, code: 40908 });
    const thaw = associations.createOrUpdate("id-1", of({ subject: "s", frozen: false }));
    expect(await refusalOf(thaw)).toMatchObject({ status: 422, code: 42212 });
    expect(await refusalOf(associations.delete("id-1"))).toMatchObject({ status: 409, code: 40908 });
    await associations.delete("id-1", { cascadeLifecycle: true });
    expect(await client.subjects.list({ deleted: true })).toEqual([]);
  });

  it("do not change their subject", async () => {
    const { client, associations } = await withSubject();
    await client.subjects.register("t", SCHEMA);
    await associations.create(of({ subject: "s" }));
    const change = associations.createOrUpdate("id-1", of({ subject: "t" }));
    expect(await refusalOf(change)).toMatchObject({ status: 422, code: 42212 });
  });

  it("register no schema that is incompatible", async () => {
    const { associations } = await withSubject();
    const refused = await refusalOf(associations.create(of({ subject: "s", schema: INCOMPATIBLE })));
    expect(refused).toMatchObject({ status: 409, code: 40901 });
    expect(await associations.bySubject("s")).toEqual([]);
  });

  it("are deleted by type, and their subjects with them where that is asked for and they are strong", async () => {
    const { client, associations } = await withSubject();
    await client.subjects.register("k", SCHEMA);
    await associations.create(of({ subject: "s", lifecycle: "STRONG" }, { subject: "k", associationType: "key" }));
    await associations.delete("id-1", { associationType: "key", cascadeLifecycle: true });
    expect(await associations.byResourceId("id-1")).toHaveLength(1);
    await associations.delete("id-1", { cascadeLifecycle: true, dryRun: true });
    expect(await associations.byResourceId("id-1")).toHaveLength(1);
    await associations.delete("id-1", { cascadeLifecycle: true });
    expect(await client.subjects.list({ deleted: true })).toEqual(["k"]);
    expect(await refusalOf(associations.delete("id-1"))).toMatchObject({ status: 404, code: 40410 });
  });

  it.each<[string, object]>([
    ["resourceName", { ...TOPIC, resourceName: "", associations: [{ subject: "s" }] }],
    ["resourceName", { ...TOPIC, resourceName: "a/b", associations: [{ subject: "s" }] }],
    ["resourceNamespace", { ...TOPIC, resourceNamespace: undefined, associations: [{ subject: "s" }] }],
    ["resourceId", { ...TOPIC, resourceId: undefined, associations: [{ subject: "s" }] }],
    ["resourceType", { ...TOPIC, resourceType: "table", associations: [{ subject: "s" }] }],
    ["associations", { ...TOPIC, associations: [] }],
    ["associationType", of({ subject: "s", associationType: "header" })],
    ["associationType", of({ subject: "s" }, { subject: "s" })],
    ["subject", of({ subject: "" })],
    ["frozen", of({ subject: "s", lifecycle: "WEAK", frozen: true })],
    ["frozen", of({ subject: "s", frozen: true, schema: SCHEMA })],
    ["frozen", of({ subject: "s", lifecycle: "STRONG", frozen: true, schema: SCHEMA })],
    ["schema", of({ subject: "s", lifecycle: "STRONG", frozen: true })],
  ])("need a valid %s: %j", async (member, body) => {
    const { send } = await withSubject();
    const answer = await send("POST", "/associations", body);
    expect(answer).toMatchObject({ status: 422, body: { error_code: 42212 } });
    expect(answer.text).toContain(`invalid value for property: '${member}'`);
  });

  it("of another resource than the path's are refused", async () => {
    const { send } = await withSubject();
    const answer = await send("PUT", "/associations/resources/id-9", of({ subject: "s" }));
    expect(answer).toMatchObject({ status: 422, body: { error_code: 42212 } });
  });
});

describe("batches of associations", () => {
  it("go through the steps of a resource in order", async () => {
    const { client, associations } = await withSubject();
    await client.subjects.register("k", SCHEMA);
    await associations.create(of({ subject: "k", associationType: "key" }));
    const [outcome] = await associations.batchMutate([
      {
        ...TOPIC,
        associations: [
          { opType: "CREATE", subject: "s", lifecycle: "STRONG" },
          { opType: "UPSERT", subject: "k", associationType: "key", lifecycle: "STRONG" },
          { opType: "DELETE", associationType: "key" },
        ],
      },
    ]);
    expect(outcome?.result?.associations).toMatchObject([{ subject: "s", lifecycle: "STRONG" }]);
    expect(await associations.byResourceId("id-1")).toMatchObject([{ subject: "s" }]);
  });

  it("go on where one fails, and say so by their status", async () => {
    const { send, associations } = await withSubject();
    const good = { ...TOPIC, associations: [{ opType: "CREATE", subject: "s" }] };
    const bad = { ...OTHER, associations: [{ opType: "CREATE", subject: "nobody" }] };
    const { status, body } = await send("POST", "/associations:batchMutate", { requests: [bad, good] });
    expect(status).toBe(207);
    expect(body).toMatchObject({ results: [{ error: { error_code: 40907 } }, { result: TOPIC }] });
    expect(await associations.byResourceId("id-1")).toHaveLength(1);
    const again = await send("POST", "/associations:batchMutate", { requests: [good] });
    expect(again.status).toBe(200);
  });

  it("of a dry run change nothing", async () => {
    const { associations } = await withSubject();
    const step = { ...TOPIC, associations: [{ opType: "CREATE" as const, subject: "s" }] };
    expect(await associations.batchMutate([step], { dryRun: true })).toMatchObject([{ result: TOPIC }]);
    expect(await associations.bySubject("s")).toEqual([]);
  });

  it("get the associations of many resources", async () => {
    const { associations } = await withSubject();
    await associations.create(of({ subject: "s" }));
    const outcomes = await associations.batchGet([
      { resourceName: "orders.v1", resourceNamespace: "-" },
      { resourceId: "nobody" },
    ]);
    expect(outcomes).toMatchObject([
      { result: { ...TOPIC, associations: [{ subject: "s" }] } },
      { result: { resourceId: "nobody", associations: [] } },
    ]);
  });

  it.each(["/associations:batchGet", "/associations:batchMutate"])("%s needs requests", async (path) => {
    expect(await bed().send("POST", path, {})).toMatchObject({ status: 422, body: { error_code: 42212 } });
  });
});

describe("exporters", () => {
  it("are not in the community server: there is no such route", async () => {
    const { client } = bed();
    expect(await refusalOf(client.exporters.list())).toMatchObject({ status: 404, code: 404 });
    const exporter = { name: "e", config: { "schema.registry.url": "http://other.test" } };
    expect(await refusalOf(client.exporters.create(exporter))).toMatchObject({ status: 404, code: 404 });
    expect(await refusalOf(client.exporters.status("e"))).toMatchObject({ status: 404, code: 404 });
  });
});
