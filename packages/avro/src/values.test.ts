import {
  createDeserializer,
  createRegistryClient,
  createSerializer,
  oneOf,
  SerializationError,
} from "@magicbyte/registry";
import { createStubRegistry } from "@magicbyte-test/stub-registry";
import { describe, expect, it } from "vitest";
import { decode, encode, stored, thrownBy } from "../test/codec.js";
import { type AvroOptions, avro, avroFormat, avroFrom } from "./index.js";

const NO_SUFFIX = new Uint8Array(0);
const schema = {
  type: "record",
  name: "Order",
  namespace: "shop",
  fields: [
    { name: "id", type: "string" },
    {
      name: "lines",
      type: {
        type: "array",
        items: {
          type: "record",
          name: "Line",
          fields: [
            { name: "sku", type: "string" },
            { name: "count", type: "int", default: 1 },
          ],
        },
      },
    },
    { name: "tags", type: { type: "map", values: ["null", "int"] }, default: {} },
    { name: "pay", type: ["null", "int", "double", { type: "fixed", name: "Hash", size: 2 }], default: null },
    { name: "kind", type: { type: "enum", name: "Kind", symbols: ["A", "B"] }, default: "A" },
  ],
} as const;

describe("values that do not fit", () => {
  const wrong = {
    id: 5,
    lines: [{ sku: "ok" }, { count: "many" }, null, { sku: "ok", color: "red" }],
    tags: { a: 1, b: "x" },
    pay: { float: 1 },
    kind: "C",
    more: 1n,
  };

  it("give every wrong path, what was expected there, and type and length of what came", () => {
    const error = thrownBy(() => encode(avroFrom<unknown>(schema), wrong));
    expect(error).toBeInstanceOf(SerializationError);
    expect((error as SerializationError).issues).toEqual([
      { path: "id", expected: "string", actual: "number" },
      { path: "lines[1].sku", expected: "string", actual: "undefined" },
      { path: "lines[1].count", expected: "int", actual: "string(4)" },
      { path: "lines[2]", expected: "record shop.Line", actual: "null" },
      {
        path: "lines[3].color",
        expected: 'no such field in record shop.Line (unknownFields: "drop" leaves it out)',
        actual: "string(3)",
      },
      { path: "tags.b", expected: "null or int", actual: "string(1)" },
      {
        path: "pay",
        expected: 'null or { "int": ... } or { "double": ... } or { "shop.Hash": ... }',
        actual: "object(1)",
      },
      { path: "kind", expected: "shop.Kind (A, B)", actual: "string(1)" },
      {
        path: "more",
        expected: 'no such field in record shop.Order (unknownFields: "drop" leaves it out)',
        actual: "bigint",
      },
    ]);
    expect(JSON.stringify([String(error), (error as Error).cause ?? null])).not.toContain("many");
  });

  it("show themselves, cut off, where that is asked for", () => {
    const typed = avroFrom<unknown>(schema, { showValues: true });
    const error = thrownBy(() =>
      encode(typed, { id: "x", lines: [{ sku: ["y".repeat(1000)] }] }),
    ) as SerializationError;
    expect(error.issues[0]?.actual).toMatch(/^array\(1\) \[ 'y{100}'\.\.\. 900 more characters \]$/);
  });

  it.each([
    ["boolean", 1],
    ["int", 2 ** 31],
    ["int", 1.5],
    ["float", "1"],
    ["double", 1n],
    ["string", Buffer.from("x")],
    ["bytes", "x"],
    ["bytes", [1]],
    ["null", undefined],
    [{ type: "array", items: "int" }, { 0: 1 }],
    [{ type: "array", items: "int" }, new Array(1)],
    [{ type: "map", values: "int" }, new Map([["a", 1]])],
    [{ type: "map", values: "int" }, [1]],
    [{ type: "map", values: "int" }, { a: undefined }],
    [{ type: "fixed", name: "F", size: 2 }, Buffer.alloc(3)],
    [["null", "string"], undefined],
    [["int", "string"], true],
    [["int", "double"], { int: 1, double: 1 }],
    [["null", "int", "double"], { null: null }],
    [{ type: "record", name: "R", fields: [] }, "text"],
    [{ type: "record", name: "R", fields: [] }, []],
    [{ type: "record", name: "R", fields: [{ name: "a", type: "int", default: 1 }] }, new Map()],
    [{ type: "record", name: "R", fields: [{ name: "length", type: "int" }] }, [1]],
    [{ type: "record", name: "R", fields: [{ name: "length", type: "int" }] }, "abc"],
    [{ type: "record", name: "R", fields: [{ name: "a", type: "int" }] }, null],
  ])("%o refuses %o, with unknown fields dropped or not", (type, value) => {
    for (const unknownFields of ["error", "drop"] as const) {
      const error = thrownBy(() => encode(avroFrom<unknown>(type as object, { unknownFields }), value));
      expect((error as SerializationError).issues).toHaveLength(1);
    }
  });

  it("that throw when they are looked at are an error of ours, with theirs as the cause", () => {
    const cause = new Error("no");
    const value = {
      get a(): number {
        throw cause;
      },
    };
    const typed = avroFrom<unknown>({ type: "record", name: "R", fields: [{ name: "a", type: "int" }] });
    expect(thrownBy(() => encode(typed, value))).toMatchObject({ code: "MAGICBYTE_SERIALIZATION", cause });
  });
});

