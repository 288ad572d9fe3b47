import { createDeserializer, createRegistryClient, createSerializer } from "@magicbyte/registry";
import { createStubRegistry } from "@magicbyte-test/stub-registry";
import { expect, it, vi } from "vitest";
import { decode, encode, stored } from "../test/codec.js";
import { avro, avroFormat } from "./index.js";

function setUp() {
  const stub = createStubRegistry();
  const client = createRegistryClient({ baseUrl: "http://stub", transport: stub.transport, retries: 0 });
  /** A process that never saw the writer's code. */
  const elsewhere = () => createRegistryClient({ baseUrl: "http://stub", transport: stub.transport, retries: 0 });
  return { stub, client, elsewhere };
}

const Country = avro({ type: "enum", name: "Country", namespace: "geo", symbols: ["CH", "DE"] });
const Address = avro(
  { type: "record", name: "Address", namespace: "shop", fields: [{ name: "country", type: "geo.Country" }] },
  { references: [Country] },
);
const Customer = avro(
  { type: "record", name: "Customer", namespace: "shop", fields: [{ name: "home", type: "Address" }] },
  { references: [Address] },
);
const Order = avro(
  {
    type: "record",
    name: "Order",
    namespace: "shop",
    fields: [
      { name: "by", type: "Customer" },
      { name: "to", type: ["null", "shop.Address"], default: null },
      { name: "country", type: "geo.Country" },
    ],
  },
  { references: [Customer, { schema: Address, subject: "addresses" }] },
);

it("peer failure 15: references of references resolve, those reached in two ways included, typed and untyped", async () => {
  const { client, elsewhere } = setUp();
  const order = { by: { home: { country: "CH" } }, to: { country: "DE" }, country: "DE" } as const;
  const bytes = await createSerializer({ client, schema: Order }).serialize(order, { topic: "orders" });
  expect(await createDeserializer({ client: elsewhere(), schema: Order }).deserialize(bytes)).toEqual(order);
  expect(await createDeserializer({ client: elsewhere(), formats: [avroFormat()] }).deserialize(bytes)).toEqual(order);
});

it("peer failure 16: one text with different references is two schemas", async () => {
  const { stub, elsewhere } = setUp();
  const item = (type: string) => `{"type":"record","name":"Item","fields":[{"name":"value","type":"${type}"}]}`;
  stub.state.register("item", { schema: item("string") });
  stub.state.register("item", { schema: item("int") });
  const list = '{"type":"record","name":"List","fields":[{"name":"item","type":"Item"}]}';
  const reference = (version: number) => [{ name: "Item", subject: "item", version }];
  const first = stub.state.register("list", { schema: list, references: reference(1) });
  const second = stub.state.register("list", { schema: list, references: reference(2) });
  const deserializer = createDeserializer({ client: elsewhere(), formats: [avroFormat()] });
  const frame = (id: number, payload: string) => Buffer.from(`00${id.toString(16).padStart(8, "0")}${payload}`, "hex");
  expect(await deserializer.deserialize(frame(first.id, "026d"))).toEqual({ item: { value: "m" } });
  expect(await deserializer.deserialize(frame(second.id, "02"))).toEqual({ item: { value: 1 } });
});

it("peer failure 17: what two schemas resolve to is worked out once", async () => {
  const { client, stub } = setUp();
  const fields = [{ name: "a", type: "int" }];
  const { id } = stub.state.register("t-value", { schema: JSON.stringify({ type: "record", name: "R", fields }) });
  const R = avro({
    type: "record",
    name: "R",
    fields: [
      { name: "a", type: "long" },
      { name: "b", type: "string", default: "none" },
    ],
  });
  const decoder = vi.fn(R.decoder);
  const deserializer = createDeserializer({ client, schema: { ...R, decoder } });
  const bytes = Buffer.from(`000000000${id}02`, "hex");
  await deserializer.prefetch([bytes]);
  for (let i = 0; i < 100; i++) expect(deserializer.decode(bytes)).toEqual({ a: 1, b: "none" });
  expect(decoder).toHaveBeenCalledTimes(1);
  // And once for all deserializers.
  const writer = stored({ type: "record", name: "R", fields });
  expect(R.decoder(writer, Buffer.alloc(0))).toBe(R.decoder({ ...writer, id: 7 }, Buffer.alloc(0)));
});

