import { UsageError } from "@magicbyte/registry/serde";
import { describe, expect, it } from "vitest";
import { decode, encode, stored, thrownBy } from "../test/codec.js";
import { avro, avroFormat, avroFrom } from "./index.js";

const NO_SUFFIX = new Uint8Array(0);

describe("a schema", () => {
  it("has the text to register, its names, and what is registered with it", () => {
    const schema = { type: "record", name: "Order", namespace: "shop", fields: [] } as const;
    const Order = avro(schema, { metadata: { properties: { owner: "us" } } });
    expect(Order).toMatchObject({
      schema: JSON.stringify(schema),
      recordName: "shop.Order",
      name: "shop.Order",
      references: [],
      metadata: { properties: { owner: "us" } },
      format: { schemaType: "AVRO" },
    });
    expect(avro({ type: "enum", name: "E", symbols: ["A"] })).toMatchObject({ recordName: undefined, name: "E" });
    expect(avro("string")).toMatchObject({ schema: '"string"', recordName: undefined, name: undefined });
  });

  it("keeps a text as it is", () => {
    const text = '{ "type" : "record", "name": "R",\n "fields": [] }';
    expect(avroFrom(text).schema).toBe(text);
  });

  it.each([
    ["a name that is not defined", { type: "array", items: "strin" }, '"strin" is neither a type of Avro nor a name'],
    [
      "a field without a type",
      { type: "record", name: "R", fields: [{ name: "a" }] },
      "a: a schema is a name, an object or an array, and here is nothing",
    ],
    ["null without quotes", ["int", null], 'here is null (the type is "null", in quotes)'],
    ["a union in a union", ["int", ["string"]], "a union in a union"],
    ["a branch twice", ["int", "int"], 'a union has the branch "int" twice'],
    [
      "a field twice",
      {
        type: "record",
        name: "R",
        fields: [
          { name: "a", type: "int" },
          { name: "a", type: "int" },
        ],
      },
      'the field "a" twice',
    ],
    ["a symbol twice", { type: "enum", name: "E", symbols: ["A", "A"] }, "a symbol twice"],
    ["a record without a name", { type: "record", fields: [] }, "needs a name"],
    ["a fixed without a size", { type: "fixed", name: "F" }, "the size of the fixed F"],
    [
      "an enum whose default is no symbol",
      { type: "enum", name: "E", symbols: ["A"], default: "B" },
      "the default of the enum E",
    ],
    [
      "a name in two ways",
      {
        type: "record",
        name: "R",
        fields: [
          { name: "a", type: { type: "fixed", name: "F", size: 1 } },
          { name: "b", type: { type: "fixed", name: "F", size: 2 } },
        ],
      },
      "b: F is defined in two different ways",
    ],
    ["a text that is no JSON", "{ type: 'int' }", "the schema is no JSON"],
  ])("cannot have %s", (_, schema, words) => {
    const error = thrownBy(() => avroFrom(schema as object));
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toContain(words);
  });

  it.each([
    ["int", "text"],
    ["long", 2 ** 60],
    ["float", "1"],
    ["bytes", "\u0100"],
    [["null", "string"], 5],
    [{ type: "array", items: "int" }, ["a"]],
    [{ type: "record", name: "I", fields: [{ name: "x", type: "int" }] }, {}],
  ])("cannot have a %o whose default is %o, as is said when it is used", (type, json) => {
    const schema = avroFrom({ type: "record", name: "R", fields: [{ name: "a", type, default: json }] });
    expect(() => encode(schema, {})).toThrow("the default of R.a does not fit");
  });

  it.each([
    ["an int for a float", "float", 1, 1],
    ["any branch of a union", ["null", "string"], "x", "x"],
    ["bytes in characters", "bytes", "\u00ff", Buffer.of(255)],
    ["null", ["null", "int"], null, null],
  ])("may have %s as a default", (_, type, json, expected) => {
    const schema = avroFrom<unknown>({ type: "record", name: "R", fields: [{ name: "a", type, default: json }] });
    expect(decode(schema, encode(schema, {}))).toEqual({ a: expected });
    expect(decode(schema, encode(schema, { a: undefined }))).toEqual({ a: expected });
  });
});

