import { describe, expect, it } from "vitest";
import { builds } from "./builds.js";
import { jsonText, jsonTextFormat } from "./json-text.js";
import { closing, startServer } from "./servers.js";

type Order = { readonly id: string; readonly quantity: number };
type Cancelled = { readonly id: string; readonly reason: string };

const order = jsonText<Order>("Order");
const cancelled = jsonText<Cancelled>("Cancelled");
const value: Order = { id: "naïve", quantity: 2 };

describe.each(builds)("serializers, $build", ({ registry }) => {
  const { createDeserializer, createRegistryClient, createSerializer, oneOf } = registry;
  const { DeserializationError, SchemaNotLoadedError, SerializationError, UsageError, WireFormatError } = registry;

  async function start() {
    const server = await startServer();
    const client = closing(createRegistryClient({ baseUrl: server.url, retries: 0 }));
    return { server, client };
  }

  it("writes the Confluent wire format and registers once", async () => {
    const { server, client } = await start();
    const serializer = createSerializer({ client, schema: order });
    const all = await Promise.all(Array.from({ length: 5 }, () => serializer.serialize(value, { topic: "orders" })));
    const payload = Buffer.from(JSON.stringify(value));
    for (const bytes of all) expect(bytes).toEqual(Buffer.concat([Buffer.of(0, 0, 0, 0, 1), payload]));
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "POST /subjects/orders-value/versions",
    ]);
  });

  it("reads what it wrote: with a schema, without one, at once and later", async () => {
    const { client } = await start();
    const bytes = await createSerializer({ client, schema: order }).serialize(value, { topic: "orders" });

    const typed = createDeserializer({ client, schema: order });
    expect(await typed.deserialize(bytes)).toEqual(value);
    expect(typed.decode(bytes)).toEqual(value);
    const untyped = createDeserializer({ client, formats: [jsonTextFormat] });
    expect(await untyped.deserialize(bytes)).toEqual(value);
  });

  it("prepares, then encodes without a request", async () => {
    const { server, client } = await start();
    const prepared = await createSerializer({ client, schema: order, part: "key" }).prepare({ topic: "orders" });
    const before = server.requests.length;
    expect(prepared).toMatchObject({ schemaId: 1, subject: "orders-key", async: false });
    expect(prepared.encode(value).subarray(0, 5)).toEqual(Buffer.of(0, 0, 0, 0, 1));
    expect(prepared.encodeAll([{ value }, { value: null }])).toHaveLength(2);
    expect(server.requests).toHaveLength(before);
  });

  it("keeps null null, and registers nothing for it", async () => {
    const { server, client } = await start();
    expect(await createSerializer({ client, schema: order }).serialize(null, { topic: "orders" })).toBeNull();
    expect(await createDeserializer({ client, schema: order }).deserialize(null)).toBeNull();
    expect(server.requests).toEqual([]);
  });

  it("names the schema in a header when asked to", async () => {
    const { client } = await start();
    const headers = {};
    const serializer = createSerializer({ client, schema: order, schemaIdIn: "header" });
    const bytes = await serializer.serialize(value, { topic: "orders", headers });
    expect(bytes).toEqual(Buffer.from(JSON.stringify(value)));
    expect(Object.keys(headers)).toEqual(["__value_schema_id"]);
    const deserializer = createDeserializer({ client, schema: order });
    expect(await deserializer.deserialize(bytes, { headers })).toEqual(value);
    await expect(serializer.serialize(value, { topic: "orders" })).rejects.toBeInstanceOf(UsageError);
  });

  it("tells several types on one topic apart", async () => {
    const { client } = await start();
    const schema = oneOf({ order, cancelled });
    const serializer = createSerializer({ client, schema });
    const events = [
      { type: "order", value },
      { type: "cancelled", value: { id: "a", reason: "gone" } },
    ] as const;
    const bytes = await Promise.all(events.map((event) => serializer.serialize(event, { topic: "orders" })));
    expect(await client.subjects.list()).toEqual(["orders-Cancelled", "orders-Order"]);

    const deserializer = createDeserializer({ client, schema });
    expect(await deserializer.prefetch(bytes)).toEqual(new Map());
    expect(bytes.map((one) => deserializer.decode(one))).toEqual(events);
  });

  it("prefetches each id once and returns what failed", async () => {
    const { server, client } = await start();
    const good = await createSerializer({ client, schema: order }).serialize(value, { topic: "orders" });
    const unknown = Buffer.of(0, 0, 0, 0, 99, 1);
    client.clear();
    server.requests.clear();

    const deserializer = createDeserializer({ client, schema: order });
    expect(() => deserializer.decode(good)).toThrow(SchemaNotLoadedError);
    const failures = await deserializer.prefetch([good, good, unknown, unknown, null]);
    expect([...failures.keys()]).toEqual([99]);
    expect(failures.get(99)).toMatchObject({ kind: "unknown-schema", schemaId: 99 });
    expect(deserializer.decode(good)).toEqual(value);
    expect(() => deserializer.decode(unknown)).toThrow(DeserializationError);
    expect(server.requests.filter(({ path }) => path.startsWith("/schemas/ids/"))).toHaveLength(2);
  });

  it("tells bad messages from outages", async () => {
    const { server, client } = await start();
    const deserializer = createDeserializer({ client, schema: order });
    const failureOf = (bytes: Uint8Array) => deserializer.deserialize(bytes).catch((error: unknown) => error);

    const notFramed = await failureOf(Buffer.from("{}"));
    expect(notFramed).toBeInstanceOf(WireFormatError);
    expect(notFramed).toMatchObject({ kind: "bad-data", reason: "unknown-magic-byte" });

    server.intercept("*", { status: 503 });
    const outage = await failureOf(Buffer.of(0, 0, 0, 0, 1, 1));
    expect(outage).toBeInstanceOf(DeserializationError);
    expect(outage).toMatchObject({ kind: "outage", schemaId: 1 });
  });

  it('finds what is registered with "existing", and registers nothing', async () => {
    const { client } = await start();
    const serializer = createSerializer({ client, schema: order, lookup: "existing" });
    await expect(serializer.serialize(value, { topic: "orders" })).rejects.toBeInstanceOf(SerializationError);
    expect(await client.subjects.list()).toEqual([]);
  });
});
