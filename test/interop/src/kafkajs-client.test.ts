import { COMPATIBILITY, SchemaRegistry, SchemaType } from "@kafkajs/confluent-schema-registry";
import { startRegistry } from "@magicbyte/testkit";
import { Type } from "avsc";
import { describe, expect, it } from "vitest";

const avro = (...fields: object[]) => JSON.stringify({ type: "record", name: "Order", namespace: "shop", fields });
const SKU = { name: "sku", type: "string" };
const V1 = { type: SchemaType.AVRO, schema: avro(SKU) } as const;
const V2 = { type: SchemaType.AVRO, schema: avro(SKU, { name: "note", type: "string", default: "none" }) } as const;
const JSON_SCHEMA = {
  type: SchemaType.JSON,
  schema: '{"type":"object","properties":{"sku":{"type":"string"}},"required":["sku"]}',
} as const;
const PROTOBUF = {
  type: SchemaType.PROTOBUF,
  schema: 'syntax = "proto3"; package shop; message Order { string sku = 1; }',
} as const;

/** A registry, and clients of it. */
async function start() {
  const registry = await startRegistry();
  const connect = () => new SchemaRegistry({ host: registry.url, retry: { retries: 0 } });
  return { registry, client: connect(), connect, [Symbol.asyncDispose]: registry.stop };
}

/** The registry's refusal, as the client surfaces it. */
async function refusalOf(call: Promise<unknown>): Promise<{ status: unknown; message: string }> {
  try {
    await call;
  } catch (error) {
    const { status, message } = error as Error & { status?: unknown };
    return { status, message };
  }
  throw new Error("nothing was refused");
}