it("peer failure 18: longs keep their digits, in every version of a schema", () => {
  const versions = ["first", "second"].map((name) =>
    avro({ type: "record", name: "R", fields: [{ name, type: "long", default: 0 }] } as const, { long: "bigint" }),
  );
  for (const schema of versions) {
    for (const value of [2n ** 53n + 1n, -(2n ** 63n), 2n ** 63n - 1n]) {
      const record = { [schema === versions[0] ? "first" : "second"]: value };
      expect(decode(schema, encode(schema, record as never))).toEqual(record);
    }
  }
});

it("peer failure 18: a long that would lose digits is an error that names its field, both ways", () => {
  const schema = {
    type: "record",
    name: "R",
    fields: [{ name: "ids", type: { type: "array", items: "long" } }],
  } as const;
  const wide = encode(avro(schema, { long: "bigint" }), { ids: [1n, 2n ** 53n] });
  expect(() => decode(avro(schema), wide)).toThrow(
    'ids[1]: the long has more digits than a number holds: read it with long: "bigint"',
  );
  expect(() => encode(avro(schema), { ids: [1, 2 ** 53] })).toThrow("ids[1]: expected long of at most 2^53 - 1");
});

it("peer failure 19: unions of several numbers, top-level unions and roots that are no records", () => {
  const numbers = avro(["null", "int", "long", "double"], { long: "bigint" });
  expect(decode(numbers, encode(numbers, { double: 1 }))).toEqual({ double: 1 });
  const top = avro(["null", "string", { type: "array", items: "int" }]);
  for (const value of [null, "text", [1, 2]]) expect(decode(top, encode(top, value))).toEqual(value);
  const map = avro({ type: "map", values: "boolean" });
  expect(decode(map, encode(map, { yes: true }))).toEqual({ yes: true });
});

it("peer failure 19: dates, decimals and uuids are built in", () => {
  const R = avro({
    type: "record",
    name: "R",
    fields: [
      { name: "at", type: { type: "long", logicalType: "timestamp-millis" } },
      { name: "on", type: { type: "int", logicalType: "date" } },
      { name: "price", type: { type: "bytes", logicalType: "decimal", precision: 20, scale: 2 } },
      { name: "id", type: { type: "string", logicalType: "uuid" } },
    ],
  });
  const value = {
    at: new Date("2026-05-01T12:00:00.123Z"),
    on: "2026-05-01",
    price: "123456789012345678.90",
    id: "0f0e0d0c-0b0a-0908-0706-050403020100",
  };
  expect(decode(R, encode(R, value))).toEqual(value);
});

it("peer failure 20: bytes as the whole schema have no length in front", async () => {
  const { client } = setUp();
  const schema = avro("bytes");
  const bytes = await createSerializer({ client, schema }).serialize(Uint8Array.of(2, 3, 4), { topic: "t" });
  expect(bytes.toString("hex")).toBe("0000000001020304");
  expect(await createDeserializer({ client, schema }).deserialize(bytes)).toEqual(Buffer.from([2, 3, 4]));
  const untyped = createDeserializer({ client, formats: [avroFormat()] });
  expect(await untyped.deserialize(bytes)).toEqual(Buffer.from([2, 3, 4]));
});

it("peer failure 21: a value is not changed by being written, and its schema is parsed once", () => {
  const R = avro({
    type: "record",
    name: "R",
    fields: [
      { name: "list", type: { type: "array", items: ["null", "int", "double"] } },
      { name: "at", type: { type: "long", logicalType: "timestamp-millis" } },
      { name: "left", type: "int", default: 1 },
    ],
  });
  const freeze = <T extends object>(object: T): T => Object.freeze(object);
  const value = freeze({ list: freeze([null, freeze({ int: 1 })]), at: freeze(new Date(0)) });
  const parse = vi.spyOn(JSON, "parse");
  encode(R, value);
  const before = parse.mock.calls.length;
  for (let i = 0; i < 10; i++) expect(encode(R, value).length).toBe(7);
  expect(parse.mock.calls.length).toBe(before);
  parse.mockRestore();
  expect(value).toEqual({ list: [null, { int: 1 }], at: new Date(0) });
});
