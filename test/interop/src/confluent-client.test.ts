import {
  Compatibility,
  LifecyclePolicy,
  type RestError,
  type SchemaInfo,
  SchemaRegistryClient,
} from "@confluentinc/schemaregistry";
import { startRegistry } from "@magicbyte/testkit";
import { describe, expect, it } from "vitest";

const field = (name: string, rest = "") => `{"name":"${name}","type":"string"${rest}}`;
const record = (...fields: string[]): SchemaInfo => ({
  schema: `{"type":"record","name":"Order","namespace":"shop","fields":[${fields.join(",")}]}`,
});
const V1 = record(field("sku"));
const V2 = record(field("sku"), field("note", ',"default":""'));
const INCOMPATIBLE = record(field("sku"), field("note"));

/** A registry, a client of it, and one that remembers nothing. */
async function start() {
  const registry = await startRegistry();
  const connect = () => new SchemaRegistryClient({ baseURLs: [registry.url], maxRetries: 0 });
  return { registry, client: connect(), connect, [Symbol.asyncDispose]: registry.stop };
}

/** The registry's refusal, as the client surfaces it. */
async function refusalOf(call: Promise<unknown>): Promise<Pick<RestError, "status" | "errorCode" | "message">> {
  try {
    await call;
  } catch (error) {
    const { status, errorCode, message } = error as RestError;
    return { status, errorCode, message };
  }
  throw new Error("nothing was refused");
}