describe("@kafkajs/confluent-schema-registry", () => {
  it("registers, and writes the level of a subject that has none", async () => {
    await using registry = await start();
    expect(await registry.client.register(V1)).toEqual(expect.objectContaining({ id: 1 }));
    const asked = registry.registry.requests.map(({ method, path }) => `${method} ${path}`);
    expect(asked).toEqual(["GET /config/shop.Order", "POST /subjects/shop.Order/versions", "PUT /config/shop.Order"]);
    expect(await registry.client.register(V1, { subject: "shop.Order" })).toMatchObject({ id: 1 });
  });

  it("refuses to register under a subject of another level", async () => {
    await using registry = await start();
    await registry.client.register(V1, { subject: "orders", compatibility: COMPATIBILITY.FULL });
    const refused = registry.client.register(V2, { subject: "orders" });
    await expect(refused).rejects.toThrow("Compatibility does not match the configuration (BACKWARD != FULL)");
  });

  it("finds ids by version, by schema, and of the latest version", async () => {
    await using registry = await start();
    const { client } = registry;
    await client.register(V1, { subject: "orders" });
    await client.register(V2, { subject: "orders" });
    expect(await client.getRegistryId("orders", 1)).toBe(1);
    expect(await client.getRegistryId("orders", "latest")).toBe(2);
    expect(await client.getLatestSchemaId("orders")).toBe(2);
    expect(await client.getRegistryIdBySchema("orders", V1)).toBe(1);
  });

  it.each([
    ["Avro", V1],
    ["JSON Schema", JSON_SCHEMA],
    ["Protobuf", PROTOBUF],
  ])("encodes and decodes %s, the latter with what it fetches", async (_, schema) => {
    await using registry = await start();
    const { id } = await registry.client.register(schema, { subject: "orders" });
    const bytes = await registry.client.encode(id, { sku: "a-1" });
    expect([...bytes.subarray(0, 5)]).toEqual([0, 0, 0, 0, 1]);
    expect(await registry.connect().decode(bytes)).toEqual({ sku: "a-1" });
  });

  it("decodes an old Avro message with a newer schema", async () => {
    await using registry = await start();
    const { id } = await registry.client.register(V1, { subject: "orders" });
    const bytes = await registry.client.encode(id, { sku: "a-1" });
    const readerSchema = JSON.parse(V2.schema);
    expect(await registry.connect().decode(bytes, { AVRO: { readerSchema } })).toEqual({ sku: "a-1", note: "none" });
  });

  it("resolves references of Avro and Protobuf", async () => {
    await using registry = await start();
    const { client } = registry;
    await client.register(V1, { subject: "order" });
    const cart = JSON.stringify({
      type: "record",
      name: "Cart",
      namespace: "shop",
      fields: [{ name: "order", type: "shop.Order" }],
    });
    const references = [{ name: "shop.Order", subject: "order", version: 1 }];
    const avroCart = await client.register({ type: SchemaType.AVRO, schema: cart, references }, { subject: "cart" });
    const avroBytes = await client.encode(avroCart.id, { order: { sku: "a-1" } });
    expect(await registry.connect().decode(avroBytes)).toEqual({ order: { sku: "a-1" } });

    await client.register(PROTOBUF, { subject: "order.proto" });
    const proto = 'syntax = "proto3"; package shop; import "order.proto"; message Cart { Order order = 1; }';
    const imports = [{ name: "order.proto", subject: "order.proto", version: 1 }];
    const protoCart = await client.register(
      { type: SchemaType.PROTOBUF, schema: proto, references: imports },
      { subject: "cart.proto" },
    );
    const protoBytes = await client.encode(protoCart.id, { order: { sku: "a-1" } });
    expect(await registry.connect().decode(protoBytes)).toEqual({ order: { sku: "a-1" } });
  });

  it("writes Protobuf without message indexes, so that others cannot read it", async () => {
    await using registry = await start();
    const { id } = await registry.client.register(PROTOBUF, { subject: "orders" });
    const bytes = await registry.client.encode(id, { sku: "a-1" });
    // Behind the id should stand a zero, for the first message; here the message itself begins: field 1, three bytes.
    expect([...bytes.subarray(5, 7)]).toEqual([10, 3]);
  });

  it("asks for a schema once", async () => {
    await using registry = await start();
    const { id } = await registry.client.register(V1, { subject: "orders" });
    const other = registry.connect();
    registry.registry.requests.clear();
    await Promise.all([other.getSchema(id), other.getSchema(id)]);
    expect(await other.getSchema(id)).toBeInstanceOf(Type);
    expect(registry.registry.requests).toHaveLength(1);
  });

  it.each<[string, (client: SchemaRegistry) => Promise<unknown>, number, string]>([
    ["an unknown id", (client) => client.getSchema(9), 404, "Schema 9 not found"],
    ["an unknown subject", (client) => client.getLatestSchemaId("nobody"), 404, "Subject 'nobody' not found."],
    ["an unknown version", (client) => client.getRegistryId("orders", 9), 404, "Version 9 not found."],
    [
      "an incompatible schema",
      (client) =>
        client.register({ type: SchemaType.AVRO, schema: avro({ name: "id", type: "int" }) }, { subject: "orders" }),
      409,
      'Schema being registered is incompatible with an earlier schema for subject "orders"',
    ],
    [
      "a reference that leads nowhere",
      (client) =>
        client.register(
          { type: SchemaType.AVRO, schema: avro(SKU), references: [{ name: "x", subject: "orders", version: 9 }] },
          { subject: "others" },
        ),
      404,
      "Version 9 not found.",
    ],
  ])("surfaces the status and the words for %s, not the code", async (_, call, status, message) => {
    await using registry = await start();
    await registry.client.register(V1, { subject: "orders" });
    const refused = await refusalOf(call(registry.client));
    expect(refused.status).toBe(status);
    expect(refused.message).toContain(message);
  });

  it("tells that a schema is not registered in an error without status", async () => {
    await using registry = await start();
    await registry.client.register(V1, { subject: "orders" });
    expect(await refusalOf(registry.client.getRegistryIdBySchema("orders", V2))).toMatchObject({ status: undefined });
  });
});
