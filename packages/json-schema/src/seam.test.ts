import { createDeserializer, createRegistryClient, createSerializer, oneOf, recordName } from "@magicbyte/registry";
import { createStubRegistry } from "@magicbyte-test/stub-registry";
import { afterEach, describe, expect, it } from "vitest";
import { jsonSchema, jsonSchemaFrom } from "./json-schema.js";
import { jsonSchemaFormat } from "./json-schema-format.js";

const registry = createStubRegistry();
const client = createRegistryClient({ baseUrl: "http://stub", transport: registry.transport });
afterEach(() => {
  registry.requests.length = 0;
});

const address = jsonSchema({
  title: "Address",
  type: "object",
  required: ["city"],
  properties: { city: { type: "string" } },
});
const order = jsonSchema(
  { title: "Order", type: "object", required: ["to"], properties: { to: { $ref: "address.json" } } },
  { references: [{ name: "address.json", schema: address, subject: "address" }] },
);

describe("through the registry", () => {
  it("references are registered first, and found again by readers without a schema", async () => {
    const bytes = await createSerializer({ client, schema: order }).serialize(
      { to: { city: "Uri" } },
      { topic: "orders" },
    );
    expect(registry.state.versions("address")).toHaveLength(1);
    const untyped = createDeserializer({ client, formats: [jsonSchemaFormat({ validate: true })] });
    expect(await untyped.deserialize(bytes)).toEqual({ to: { city: "Uri" } });
    const typed = createDeserializer({ client, schema: order });
    expect((await typed.deserialize(bytes)).to?.city).toBe("Uri");
  });

  it("values of references are validated", async () => {
    const orders = await createSerializer({ client, schema: order }).prepare({ topic: "orders" });
    expect(() => orders.encode({ to: {} } as never)).toThrow("to.city: expected a value, got undefined");
  });

  it("null is a tombstone", async () => {
    const orders = await createSerializer({ client, schema: order }).prepare({ topic: "orders" });
    expect(orders.encode(null)).toBeNull();
  });

  it("the title is the record's name", async () => {
    const serializer = createSerializer({ client, schema: order, subject: recordName });
    expect((await serializer.prepare({ topic: "orders" })).subject).toBe("Order");
    const events = oneOf({ order, address });
    const bytes = await createSerializer({ client, schema: events }).serialize(
      { type: "address", value: { city: "Uri" } },
      { topic: "events" },
    );
    expect(await createDeserializer({ client, schema: events }).deserialize(bytes)).toEqual({
      type: "address",
      value: { city: "Uri" },
    });
  });

  it("messages are written as the schema says that they name", async () => {
    const text = JSON.stringify({ type: "object", required: ["more"] });
    await client.subjects.register("strict-value", { schema: text, schemaType: "JSON" });
    const loose = await createSerializer({ client, schema: jsonSchema({ type: "object" }), lookup: "latest" }).prepare({
      topic: "strict",
    });
    expect(() => loose.encode({})).toThrow("more: expected a value, got undefined");
    expect(loose.encode({ more: 1 })).toBeInstanceOf(Buffer);
  });

  it("messages of all sizes come back, slabs and all", async () => {
    const schema = jsonSchemaFrom<{ readonly text: string }>({
      type: "object",
      properties: { text: { type: "string" } },
    });
    const texts = await createSerializer({ client, schema }).prepare({ topic: "texts" });
    const reader = createDeserializer({ client, schema });
    const lengths = [0, 1, 100, 511, 512, 513, 3_000, 8_170, 8_200, 21_000, 66_000, 200_000, 3_000_000, 10];
    const values = ["x", "é", "€"].flatMap((unit) => lengths.map((length) => ({ text: unit.repeat(length) })));
    const frames = await texts.encodeAll([...values, ...values].map((value) => ({ value })));
    await reader.prefetch(frames.slice(0, 1));
    for (const [index, frame] of frames.entries()) {
      const value = values[index % values.length];
      expect(frame?.subarray(5).equals(Buffer.from(JSON.stringify(value)))).toBe(true);
      expect(frame === null || reader.decode(frame)?.text === value?.text).toBe(true);
    }
  });
});
