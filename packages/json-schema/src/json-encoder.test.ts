import { describe, expect, it } from "vitest";
import { errorOf, issuesOf, write, writerOf } from "../test/codec.js";
import { jsonSchema, jsonSchemaFrom } from "./json-schema.js";

const anything = jsonSchemaFrom(true as unknown as object);
const unchecked = jsonSchemaFrom({}, { validate: { write: false } });

class Point {
  readonly x = 1;
  readonly #y = 2;
  get y() {
    return this.#y;
  }
}

describe("what is validated is what is written", () => {
  it.each<{ readonly title: string; readonly schema: object; readonly value: unknown; readonly text: string }>([
    {
      title: "a Date is its ISO string",
      schema: { type: "string", format: "date-time" },
      value: new Date(0),
      text: '"1970-01-01T00:00:00.000Z"',
    },
    {
      title: "toJSON is given its key",
      schema: { properties: { a: { const: "key a" } } },
      value: { a: { toJSON: (key: string) => `key ${key}` } },
      text: '{"a":"key a"}',
    },
    {
      title: "a property that is undefined is not there",
      schema: { type: "object", additionalProperties: false, properties: { a: { type: "string" } } },
      value: { a: undefined, b: undefined },
      text: "{}",
    },
    { title: "it does not count either", schema: { maxProperties: 1 }, value: { a: 1, b: undefined }, text: '{"a":1}' },
    { title: "-0 is 0", schema: { type: "integer" }, value: -0, text: "0" },
    {
      title: "a lone surrogate is an escape",
      schema: { type: "string", maxLength: 1 },
      value: "\ud800",
      text: '"\\ud800"',
    },
    {
      title: "an instance of a class has its own properties",
      schema: { type: "object", properties: { x: { type: "number" } } },
      value: new Point(),
      text: '{"x":1}',
    },
    {
      title: "boxed values are unwrapped",
      schema: { type: "array", items: { type: ["string", "number", "boolean"] } },
      value: [Object("a"), Object(1), Object(true)],
      text: '["a",1,true]',
    },
    {
      title: "an object without a prototype is an object",
      schema: { type: "object" },
      value: Object.assign(Object.create(null), { a: 1 }),
      text: '{"a":1}',
    },
    {
      title: "a symbol as a name does not count",
      schema: { type: "object", additionalProperties: false },
      value: { [Symbol("a")]: 1 },
      text: "{}",
    },
    {
      title: "a Buffer is what it says itself",
      schema: { required: ["data"] },
      value: Buffer.from("a"),
      text: '{"type":"Buffer","data":[97]}',
    },
    {
      title: "a property __proto__ is a property",
      schema: { type: "object" },
      value: { at: new Date(0), ...JSON.parse('{"a":{"__proto__":1}}') },
      text: '{"at":"1970-01-01T00:00:00.000Z","a":{"__proto__":1}}',
    },
    {
      title: "inherited names are no properties",
      schema: { type: "object", properties: { constructor: { type: "string" } } },
      value: {},
      text: "{}",
    },
  ])("$title", ({ schema, value, text }) => {
    expect(write(jsonSchemaFrom(schema), value)).toBe(text);
    expect(JSON.stringify(value)).toBe(text);
  });

  it.each<{ readonly title: string; readonly schema: object; readonly value: unknown; readonly issue: string }>([
    {
      title: "a getter of a class, which is not written",
      schema: { type: "object", required: ["y"] },
      value: new Point(),
      issue: "y: a value, undefined",
    },
    {
      title: "a Date that is none",
      schema: { type: "object", properties: { at: { type: "string" } } },
      value: { at: new Date(Number.NaN) },
      issue: "at: string, null",
    },
    {
      title: "an undefined property that would make up the number",
      schema: { minProperties: 2 },
      value: { a: 1, b: undefined },
      issue: ": at least 2 properties, object(1)",
    },
    {
      title: "items that differ only in what is not written",
      schema: { uniqueItems: true },
      value: [{ a: undefined }, {}],
      issue: ": items that differ (0 and 1 do not), array(2)",
    },
    {
      title: "an inherited member for a required one",
      schema: { type: "object", required: ["constructor"] },
      value: {},
      issue: "constructor: a value, undefined",
    },
    {
      title: "an extra property beside an undefined one",
      schema: { type: "object", additionalProperties: false, properties: { a: {} } },
      value: { a: undefined, b: 1 },
      issue: "b: nothing, number",
    },
  ])("does not take $title", ({ schema, value, issue }) => {
    expect(issuesOf(() => write(jsonSchemaFrom(schema), value))).toEqual([issue]);
  });

  it.each<{ readonly title: string; readonly value: unknown; readonly issue: string }>([
    { title: "a bigint", value: { id: 1n }, issue: "id: a string, or a number, bigint" },
    { title: "NaN", value: [Number.NaN], issue: "[0]: a finite number, number(not finite)" },
    {
      title: "Infinity",
      value: { a: { b: Number.POSITIVE_INFINITY } },
      issue: "a.b: a finite number, number(not finite)",
    },
    { title: "undefined", value: undefined, issue: ": a value that JSON has, undefined" },
    { title: "undefined in an array", value: [1, undefined], issue: "[1]: a value that JSON has, undefined" },
    { title: "a hole in an array", value: new Array(1), issue: "[0]: a value that JSON has, undefined" },
    { title: "a function", value: { run: () => 1 }, issue: "run: a value that JSON has, function" },
    { title: "a symbol", value: { kind: Symbol("a") }, issue: "kind: a value that JSON has, symbol" },
    { title: "a Map", value: { all: new Map([["a", 1]]) }, issue: "all: an object, or an array, Map(1)" },
    { title: "a Set", value: new Set([1, 2]), issue: ": an object, or an array, Set(2)" },
    { title: "bytes", value: { "e-mail": new Uint8Array(3) }, issue: '["e-mail"]: an object, or an array, bytes(3)' },
  ])("refuses what JSON would lose: $title", ({ value, issue }) => {
    expect(issuesOf(() => write(anything, value))).toEqual([issue]);
  });

  it("names a cycle, and what is nested too deeply", () => {
    const cycle: { list: unknown[] } = { list: [] };
    cycle.list.push(cycle);
    expect(issuesOf(() => write(anything, cycle))).toEqual(["list[0]: no cycle, an object that contains itself"]);
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level++) deep = [deep];
    const [issue] = issuesOf(() => write(anything, deep));
    expect(issue).toMatch(/^\[0\]\[0\].*: at most 1000 levels, more$/);
    expect(issue?.length).toBeLessThan(200);
  });

  it("takes the same object twice, which is no cycle", () => {
    const shared = { at: new Date(0) };
    expect(write(anything, [shared, shared])).toBe(JSON.stringify([shared, shared]));
  });

  it.runIf("rawJSON" in JSON)("writes JSON.rawJSON as it is, and validates what it says", () => {
    const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown };
    const schema = jsonSchemaFrom({ properties: { id: { type: "integer" } } });
    expect(write(schema, { id: rawJSON("12345678901234567891") })).toBe('{"id":12345678901234567891}');
    expect(issuesOf(() => write(schema, { id: rawJSON('"a"') }))).toEqual(["id: integer, string(1)"]);
  });
});