describe("schemas of others, which Java reads and avsc does not", () => {
  it.each([
    ["a type inside a type", { type: { type: { type: "string" } } }, "0278", "x"],
    ["a union as the type of an object", { type: ["null", "string"] }, "020278", "x"],
    ["a name without quotes", "string", "0278", "x"],
    [
      "a default of another type",
      { type: "record", name: "R", fields: [{ name: "a", type: "int", default: "none" }] },
      "02",
      { a: 1 },
    ],
    ["a default that is no symbol", { type: "enum", name: "E", symbols: ["A"], default: "B" }, "00", "A"],
    [
      "a default of the second branch",
      { type: "record", name: "R", fields: [{ name: "a", type: ["null", "int"], default: 1 }] },
      "0202",
      { a: 1 },
    ],
    [
      "names that are not ASCII",
      { type: "record", name: "Größe", fields: [{ name: "größe", type: "int" }] },
      "02",
      { größe: 1 },
    ],
    [
      "names that nobody validated",
      { type: "record", name: "my-record", fields: [{ name: "1st field", type: "int" }] },
      "02",
      { "1st field": 1 },
    ],
    ["symbols that nobody validated", { type: "enum", name: "E", symbols: ["a-b", "1"] }, "02", "1"],
    [
      "names that objects have",
      { type: "record", name: "constructor", fields: [{ name: "toString", type: "int" }] },
      "02",
      { toString: 1 },
    ],
    ["a logical type that nobody knows", { type: "int", logicalType: "fortnights" }, "02", 1],
    ["a logical type on another type", { type: "string", logicalType: "date" }, "0278", "x"],
    [
      "a decimal without a precision",
      { type: "record", name: "R", fields: [{ name: "a", type: { type: "bytes", logicalType: "decimal" } }] },
      "0278",
      { a: Buffer.from("x") },
    ],
    [
      "a duration of another size",
      { type: "fixed", name: "F", size: 1, logicalType: "duration" },
      "78",
      Buffer.from("x"),
    ],
    [
      "a definition that is repeated",
      {
        type: "record",
        name: "R",
        fields: [
          { name: "a", type: { type: "fixed", name: "F", size: 1 } },
          { name: "b", type: { type: "fixed", name: "F", size: 1 } },
        ],
      },
      "7879",
      { a: Buffer.from("x"), b: Buffer.from("y") },
    ],
    [
      "a name outside the namespace it is used in",
      {
        type: "record",
        name: "R",
        fields: [
          { name: "a", type: { type: "fixed", name: "F", size: 1 } },
          { name: "b", type: { type: "record", name: "n.S", fields: [{ name: "c", type: "F" }] } },
        ],
      },
      "7879",
      { a: Buffer.from("x"), b: { c: Buffer.from("y") } },
    ],
    ["an error", { type: "error", name: "R", fields: [{ name: "a", type: "int" }] }, "02", { a: 1 }],
    [
      "records whose names differ in case of the first letter",
      { type: "record", name: "_a", fields: [{ name: "a", type: "int" }] },
      "02",
      { a: 1 },
    ],
  ])("%s", (_, schema, hex, expected) => {
    const writer = stored(typeof schema === "string" ? schema : JSON.stringify(schema));
    const decoder = avroFormat().parse(writer).decoder(NO_SUFFIX);
    expect(decoder.decode(Buffer.from(hex, "hex"), 0)).toEqual(expected);
  });
});

describe("references", () => {
  const money = (...fields: string[]) =>
    avroFrom({ type: "record", name: "shop.Money", fields: fields.map((name) => ({ name, type: "int" })) });
  const using = (name: string, reference: ReturnType<typeof money>) =>
    avroFrom({ type: "record", name, fields: [{ name: "m", type: "shop.Money" }] }, { references: [reference] });

  it("to one name in two versions are an error that names both ways to it", () => {
    const text = {
      type: "record",
      name: "Both",
      fields: [
        { name: "a", type: "A" },
        { name: "b", type: "B" },
      ],
    };
    const A = using("A", money("cents"));
    expect(() => avroFrom(text, { references: [A, using("B", money("cents", "currency"))] })).toThrow(
      'the references "A" and "B" define shop.Money in two different ways: use one version of it in both',
    );
    expect(avroFrom(text, { references: [A, using("B", money("cents"))] }).references).toHaveLength(2);
  });

  it("never clash with other schemas that use the same names", () => {
    const first = using("A", money("cents"));
    const second = using("A", money("cents", "currency"));
    expect(encode(first, { m: { cents: 1 } }).toString("hex")).toBe("02");
    expect(encode(second, { m: { cents: 1, currency: 2 } }).toString("hex")).toBe("0204");
  });

  it("are settled under the name, subject and version that they state", () => {
    const Money = money("cents");
    const R = { type: "record", name: "R", fields: [] };
    expect(avroFrom(R, { references: [Money] }).references).toEqual([{ name: "shop.Money", schema: Money }]);
    expect(avroFrom(R, { references: [{ schema: Money, name: "m", subject: "s", version: 2 }] }).references).toEqual([
      { name: "m", schema: Money, subject: "s", version: 2 },
    ]);
    expect(() => avroFrom(R, { references: [avroFrom("string") as never] })).toThrow("nothing else has a name");
    expect(() => avroFrom(R, { references: [{ schema: "text" } as never] })).toThrow(UsageError);
  });

  it("bring the representation that they were made with", () => {
    const Id = avro({ type: "record", name: "Id", fields: [{ name: "value", type: "long" }] }, { long: "bigint" });
    const R = avro(
      {
        type: "record",
        name: "R",
        fields: [
          { name: "id", type: "Id" },
          { name: "count", type: "long" },
        ],
      },
      { references: [Id] },
    );
    const value = { id: { value: 2n ** 60n }, count: 1 };
    expect(decode(R, encode(R, value))).toEqual(value);
  });
});
