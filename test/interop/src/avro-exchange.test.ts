import { AvroDeserializer, AvroSerializer, HeaderSchemaIdSerializer, SerdeType } from "@confluentinc/schemaregistry";
import { type AvroOptions, avroFrom } from "@magicbyte/avro";
import { createDeserializer, createSerializer, type MessageHeaders } from "@magicbyte/registry";
import { Type, types } from "avsc";
import { describe, expect, it } from "vitest";
import { type Exchange, kafkajsPeer, type Peer, read, startExchange, TOPIC, write } from "./exchange-clients.js";

/** @confluentinc/schemaregistry as a peer. Its options are avsc's, too. */
function confluentPeer(exchange: Exchange, options: object = {}): Peer {
  const writing = { useLatestVersion: true, autoRegisterSchemas: false, ...options };
  return {
    write: (value) => new AvroSerializer(exchange.confluent(), SerdeType.VALUE, writing).serialize(TOPIC, value),
    read: (bytes) => new AvroDeserializer(exchange.confluent(), SerdeType.VALUE, options).deserialize(TOPIC, bytes),
  };
}

const PEERS = [
  ["@confluentinc/schemaregistry", confluentPeer],
  ["@kafkajs/confluent-schema-registry", (exchange: Exchange) => kafkajsPeer(exchange)],
] as const;

const record = (name: string, fields: Record<string, unknown>, rest: object = {}) => ({
  type: "record",
  name,
  namespace: "shop",
  fields: Object.entries(fields).map(([field, type]) => ({ name: field, type })),
  ...rest,
});
const logical = (type: unknown, logicalType: string, rest: object = {}) => ({ type, logicalType, ...rest });

const address = record("Address", { street: "string", city: ["null", "string"] });
const status = { type: "enum", name: "Status", symbols: ["NEW", "PAID"] };
const cat = { type: "record", name: "Cat", namespace: "shop", fields: [{ name: "lives", type: "int" }] };
const dog = { type: "record", name: "Dog", namespace: "shop", fields: [{ name: "name", type: "string" }] };

/** Values that every client has alike. */
const ALIKE: readonly [string, object, unknown][] = [
  [
    "records in records, arrays and maps",
    record("Order", {
      id: "long",
      to: address,
      lines: { type: "array", items: record("Line", { sku: "string", price: "double", gift: "boolean" }) },
      others: { type: "map", values: "Address" },
    }),
    {
      id: 2 ** 53 - 2,
      to: { street: "Zürichstraße 1", city: null },
      lines: [
        { sku: "a-1", price: -0.1, gift: true },
        { sku: "𝄞", price: 1e300, gift: false },
      ],
      others: { home: { street: "", city: "Genève" } },
    },
  ],
  [
    "records that hold themselves",
    record("Node", { value: "int", next: ["null", "Node"] }),
    { value: -1, next: { value: 2 ** 31 - 1, next: { value: 0, next: null } } },
  ],
  [
    "enums, fixed and bytes",
    record("Order", { status, hash: { type: "fixed", name: "Hash", size: 4 }, raw: "bytes", ratio: "float" }),
    { status: "PAID", hash: Buffer.from([0, 1, 2, 255]), raw: Buffer.from("raw"), ratio: 0.5 },
  ],
  [
    "unions whose branches JavaScript tells apart",
    record("Order", {
      a: ["null", "string", "int", "boolean"],
      b: ["null", "string", { type: "array", items: "int" }],
    }),
    { a: 5, b: [1, 2] },
  ],
  [
    "unions of numbers, tagged by type",
    record("Order", { total: ["null", "int", "double"], other: ["int", "double"] }),
    { total: { double: 1.5 }, other: { int: 2 } },
  ],
  [
    "unions of records, tagged by full name",
    record("Order", { pets: { type: "array", items: ["null", cat, dog] } }),
    { pets: [{ "shop.Dog": { name: "Rex" } }, null, { "shop.Cat": { lives: 9 } }] },
  ],
];