describe("without validation", () => {
  it("writes as JSON.stringify does", () => {
    const value = { a: Number.NaN, b: () => 1, c: new Map() };
    expect(write(unchecked, value)).toBe(JSON.stringify(value));
  });

  it("says where a value is that JSON.stringify throws for, or that is nothing", () => {
    expect(issuesOf(() => write(unchecked, { a: [1n] }))).toEqual(["a[0]: a string, or a number, bigint"]);
    expect(issuesOf(() => write(unchecked, undefined))).toEqual([": a value that JSON has, undefined"]);
  });

  it("passes on what a value throws itself", () => {
    const own = new Error("mine");
    const value = {
      toJSON() {
        throw own;
      },
    };
    expect(errorOf(() => write(unchecked, value))).toBe(own);
    expect(errorOf(() => write(anything, value))).toBe(own);
  });
});

describe("the target", () => {
  const typed = jsonSchema({ type: "object", properties: { text: { type: "string" } } });
  const encoder = typed.encoder(writerOf(typed.schema));

  it.each(["short", "grüße", "日本語", "x".repeat(2_000), "é".repeat(2_000), "€".repeat(2_000), "😀".repeat(800)])(
    "says how many bytes are missing, and needs no more: %.8s",
    (text) => {
      const bytes = Buffer.from(JSON.stringify({ text }));
      for (const room of [0, 1, bytes.length - 1]) {
        const target = Buffer.alloc(10 + room, 7);
        expect(encoder.encode({ text }, target, 10)).toBe(room - bytes.length);
        expect(target.equals(Buffer.alloc(10 + room, 7))).toBe(true);
      }
      const exact = Buffer.alloc(10 + bytes.length + 2, 7);
      expect(encoder.encode({ text }, exact.subarray(0, 10 + bytes.length), 10)).toBe(10 + bytes.length);
      expect(exact.subarray(10, 10 + bytes.length).equals(bytes)).toBe(true);
      expect(exact.subarray(-2).equals(Buffer.alloc(2, 7))).toBe(true);
    },
  );

  it("writes what a value is now, not what it was when the target was too short", async () => {
    const value = { text: "before" };
    expect(encoder.encode(value, Buffer.alloc(4), 0)).toBeLessThan(0);
    value.text = "after";
    await Promise.resolve();
    const target = Buffer.alloc(100);
    expect(target.toString("utf8", 0, encoder.encode(value, target, 0))).toBe('{"text":"after"}');
  });

  it("makes the text of a value once", () => {
    let calls = 0;
    const value = {
      toJSON() {
        calls++;
        return { text: "x".repeat(1_000) };
      },
    };
    const large = jsonSchemaFrom(typed.schema).encoder(writerOf(typed.schema));
    expect(large.encode(value, Buffer.alloc(10), 0)).toBeLessThan(0);
    expect(large.encode(value, Buffer.alloc(2_000), 0)).toBe(1_011);
    expect(calls).toBe(1);
  });

  it("does not take one value for another", () => {
    expect(encoder.encode({ text: "a" }, Buffer.alloc(1), 0)).toBeLessThan(0);
    const target = Buffer.alloc(100);
    expect(target.toString("utf8", 0, encoder.encode({ text: "b" }, target, 0))).toBe('{"text":"b"}');
  });
});

it("changes nothing of the value", () => {
  const freeze = <T>(value: T): T => {
    if (typeof value === "object" && value !== null) for (const member of Object.values(value)) freeze(member);
    return Object.freeze(value);
  };
  const schema = jsonSchemaFrom({
    type: "object",
    properties: { a: { type: "string", default: "x" }, b: { type: "array", items: { type: "integer" } } },
  });
  expect(write(schema, freeze({ b: [1, 2], at: new Date(0) }))).toBe('{"b":[1,2],"at":"1970-01-01T00:00:00.000Z"}');
  expect(issuesOf(() => write(schema, freeze({ a: 1, b: ["1"] })))).toEqual([
    "a: string, number",
    "b[0]: integer, string(1)",
  ]);
});