describe("@confluentinc/schemaregistry: schemas", () => {
  it("registers, and gets the whole answer", async () => {
    await using registry = await start();
    expect(await registry.client.register("orders", V1)).toBe(1);
    const full = await registry.client.registerFullResponse("orders", V2);
    expect(full).toMatchObject({ id: 2, version: 2, schemaType: "AVRO", schema: V2.schema });
    expect(full.guid).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  it("looks up by id, GUID, version, and by the schema itself", async () => {
    await using registry = await start();
    const { client } = registry;
    const { guid = "" } = await client.registerFullResponse("orders", V1);
    await client.register("orders", V2);
    const other = registry.connect();
    expect(await other.getBySubjectAndId("orders", 1)).toMatchObject({ schema: V1.schema });
    expect(await other.getByGuid(guid)).toMatchObject({ schema: V1.schema });
    expect(await other.getSchemaMetadata("orders", 1)).toMatchObject({ subject: "orders", version: 1, id: 1 });
    expect(await other.getId("orders", V2)).toBe(2);
    expect(await other.getVersion("orders", V2)).toBe(2);
    expect(await other.getLatestSchemaMetadata("orders")).toMatchObject({ version: 2, id: 2, schema: V2.schema });
    expect(await other.getAllVersions("orders")).toEqual([1, 2]);
    expect(await other.getAllSubjects()).toEqual(["orders"]);
  });

  it("finds the latest version that has some metadata", async () => {
    await using registry = await start();
    const { client } = registry;
    await client.register("orders", { ...V1, metadata: { properties: { major: "1" } } });
    await client.register("orders", { ...V2, metadata: { properties: { major: "2" } } });
    expect(await client.getLatestWithMetadata("orders", { major: "1" })).toMatchObject({ version: 1 });
    expect(await refusalOf(client.getLatestWithMetadata("orders", { major: "3" }))).toMatchObject({
      status: 404,
      errorCode: 40403,
    });
  });

  it("normalizes on request", async () => {
    await using registry = await start();
    const spaced = { schema: '{"type": "record", "name": "R", "fields": [], "z": 1, "a": 2}' };
    await registry.client.register("r", spaced, true);
    const { schema } = await registry.client.getLatestSchemaMetadata("r");
    expect(schema).toBe('{"type":"record","name":"R","fields":[],"a":2,"z":1}');
  });

  it("registers with references, and reads them resolved", async () => {
    await using registry = await start();
    const { client } = registry;
    const line = '{"type":"record","name":"Line","namespace":"shop","fields":[{"name":"sku","type":"string"}]}';
    await client.register("lines", { schema: line });
    const cart = '{"type":"record","name":"Cart","namespace":"shop","fields":[{"name":"line","type":"shop.Line"}]}';
    const references = [{ name: "shop.Line", subject: "lines", version: 1 }];
    await client.register("carts", { schema: cart, references });
    expect(await client.getLatestSchemaMetadata("carts")).toMatchObject({ references });
    const resolved = await registry.connect().getLatestSchemaMetadata("carts", "resolved");
    expect(JSON.parse(resolved.schema).fields[0].type).toMatchObject({ name: "Line" });
  });

  it("reaches a subject in a context, and one with a slash", async () => {
    await using registry = await start();
    await registry.client.register(":.staging:orders", V1);
    await registry.client.register("a/b", V1);
    expect(await registry.client.getAllSubjects()).toEqual([":.staging:orders", "a/b"]);
    expect(await registry.connect().getLatestSchemaMetadata(":.staging:orders")).toMatchObject({ id: 1 });
  });
});

describe("@confluentinc/schemaregistry: compatibility and configuration", () => {
  it("tests compatibility with the latest or a given version", async () => {
    await using registry = await start();
    await registry.client.register("orders", V1);
    expect(await registry.client.testSubjectCompatibility("orders", V2)).toBe(true);
    expect(await registry.client.testSubjectCompatibility("orders", INCOMPATIBLE)).toBe(false);
    expect(await registry.client.testCompatibility("orders", 1, INCOMPATIBLE)).toBe(false);
  });

  it("gets and changes levels and configurations", async () => {
    await using registry = await start();
    const { client } = registry;
    expect(await client.getDefaultCompatibility()).toBe("BACKWARD");
    expect(await client.updateDefaultCompatibility(Compatibility.FULL)).toBe("FULL");
    expect(await client.updateCompatibility("orders", Compatibility.NONE)).toBe("NONE");
    expect(await client.getCompatibility("orders")).toBe("NONE");
    expect(await client.updateConfig("orders", { normalize: true })).toMatchObject({ normalize: true });
    expect(await client.getConfig("orders")).toMatchObject({ compatibilityLevel: "NONE", normalize: true });
    expect(await client.getDefaultConfig()).toMatchObject({ compatibilityLevel: "FULL" });
  });
});

describe("@confluentinc/schemaregistry: deletion", () => {
  it("deletes a version and a subject, softly and for good", async () => {
    await using registry = await start();
    const { client } = registry;
    await client.register("orders", V1);
    await client.register("orders", V2);
    expect(await client.deleteSubjectVersion("orders", 1)).toBe(1);
    expect(await client.getAllVersions("orders")).toEqual([2]);
    expect(await client.getSchemaMetadata("orders", 1, true)).toMatchObject({ version: 1 });
    expect(await client.deleteSubject("orders")).toEqual([2]);
    expect(await client.deleteSubject("orders", true)).toEqual([1, 2]);
    expect(await client.getAllSubjects()).toEqual([]);
  });
});

describe("@confluentinc/schemaregistry: refusals", () => {
  it.each<[string, (client: SchemaRegistryClient) => Promise<unknown>, number, number]>([
    ["an unknown subject", (client) => client.getLatestSchemaMetadata("nobody"), 404, 40401],
    ["an unknown version", (client) => client.getSchemaMetadata("orders", 9), 404, 40402],
    ["an unknown id", (client) => client.getBySubjectAndId("orders", 9), 404, 40403],
    ["an unknown GUID", (client) => client.getByGuid("00000000-0000-0000-0000-000000000000"), 404, 40403],
    ["a schema that is not registered", (client) => client.getId("orders", V2), 404, 40403],
    ["a subject to be deleted for good first", (client) => client.deleteSubject("orders", true), 404, 40405],
    ["a level that is not configured", (client) => client.getCompatibility("orders"), 404, 40408],
    ["an incompatible schema", (client) => client.register("orders", INCOMPATIBLE), 409, 40901],
    ["an invalid schema", (client) => client.register("orders", { schema: "{}" }), 422, 42201],
    ["an invalid version", (client) => client.getSchemaMetadata("orders", 0), 422, 42202],
    ["an invalid level", (client) => client.updateCompatibility("orders", "SOME" as Compatibility), 422, 42203],
    [
      "a version that is referenced",
      async (client) => {
        const references = [{ name: "shop.Order", subject: "orders", version: 1 }];
        await client.register("list", { schema: '{"type":"array","items":"shop.Order"}', references });
        await client.deleteSubjectVersion("orders", 1);
      },
      422,
      42206,
    ],
  ])("tells of %s", async (_, call, status, errorCode) => {
    await using registry = await start();
    await registry.client.register("orders", V1);
    expect(await refusalOf(call(registry.client))).toMatchObject({ status, errorCode });
  });

  it("shows the reason of an incompatibility", async () => {
    await using registry = await start();
    await registry.client.register("orders", V1);
    const { message } = await refusalOf(registry.client.register("orders", INCOMPATIBLE));
    expect(message).toContain("READER_FIELD_MISSING_DEFAULT_VALUE");
    expect(message).toContain(`{oldSchema: '${V1.schema}'}`);
  });
});

describe("@confluentinc/schemaregistry: caching", () => {
  it("asks once for what does not change", async () => {
    await using registry = await start();
    const { client } = registry;
    await client.register("orders", V1);
    await client.register("orders", V1);
    for (let time = 0; time < 3; time++) await client.getBySubjectAndId("orders", 1);
    expect(registry.registry.requests).toHaveLength(2);
  });

  it("keeps what it took for the latest version, until it is told to forget it", async () => {
    await using registry = await start();
    const { client } = registry;
    await client.register("orders", V1);
    expect(await client.getLatestSchemaMetadata("orders")).toMatchObject({ version: 1 });
    await registry.connect().register("orders", V2);
    expect(await client.getLatestSchemaMetadata("orders")).toMatchObject({ version: 1 });
    client.clearLatestCaches();
    expect(await client.getLatestSchemaMetadata("orders")).toMatchObject({ version: 2 });
  });
});

describe("@confluentinc/schemaregistry: associations", () => {
  it("creates, finds and deletes them", async () => {
    await using registry = await start();
    const { client } = registry;
    const resource = { resourceName: "orders", resourceNamespace: "lkc-1", resourceId: "id-1", resourceType: "topic" };
    const created = await client.createAssociation({
      ...resource,
      associations: [{ subject: "s", associationType: "value", lifecycle: LifecyclePolicy.STRONG, schema: V1 }],
    });
    expect(created).toMatchObject({ ...resource, associations: [{ subject: "s", lifecycle: "STRONG" }] });
    const find = () => client.getAssociationsByResourceName("orders", "-", "topic", ["value"], null, 0, -1);
    expect(await find()).toMatchObject([{ ...resource, subject: "s", frozen: false }]);
    await client.deleteAssociations("id-1", "topic", null, true);
    expect(await find()).toEqual([]);
    expect(await client.getAllSubjects()).toEqual([]);
  });
});