describe.each(PEERS)("Avro exchanged with %s", (_, connect) => {
  it.each(ALIKE)("%s, both ways, byte for byte", async (_, definition, value) => {
    await using exchange = await startExchange();
    const peer = connect(exchange);
    const schema = avroFrom<unknown>(definition);
    const ours = await write(exchange, schema, value);
    expect(await peer.read(ours)).toEqual(value);
    const theirs = await peer.write(value);
    expect(theirs).toEqual(ours);
    expect(await read(exchange, schema, theirs)).toEqual(value);
  });

  it.each<[string, AvroOptions, object, unknown, unknown]>([
    [
      "timestamp-millis, a Date here",
      {},
      logical("long", "timestamp-millis"),
      new Date(1_760_000_000_123),
      1_760_000_000_123,
    ],
    [
      "timestamp-micros, a bigint here",
      {},
      logical("long", "timestamp-micros"),
      1_760_000_000_123_456n,
      1_760_000_000_123_456,
    ],
    ["date, a day of the calendar here", {}, logical("int", "date"), "2026-05-01", 20_574],
    ["time-millis, a number everywhere", {}, logical("int", "time-millis"), 43_200_000, 43_200_000],
    [
      "uuid, a string everywhere",
      {},
      logical("string", "uuid"),
      "7d2f3b1c-9f49-4a53-8f0e-0f3f1f6c2b11",
      "7d2f3b1c-9f49-4a53-8f0e-0f3f1f6c2b11",
    ],
    [
      "decimal, a string here",
      {},
      logical("bytes", "decimal", { precision: 9, scale: 2 }),
      "-12.30",
      Buffer.from([0xfb, 0x32]),
    ],
    [
      "duration, three numbers here",
      {},
      { type: "fixed", name: "Time", size: 12, logicalType: "duration" },
      { months: 1, days: 2, milliseconds: 3 },
      Buffer.from([1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0]),
    ],
    ["long, a bigint here", { long: "bigint" }, { type: "long" }, -5n, -5],
  ])("%s, what is underneath there", async (_, options, type, here, there) => {
    await using exchange = await startExchange();
    const peer = connect(exchange);
    const schema = avroFrom<unknown>(record("Order", { it: type }), options);
    const ours = await write(exchange, schema, { it: here });
    expect(await peer.read(ours)).toEqual({ it: there });
    expect(await read(exchange, schema, await peer.write({ it: there }))).toEqual({ it: here });
  });

  it.each<[string, object, unknown]>([
    ["a string", { type: "string" }, "text"],
    ["an array", { type: "array", items: "int" }, [1, -2]],
    ["a union", ["null", "string", "int"], 5],
  ])("%s as the whole message", async (_, definition, value) => {
    await using exchange = await startExchange();
    const schema = avroFrom<unknown>(definition);
    expect(await connect(exchange).read(await write(exchange, schema, value))).toEqual(value);
    expect(await read(exchange, schema, await connect(exchange).write(value))).toEqual(value);
  });

  it("an old message of theirs is read with a newer schema, and one of ours is read by them", async () => {
    await using exchange = await startExchange();
    const old = avroFrom<unknown>(record("Order", { sku: "string", count: "int", note: ["null", "string"] }));
    const ours = await write(exchange, old, { sku: "a-1", count: 2, note: "soon" });
    const theirs = await connect(exchange).write({ sku: "a-1", count: 2, note: "soon" });
    const added = { name: "gift", type: "boolean", default: false };
    const definition = record("Order", { sku: "string", count: "long" });
    const newer = avroFrom<unknown>({ ...definition, fields: [...definition.fields, added] });
    const value = { sku: "a-1", count: 2, gift: false };
    expect(await read(exchange, newer, theirs)).toEqual(value);
    await write(exchange, newer, value);
    if (connect === confluentPeer) {
      expect(await confluentPeer(exchange, { useLatestVersion: true }).read(ours)).toEqual(value);
    } else {
      const readerSchema = JSON.parse(newer.schema);
      expect(await exchange.kafkajs().decode(ours, { AVRO: { readerSchema } })).toEqual(value);
    }
  });

  it("a type of another subject is read, and written", async () => {
    await using exchange = await startExchange();
    const to = avroFrom<unknown>(address);
    const order = avroFrom<unknown>(record("Order", { to: "Address" }), { references: [to] });
    const value = { to: { street: "Observatory Road", city: "Cambridge" } };
    const ours = await write(exchange, order, value);
    expect(await connect(exchange).read(ours)).toEqual(value);
    expect(await read(exchange, order, await connect(exchange).write(value))).toEqual(value);
  });

  it.each([2n ** 53n - 1n, 2n ** 60n + 1n])("the long %d is exact here, and an error there", async (id) => {
    await using exchange = await startExchange();
    const schema = avroFrom<{ id: bigint }>(record("Order", { id: "long" }), { long: "bigint" });
    const bytes = await write(exchange, schema, { id });
    expect(await read(exchange, schema, bytes)).toEqual({ id });
    await expect(connect(exchange).read(bytes)).rejects.toThrow("potential precision loss");
  });
});

/** Three subjects, each of which uses a type of the one before. */
function chain() {
  const city = avroFrom<unknown>(record("City", { name: "string" }));
  const to = avroFrom<unknown>(record("Address", { city: "City" }), { references: [city] });
  return avroFrom<unknown>(record("Order", { to: "Address" }), { references: [to] });
}
const CHAINED = { to: { city: { name: "Zürich" } } };

