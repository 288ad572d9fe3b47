import { DeserializationError, UsageError } from "@magicbyte/registry/serde";
import { describe, expect, it } from "vitest";
import { decode, encode, stored, thrownBy } from "../test/codec.js";
import { type AvroOptions, avroFrom } from "./index.js";

const any = (schema: unknown, options?: AvroOptions) => avroFrom<unknown>(schema as object, options);

type Fields = readonly { readonly name: string; readonly type: unknown; readonly [attribute: string]: unknown }[];
const record = (fields: Fields, more: object = {}) => ({ type: "record", name: "R", fields, ...more });
const symbols = (...names: string[]) => ({ type: "enum", name: "E", symbols: names });

/** Reads with one schema what was written with another. */
function evolve(writer: unknown, reader: unknown, value: unknown, options?: AvroOptions): unknown {
  return decode(any(reader, options), encode(any(writer), value), stored(writer as object));
}

describe("reading what another schema wrote", () => {
  it.each([
    ["int as long", "int", "long", 5, 5],
    ["int as float, rounded as floats are", "int", "float", 2 ** 24 + 1, 2 ** 24],
    ["int as double", "int", "double", 5, 5],
    ["long as float", "long", "float", 2 ** 40 + 1, 2 ** 40],
    ["long as double", "long", "double", 2 ** 53 - 1, 2 ** 53 - 1],
    ["float as double", "float", "double", 1.5, 1.5],
    [
      "string as bytes",
      record([{ name: "v", type: "string" }]),
      record([{ name: "v", type: "bytes" }]),
      { v: "ä" },
      { v: Buffer.from("ä") },
    ],
    [
      "bytes as string",
      record([{ name: "v", type: "bytes" }]),
      record([{ name: "v", type: "string" }]),
      { v: Buffer.from("ä") },
      { v: "ä" },
    ],
    ["bytes as a whole, raw, as string", "bytes", "string", Buffer.from("ä"), "ä"],
    ["string, not raw, as bytes", "string", "bytes", "ä", Buffer.from("ä")],
    ["a type as a union with it", "string", ["null", "string"], "a", "a"],
    ["a type as the same one of a union, not as one it promotes to", "int", ["double", "null", "int"], 5, { int: 5 }],
    ["a union as a type of it", ["null", "string"], "string", "a", "a"],
    ["a union as a larger one", ["null", "string"], ["string", "int", "null"], null, null],
    ["a union as a tagged one", ["null", "int"], ["null", "int", "double"], 5, { int: 5 }],
    ["arrays of what is promoted", { type: "array", items: "int" }, { type: "array", items: "double" }, [1], [1]],
    ["maps of what is promoted", { type: "map", values: "int" }, { type: "map", values: "long" }, { a: 1 }, { a: 1 }],
    ["symbols in another order", symbols("A", "B"), symbols("C", "B", "A"), "A", "A"],
    [
      "a symbol that the reader does not know as its default",
      symbols("A", "B"),
      { ...symbols("C"), default: "C" },
      "B",
      "C",
    ],
    [
      "a fixed by an alias",
      { type: "fixed", name: "Old", size: 1 },
      { type: "fixed", name: "New", aliases: ["Old"], size: 1 },
      Buffer.of(1),
      Buffer.of(1),
    ],
    ["a record in another namespace", record([], { namespace: "a" }), record([], { namespace: "b" }), {}, {}],
    ["a timestamp as its long", { type: "long", logicalType: "timestamp-millis" }, "long", 5, 5],
    ["a long as a timestamp", "long", { type: "long", logicalType: "timestamp-millis" }, 5, new Date(5)],
    ["an int as a timestamp in microseconds", "int", { type: "long", logicalType: "timestamp-micros" }, 5, 5n],
  ])("%s", (_, writer, reader, value, expected) => {
    expect(evolve(writer, reader, value)).toEqual(expected);
  });

  it("promotes to bigint", () => {
    expect(evolve("int", "long", 5, { long: "bigint" })).toBe(5n);
  });

  it("skips fields, fills in defaults, reorders, follows aliases", () => {
    const writer = record([
      { name: "gone", type: { type: "array", items: { type: "map", values: ["null", "string", "bytes"] } } },
      { name: "b", type: "string" },
      { name: "old", type: "int" },
      { name: "last", type: "double" },
    ]);
    const reader = record([
      { name: "new", type: "long", aliases: ["old"] },
      { name: "b", type: "string" },
      { name: "list", type: { type: "array", items: "int" }, default: [1, 2] },
      { name: "map", type: { type: "map", values: "bytes" }, default: { a: "\u00ff" } },
      { name: "union", type: ["int", "string"], default: "of the second branch" },
      { name: "date", type: { type: "int", logicalType: "date" }, default: 1 },
      {
        name: "inner",
        type: record(
          [
            { name: "x", type: "int", default: 7 },
            { name: "y", type: "int" },
          ],
          { name: "I" },
        ),
        default: { y: 1 },
      },
    ]);
    const value = { gone: [{ a: null, b: "x", c: Buffer.of(1) }], b: "b", old: 3, last: 1 };
    const read = evolve(writer, reader, value);
    expect(read).toStrictEqual({
      new: 3,
      b: "b",
      list: [1, 2],
      map: { a: Buffer.of(255) },
      union: "of the second branch",
      date: "1970-01-02",
      inner: { x: 7, y: 1 },
    });
    // A default is nobody's but the value's that it is in.
    (read as { list: number[] }).list.push(3);
    expect(evolve(writer, reader, value)).toMatchObject({ list: [1, 2] });
  });

  it("resolves records that contain themselves", () => {
    const list = (extra: Fields) => record([{ name: "next", type: ["null", "R"] }, ...extra]);
    const writer = list([
      { name: "id", type: "int" },
      { name: "gone", type: "string" },
    ]);
    const reader = list([
      { name: "id", type: "long" },
      { name: "more", type: "string", default: "x" },
    ]);
    const value = { next: { next: null, id: 2, gone: "b" }, id: 1, gone: "a" };
    expect(evolve(writer, reader, value)).toEqual({ next: { next: null, id: 2, more: "x" }, id: 1, more: "x" });
  });

  it("does so with names that avsc does not take", () => {
    const writer = record([
      { name: "größe", type: "int" },
      { name: "a-b", type: "string" },
    ]);
    const reader = record([
      { name: "c", type: "string", aliases: ["a-b"] },
      { name: "größe", type: "long" },
      { name: "constructor", type: "int", default: 1 },
    ]);
    expect(evolve(writer, reader, { größe: 1, "a-b": "x" })).toEqual({ c: "x", größe: 1, constructor: 1 });
    expect(evolve(writer, record([{ name: "c", type: "string", aliases: ["a-b"] }]), { größe: 1, "a-b": "x" })).toEqual(
      { c: "x" },
    );
  });

  it.each([
    [
      "a field without a default",
      record([]),
      record([{ name: "a", type: "int" }]),
      "a: the writer's schema has no such field in R, and the reader's no default for it",
    ],
    [
      "another type",
      record([{ name: "a", type: "string" }]),
      record([{ name: "a", type: "int" }]),
      "a: the writer's schema has string, the reader's int",
    ],
    [
      "another type inside",
      record([{ name: "a", type: { type: "array", items: "string" } }]),
      record([{ name: "a", type: { type: "array", items: "int" } }]),
      "a[]: the writer's schema has string",
    ],
    [
      "another name",
      record([]),
      { ...record([]), name: "S" },
      "the writer's schema has the record R, the reader's the record S",
    ],
    [
      "another size",
      { type: "fixed", name: "F", size: 1 },
      { type: "fixed", name: "F", size: 2 },
      "the writer's schema has the fixed F of 1 bytes, the reader's the fixed F of 2 bytes",
    ],
    [
      "no branch of a union",
      ["null", "string"],
      "int",
      "the writer's schema has null, the reader's int; the writer's schema has string",
    ],
    [
      "no such branch",
      "boolean",
      ["null", "string"],
      "the writer's schema has boolean, the reader's a union of null, string",
    ],
    [
      "another unit",
      { type: "long", logicalType: "timestamp-micros" },
      { type: "long", logicalType: "timestamp-millis" },
      "the writer's schema has microseconds, the reader's milliseconds",
    ],
    [
      "another scale",
      { type: "bytes", logicalType: "decimal", precision: 4, scale: 2 },
      { type: "bytes", logicalType: "decimal", precision: 4 },
      "the writer's schema has decimal(4, 2), the reader's decimal(4, 0)",
    ],
  ])("%s is an error before the first message", (_, writer, reader, words) => {
    const error = thrownBy(() => any(reader).decoder({ ...stored(writer as object), id: 7 }, new Uint8Array()));
    expect(error).toBeInstanceOf(DeserializationError);
    expect((error as Error).message).toContain(`what was written with schema 7 cannot be read: `);
    expect((error as Error).message).toContain(words);
  });

  it("is an error for the messages that do not go together, and not for the others", () => {
    expect(evolve(["null", "string"], "string", "a")).toBe("a");
    expect(() => evolve(["null", "string"], "string", null)).toThrow(
      "the writer's schema has null, the reader's string",
    );
    expect(evolve(symbols("A", "B"), symbols("A"), "A")).toBe("A");
    expect(() => evolve(symbols("A", "B"), symbols("A"), "B")).toThrow(
      'the reader\'s E has no symbol "B", and no default',
    );
  });
});