describe("values that fit", () => {
  const small = {
    type: "record",
    name: "R",
    fields: [
      { name: "a", type: "int", default: 1 },
      { name: "b", type: "bytes", default: "" },
    ],
  };

  it.each<[string, unknown, AvroOptions, string]>([
    ["members in another order", { b: Buffer.of(1), a: 2 }, {}, "040201"],
    ["members that are undefined", { a: undefined, c: undefined }, {}, "0200"],
    ["members of a prototype", Object.create({ a: 2 }), {}, "0400"],
    ["no prototype", Object.assign(Object.create(null), { a: 2 }), {}, "0400"],
    ["bytes that are no Buffer", { b: Uint8Array.of(1) }, {}, "020201"],
    ["members that nobody knows, dropped", { a: 2, c: 3 }, { unknownFields: "drop" }, "0400"],
  ])("may have %s", (_, value, options, hex) => {
    expect(encode(avroFrom<unknown>(small, options), value).toString("hex")).toBe(hex);
  });

  it("share no memory with the message they were read from", () => {
    const typed = avroFrom<{ b: Buffer }>({ type: "record", name: "R", fields: [{ name: "b", type: "bytes" }] });
    const message = Buffer.from("0401ff", "hex");
    const { b } = typed.decoder(stored(typed), NO_SUFFIX).decode(message, 0);
    message.fill(0);
    expect(b).toEqual(Buffer.from("01ff", "hex"));
  });

  it("may be followed by other bytes, unless that is an error", () => {
    const bytes = Buffer.from("0205", "hex");
    expect(decode(avro("int"), bytes)).toBe(1);
    expect(() => decode(avro("int", { trailingBytes: "error" }), bytes)).toThrow("1 bytes stand behind the value");
    const decoder = avroFormat({ trailingBytes: "error" }).parse(stored('"int"')).decoder(NO_SUFFIX);
    expect(() => decoder.decode(bytes, 0)).toThrow("1 bytes stand behind the value");
  });

  it("may be read without a schema, longs as bigints", () => {
    const decoder = avroFormat({ long: "bigint" }).parse(stored('"long"')).decoder(NO_SUFFIX);
    expect(decoder.decode(Buffer.from("ffffffffffffffffff01", "hex"), 0)).toBe(-(2n ** 63n));
  });

  it("may write and read other messages while they are written and read", () => {
    const inner = avro({ type: "record", name: "I", fields: [{ name: "x", type: "string" }] });
    const nested = avro(
      {
        type: "record",
        name: "R",
        fields: [
          { name: "m", type: { type: "bytes", logicalType: "message" } },
          { name: "n", type: "int" },
        ],
      },
      {
        logicalTypes: {
          message: {
            fromAvro: (bytes: Buffer) => decode(inner, bytes),
            toAvro: (value: { x: string }) => encode(inner, value),
          },
        },
      },
    );
    const value = { m: { x: "text" }, n: 7 };
    expect(decode(nested, encode(nested, value))).toEqual(value);
  });
});

describe("through serializers", () => {
  it("several kinds of message share a topic", async () => {
    const { transport } = createStubRegistry();
    const client = createRegistryClient({ baseUrl: "http://stub", transport });
    const Created = avro({
      type: "record",
      name: "Created",
      fields: [{ name: "at", type: { type: "long", logicalType: "timestamp-millis" } }],
    });
    const Deleted = avro({
      type: "record",
      name: "Deleted",
      fields: [{ name: "why", type: ["null", "string"], default: null }],
    });
    const events = oneOf({ created: Created, deleted: Deleted });
    const prepared = await createSerializer({ client, schema: events }).prepare({ topic: "t" });
    const deserializer = createDeserializer({ client, schema: events });
    const bytes = [
      prepared.encode({ type: "created", value: { at: new Date(5) } }),
      prepared.encode({ type: "deleted", value: {} }),
    ];
    await deserializer.prefetch(bytes);
    expect(bytes.map((one) => deserializer.decode(one))).toEqual([
      { type: "created", value: { at: new Date(5) } },
      { type: "deleted", value: { why: null } },
    ]);
  });

  it("messages are written with the latest version of the subject", async () => {
    const { transport, state } = createStubRegistry();
    const client = createRegistryClient({ baseUrl: "http://stub", transport });
    const latest = {
      type: "record",
      name: "R",
      fields: [
        { name: "a", type: "long" },
        { name: "b", type: "string", default: "b" },
      ],
    };
    state.register("t-value", { schema: JSON.stringify(latest) });
    const R = avro({ type: "record", name: "R", fields: [{ name: "a", type: "int" }] });
    const bytes = await createSerializer({ client, schema: R, lookup: "latest" }).serialize({ a: 1 }, { topic: "t" });
    expect(bytes.toString("hex")).toBe("0000000001" + "02" + "0262");
    expect(await createDeserializer({ client, formats: [avroFormat()] }).deserialize(bytes)).toEqual({ a: 1, b: "b" });
    const S = avro({ type: "record", name: "S", fields: [] });
    const preparing = createSerializer({ client, schema: S, lookup: "latest" }).prepare({ topic: "t" });
    await expect(preparing).rejects.toThrow("values of this schema cannot be written with schema 1 (t-value/1)");
  });

  it("errors say where the value was going and which field was wrong", async () => {
    const { transport } = createStubRegistry();
    const client = createRegistryClient({ baseUrl: "http://stub", transport });
    const typed = avroFrom<unknown>(schema);
    await expect(
      createSerializer({ client, schema: typed }).serialize({ id: "a" }, { topic: "orders" }),
    ).rejects.toThrow('value for topic "orders" does not serialize: lines: expected array, got undefined');
    await expect(
      createDeserializer({ client, schema: typed }).deserialize(Buffer.from("00000000010278ff", "hex"), {
        topic: "orders",
      }),
    ).rejects.toThrow("orders: the message does not decode with schema 1: lines: the payload ends too early");
  });
});