describe("Avro exchanged with @confluentinc/schemaregistry alone", () => {
  it("the GUID in a header, both ways", async () => {
    await using exchange = await startExchange();
    const schema = avroFrom<unknown>(record("Order", { sku: "string" }));
    const serializer = createSerializer({ client: exchange.magicbyte, schema, schemaIdIn: "header" });
    const headers: MessageHeaders = {};
    const ours = await serializer.serialize({ sku: "a-1" }, { topic: TOPIC, headers });
    const peer = new AvroDeserializer(exchange.confluent(), SerdeType.VALUE, {});
    expect(await peer.deserialize(TOPIC, ours, headers)).toEqual({ sku: "a-1" });

    const config = { useLatestVersion: true, schemaIdSerializer: HeaderSchemaIdSerializer };
    const theirHeaders: MessageHeaders = {};
    const writer = new AvroSerializer(exchange.confluent(), SerdeType.VALUE, config);
    const theirs = await writer.serialize(TOPIC, { sku: "a-1" }, theirHeaders);
    expect(theirs).toEqual(ours);
    expect(theirHeaders).toEqual(headers);
    const deserializer = createDeserializer({ client: exchange.magicbyte, schema });
    expect(await deserializer.deserialize(theirs, { topic: TOPIC, headers: theirHeaders })).toEqual({ sku: "a-1" });
  });

  it("a logical type that it was taught", async () => {
    await using exchange = await startExchange();
    class Time extends types.LogicalType {
      protected override _fromValue(value: number) {
        return new Date(value);
      }
      protected override _toValue(value: unknown) {
        return value instanceof Date ? value.getTime() : undefined;
      }
    }
    const value = { at: new Date(1_760_000_000_123) };
    const schema = avroFrom<unknown>(record("Order", { at: logical("long", "timestamp-millis") }));
    const peer = confluentPeer(exchange, { logicalTypes: { "timestamp-millis": Time } });
    const ours = await write(exchange, schema, value);
    expect(await peer.read(ours)).toEqual(value);
    expect(await peer.write(value)).toEqual(ours);
  });

  it("bytes as the whole message, without a length", async () => {
    await using exchange = await startExchange();
    const schema = avroFrom<Buffer>({ type: "bytes" });
    const ours = await write(exchange, schema, Buffer.from("raw"));
    expect(ours.subarray(5).toString()).toBe("raw");
    expect(await confluentPeer(exchange).read(ours)).toEqual(Buffer.from("raw"));
    expect(await confluentPeer(exchange).write(Buffer.from("raw"))).toEqual(ours);
  });

  it("references of references are read here, and undefined types there", async () => {
    await using exchange = await startExchange();
    const bytes = await write(exchange, chain(), CHAINED);
    expect(await read(exchange, chain(), bytes)).toEqual(CHAINED);
    await expect(confluentPeer(exchange).read(bytes)).rejects.toThrow("undefined type");
  });

  it("one text with references to two versions is two schemas here, and one there", async () => {
    await using exchange = await startExchange();
    const client = exchange.magicbyte;
    const order = (line: object, version: number) =>
      avroFrom<unknown>(record("Order", { line: "Line" }), {
        references: [{ schema: avroFrom<unknown>(line), subject: "lines", version }],
      });
    const first = record("Line", { ordered: "int", sent: "int" });
    const second = { ...first, fields: first.fields.toReversed() };
    await client.subjects.register("lines", { schema: JSON.stringify(first) });
    await client.subjects.register("lines", { schema: JSON.stringify(second) });
    const value = { line: { ordered: 5, sent: 2 } };
    const old = await write(exchange, order(first, 1), value);
    const bytes = await write(exchange, order(second, 2), value);
    expect(bytes.readInt32BE(1)).not.toBe(old.readInt32BE(1));
    expect(await read(exchange, order(second, 2), bytes)).toEqual(value);

    const peer = new AvroDeserializer(exchange.confluent(), SerdeType.VALUE, {});
    expect(await peer.deserialize(TOPIC, old)).toEqual(value);
    // The type of the old message is taken for this one, too.
    expect(await peer.deserialize(TOPIC, bytes)).toEqual({ line: { ordered: 2, sent: 5 } });
  });
});

describe("Avro exchanged with @kafkajs/confluent-schema-registry alone", () => {
  it("references of references, both ways", async () => {
    await using exchange = await startExchange();
    const bytes = await write(exchange, chain(), CHAINED);
    expect(await kafkajsPeer(exchange).read(bytes)).toEqual(CHAINED);
    expect(await kafkajsPeer(exchange).write(CHAINED)).toEqual(bytes);
  });

  it("bytes as the whole message have a length there, which other clients take for a part of them", async () => {
    await using exchange = await startExchange();
    const schema = avroFrom<Buffer>({ type: "bytes" });
    await write(exchange, schema, Buffer.from("raw"));
    const theirs = await kafkajsPeer(exchange).write(Buffer.from("raw"));
    expect(theirs.subarray(5)).toEqual(Type.forSchema("bytes").toBuffer(Buffer.from("raw")));
    expect(await read(exchange, schema, theirs)).toEqual(theirs.subarray(5));
    expect(await confluentPeer(exchange).read(theirs)).toEqual(theirs.subarray(5));
  });
});