describe("writing with another schema than ours", () => {
  /** Writes values of one schema with another, as readers with the other one find them. */
  function project(own: unknown, other: unknown, value: unknown, options?: AvroOptions): unknown {
    return decode(any(other), encode(any(own, options), value, stored(other as object)));
  }

  it.each([
    ["int as long", "int", "long", 5, 5],
    ["int as double", "int", "double", 5, 5],
    ["long as double", "long", "double", 5, 5],
    ["string as bytes, which are raw then", "string", "bytes", "ä", Buffer.from("ä")],
    ["bytes as string", "bytes", "string", Buffer.from("ä"), "ä"],
    [
      "string as bytes in a record",
      record([{ name: "v", type: "string" }]),
      record([{ name: "v", type: "bytes" }]),
      { v: "ä" },
      { v: Buffer.from("ä") },
    ],
    ["a type as a union with it", "string", ["null", "string"], "a", "a"],
    ["a union as a larger one", ["null", "string"], ["string", "int", "null"], null, null],
    ["a tagged union as another", ["int", "double"], ["double", "string", "int"], { int: 5 }, { int: 5 }],
    ["a union as a type, where the value is of it", ["null", "string"], "string", "a", "a"],
    ["symbols in another order", symbols("A", "B"), symbols("C", "B", "A"), "A", "A"],
    ["arrays", { type: "array", items: "int" }, { type: "array", items: ["null", "long"] }, [1], [1]],
    ["maps", { type: "map", values: "int" }, { type: "map", values: "double" }, { a: 1 }, { a: 1 }],
    ["a date as its int", { type: "int", logicalType: "date" }, "int", "1970-01-02", 1],
  ])("%s", (_, own, other, value, expected) => {
    expect(project(own, other, value)).toEqual(expected);
  });

  it("writes bigints as what they are", () => {
    expect(project("long", ["null", "double"], 5n, { long: "bigint" })).toBe(5);
  });

  it("leaves out fields, fills in defaults of both, reorders, follows aliases", () => {
    const own = record([
      { name: "b", type: "string" },
      { name: "a", type: "int", default: 3 },
      { name: "ours", type: "string" },
      { name: "old", type: ["null", "R"], default: null },
    ]);
    const other = record([
      { name: "a", type: "long" },
      { name: "theirs", type: { type: "array", items: "string" }, default: ["x"] },
      { name: "new", aliases: ["old"], type: ["null", "R"] },
      { name: "b", type: ["null", "string"] },
    ]);
    const value = { b: "b", ours: "gone", old: { b: "c", a: 4, ours: "gone" } };
    expect(project(own, other, value)).toEqual({
      a: 3,
      theirs: ["x"],
      b: "b",
      new: { a: 4, theirs: ["x"], b: "c", new: null },
    });
    expect(() => project(own, other, { b: 1, ours: "", extra: 1 })).toThrow(
      "b: expected string, got number; extra: expected no such field",
    );
  });

  it.each([
    [
      "a field without a default that we do not have",
      record([]),
      record([{ name: "a", type: "int" }]),
      "a: R of the schema to write has this field without a default, and this schema has no such field",
    ],
    [
      "a smaller type",
      record([{ name: "a", type: "long" }]),
      record([{ name: "a", type: "int" }]),
      "a: this schema has long, the one to write int",
    ],
    [
      "another unit",
      { type: "long", logicalType: "timestamp-micros" },
      { type: "long", logicalType: "timestamp-millis" },
      "milliseconds",
    ],
  ])("%s is a UsageError before the first message", (_, own, other, words) => {
    const error = thrownBy(() =>
      any(own).encoder({ ...stored(other as object), subject: "t-value", version: 3, id: 7 }),
    );
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toContain("values of this schema cannot be written with schema 7 (t-value/3): ");
    expect((error as Error).message).toContain(words);
  });

  it("is an error for the values that have no place, and not for the others", () => {
    expect(project(symbols("A", "B"), symbols("A"), "A")).toBe("A");
    expect(() => project(symbols("A", "B"), symbols("A"), "B")).toThrow("expected E (A), got string(1)");
    expect(() => project(["null", "string"], "string", null)).toThrow("got null");
  });
});
