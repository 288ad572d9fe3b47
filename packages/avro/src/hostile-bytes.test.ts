import { DeserializationError } from "@magicbyte/registry/serde";
import { describe, expect, it } from "vitest";
import { decode, encode, stored, thrownBy } from "../test/codec.js";
import { avro, avroFrom } from "./index.js";

const TWO_GB = "8080808010";
const MINUS_TWO_GB = "ffffffff0f";
const MAX_LONG = "feffffffffffffffff01";
const MIN_LONG = "ffffffffffffffffff01";

describe("lengths and counts that bytes claim", () => {
  it.each([
    ["a string of 2 GB", "string", TWO_GB],
    ["a string of a negative length", "string", "01"],
    ["a string of 2^63 bytes", "string", MAX_LONG],
    ["bytes of 2 GB", { type: "record", name: "R", fields: [{ name: "b", type: "bytes" }] }, TWO_GB],
    ["an array of 2 G numbers", { type: "array", items: "long" }, TWO_GB],
    ["an array of 2 G numbers, in a block of a size", { type: "array", items: "long" }, `${MINUS_TWO_GB}02`],
    ["an array of -2^63 numbers", { type: "array", items: "long" }, `${MIN_LONG}02`],
    ["a block of a negative size", { type: "array", items: "long" }, "010102"],
    ["an array of 2 G nulls", { type: "array", items: "null" }, TWO_GB],
    ["an array of 2 G empty records", { type: "array", items: { type: "record", name: "R", fields: [] } }, TWO_GB],
    ["an array of 2 G empty fixeds", { type: "array", items: { type: "fixed", name: "F", size: 0 } }, TWO_GB],
    ["a map of 2 G entries", { type: "map", values: "null" }, TWO_GB],
    ["a fixed of 2 GB", { type: "fixed", name: "F", size: 2 ** 31 }, "00"],
    ["a varint without an end", "long", "ff".repeat(1000)],
    ["a long of more than 64 bits", "long", "ffffffffffffffffff02"],
    ["an int of more than 32 bits", "int", "8080808020"],
    ["a branch that there is not", ["null", "int"], "04"],
    ["a negative branch", ["null", "int"], "01"],
    ["a symbol that there is not", { type: "enum", name: "E", symbols: ["A"] }, "02"],
    ["a boolean that is neither", "boolean", "02"],
    ["nothing at all", "string", ""],
  ])("%s", (_, schema, hex) => {
    const before = process.memoryUsage();
    const error = thrownBy(() => decode(avroFrom<unknown>(schema), Buffer.from(hex, "hex")));
    const after = process.memoryUsage();
    expect(error).toBeInstanceOf(DeserializationError);
    expect(after.rss - before.rss).toBeLessThan(100e6);
  });

  it("cost no more in many small arrays than in a large one", () => {
    // 3 bytes for an array of 60,000 nulls: a kilobyte would make 20 million of them.
    const schema = avro({ type: "array", items: { type: "array", items: "null" } });
    const inner = encode(avro({ type: "array", items: "null" }), Array(60_000).fill(null));
    const bytes = Buffer.concat([Buffer.from("c805", "hex"), ...Array(356).fill(inner), Buffer.from([0])]);
    expect(() => decode(schema, bytes)).toThrow("[1]: the message claims more than 65536 items that take no bytes");
  });

  it("are as true as they may be: blocks of any size, in any number", () => {
    const schema = avro({ type: "array", items: "int" });
    expect(decode(schema, Buffer.from("02020304040600", "hex"))).toEqual([1, 2, 3]);
    expect(decode(avro({ type: "array", items: "null" }), Buffer.from("808001" + "00", "hex"))).toHaveLength(8192);
  });
});

describe("values inside of values", () => {
  const List = avro({
    type: "record",
    name: "List",
    fields: [{ name: "next", type: ["null", "List"], default: null }],
  });

  it("that go too deep to be read are an error, and the next message is read", () => {
    const deep = Buffer.alloc(200_000, 2);
    expect(() => decode(List, deep)).toThrow("nested too deeply to be read");
    expect(thrownBy(() => decode(List, deep))).toBeInstanceOf(DeserializationError);
    expect(decode(List, Buffer.from("0200", "hex"))).toEqual({ next: { next: null } });
  });

  it("that refer to themselves are an error when written", () => {
    const cycle: { next: unknown } = { next: null };
    cycle.next = cycle;
    expect(() => encode(List, cycle as never)).toThrow("the value refers to itself, or is nested too deeply");
  });

  it("of a type that everybody skips are checked as well", () => {
    const writer = stored({
      type: "record",
      name: "R",
      fields: [
        { name: "gone", type: { type: "map", values: { type: "array", items: "string" } } },
        { name: "kept", type: "int" },
      ],
    });
    const Kept = avro({ type: "record", name: "R", fields: [{ name: "kept", type: "int" }] });
    expect(decode(Kept, Buffer.from("0202610202780000" + "0e", "hex"), writer)).toEqual({ kept: 7 });
    expect(() => decode(Kept, Buffer.from("02026102ff", "hex"), writer)).toThrow(DeserializationError);
  });
});

describe("names that objects have already", () => {
  it("are keys like others", () => {
    const map = avro({ type: "map", values: { type: "map", values: "int" } });
    const bytes = Buffer.from("02125f5f70726f746f5f5f02" + "0278" + "020000", "hex");
    const value = decode(map, bytes);
    expect(Object.keys(value)).toEqual(["__proto__"]);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(encode(map, value)).toEqual(bytes);
  });

  it("are fields like others, with their defaults", () => {
    const text = JSON.stringify({
      type: "record",
      name: "R",
      fields: [
        { name: "__proto__", type: "int" },
        { name: "constructor", type: "string", default: "none" },
        { name: "größe", type: "int", default: 3 },
        { name: "with-dash", type: ["null", "int"], default: null },
      ],
    });
    const schema = avroFrom<Record<string, unknown>>(text);
    const value = JSON.parse('{ "__proto__": 1 }') as Record<string, unknown>;
    const read = decode(schema, encode(schema, value));
    expect(JSON.stringify(read)).toBe('{"__proto__":1,"constructor":"none","größe":3,"with-dash":null}');
    expect(encode(schema, read)).toEqual(encode(schema, value));
  });

  it("are no symbols", () => {
    const schema = avroFrom<string>({ type: "enum", name: "E", symbols: ["A"] });
    expect(() => encode(schema, "constructor")).toThrow("expected E (A), got string(11)");
  });
});
