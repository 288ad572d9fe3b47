import { createDeserializer, createRegistryClient, createSerializer, DeserializationError } from "@magicbyte/registry";
import { createStubRegistry } from "@magicbyte-test/stub-registry";
import { expect, it } from "vitest";
import { issuesOf, read, write } from "../test/codec.js";
import { jsonSchema, jsonSchemaFrom } from "./json-schema.js";

function stub() {
  const registry = createStubRegistry();
  return { registry, client: createRegistryClient({ baseUrl: "http://stub", transport: registry.transport }) };
}

it.each([
  [
    "draft-04",
    { $schema: "http://json-schema.org/draft-04/schema#", id: "http://a/b", maximum: 5, exclusiveMaximum: true },
  ],
  ["a format that nobody knows", { properties: { a: { format: "com.example.sku" } } }],
  ["a keyword of Kafka Connect", { properties: { a: { type: "integer", "connect.index": 0 } } }],
  ["2020-12", { $schema: "https://json-schema.org/draft/2020-12/schema", prefixItems: [{ type: "string" }] }],
])("peer failure 22: %s works by default", (_, schema) => {
  const typed = jsonSchemaFrom(schema);
  expect(read(typed, write(typed, { a: 1 }))).toEqual({ a: 1 });
});

it("peer failure 22: a second version has the same $id", async () => {
  const { client } = stub();
  const $id = "https://example.com/order.json";
  const first = jsonSchema({ $id, type: "object", properties: { sku: { type: "string" } } });
  const second = jsonSchema({
    $id,
    type: "object",
    properties: { sku: { type: "string" }, quantity: { type: "integer" } },
  });
  const frames: Buffer[] = [];
  for (const schema of [first, second]) {
    const orders = await createSerializer({ client, schema }).prepare({ topic: "orders" });
    frames.push(orders.encode({ sku: "A-1" }));
  }
  const deserializer = createDeserializer({ client, schema: second });
  await deserializer.prefetch(frames);
  expect(frames.map((frame) => frame.readInt32BE(1))).toEqual([1, 2]);
  expect(frames.map((frame) => deserializer.decode(frame))).toEqual([{ sku: "A-1" }, { sku: "A-1" }]);
  await client.close();
});

it("peer failure 23: values that do not fit are refused without any option, with their paths", async () => {
  const { client } = stub();
  const schema = jsonSchema({
    type: "object",
    required: ["lines"],
    properties: {
      lines: { type: "array", items: { type: "object", properties: { "unit price": { type: "number" } } } },
    },
  });
  const wrong = { lines: [{}, { "unit price": "5 EUR" }, 7] };
  expect(issuesOf(() => write(schema, wrong as never))).toEqual([
    'lines[1]["unit price"]: number, string(5)',
    "lines[2]: object, number",
  ]);

  const trusting = jsonSchemaFrom(schema.schema, { validate: { write: false } });
  const frame = await createSerializer({ client, schema: trusting }).serialize(wrong, { topic: "orders" });
  const error = await createDeserializer({ client, schema })
    .deserialize(frame, { topic: "orders" })
    .then(
      () => undefined,
      (reason: unknown) => reason,
    );
  expect(error).toBeInstanceOf(DeserializationError);
  expect(error).toMatchObject({
    kind: "bad-data",
    topic: "orders",
    issues: [
      { path: 'lines[1]["unit price"]', expected: "number", actual: "string(5)" },
      { path: "lines[2]", expected: "object", actual: "number" },
    ],
  });
  expect(String(error)).not.toContain("EUR");
  await client.close();
});

it("peer failure 24: data does not change the schema", async () => {
  const { registry, client } = stub();
  const schema = jsonSchema({ type: "object", properties: { contact: { type: "string" } } });
  const serializer = createSerializer({ client, schema });
  for (const contact of ["Ada", "ada@example.com", "2020-01-01"])
    await serializer.serialize({ contact }, { topic: "t" });
  expect(registry.state.versions("t-value").map((version) => version.schema)).toEqual([schema.schema]);
  await client.close();
});
