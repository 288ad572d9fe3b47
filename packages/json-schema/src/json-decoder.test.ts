import { DeserializationError } from "@magicbyte/registry/serde";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { errorOf, issuesOf, read, writerOf } from "../test/codec.js";
import { jsonSchemaFrom } from "./json-schema.js";
import { jsonSchemaFormat } from "./json-schema-format.js";

const anything = jsonSchemaFrom({});
const order = jsonSchemaFrom({ type: "object", required: ["sku"], properties: { sku: { type: "string" } } });

describe("bytes", () => {
  it.each([
    ["white space", ' {"a" :\n[1, 2]}\t', { a: [1, 2] }],
    ["a byte order mark", '\ufeff{"a":1}', { a: 1 }],
    ["null, which is no tombstone", "null", null],
    ["a replacement character that was written", '"\ufffd"', "\ufffd"],
    ["two of the same name: the last one counts", '{"a":1,"a":2}', { a: 2 }],
    ["an integer that a number does not hold, rounded", "9007199254740993", 9007199254740992],
    ["an escaped lone surrogate", '"\\ud800"', "\ud800"],
  ])("are read: %s", (_, text, value) => {
    expect(read(anything, text)).toEqual(value);
  });

  it.each([
    ["nothing", Buffer.alloc(0), "the payload is empty, which is no JSON"],
    ["a lone continuation byte", Buffer.from([0x22, 0x80, 0x22]), "the payload is not UTF-8, as JSON must be"],
    ["an encoded surrogate", Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), "the payload is not UTF-8, as JSON must be"],
    ["an overlong slash", Buffer.from([0x22, 0xc0, 0xaf, 0x22]), "the payload is not UTF-8, as JSON must be"],
    ["a cut off character", Buffer.from([0x22, 0xe2, 0x82]), "the payload is not UTF-8, as JSON must be"],
    ["UTF-16", Buffer.from("\ufeff{}", "utf16le"), "the payload is not UTF-8, as JSON must be"],
    ["something behind it", Buffer.from("{} {}"), "the payload is no JSON: expected its end at character 3 of 5"],
    [
      "a secret",
      Buffer.from('{"password": hunter2}'),
      "the payload is no JSON: expected a value at character 13 of 21",
    ],
    [
      "a cut off string",
      Buffer.from('{"a":"b'),
      "the payload is no JSON: expected a string without control characters, that ends at character 5 of 7",
    ],
    ["a trailing comma", Buffer.from("[1,]"), "the payload is no JSON: expected a value at character 3 of 4"],
    ["NaN", Buffer.from("[NaN]"), "the payload is no JSON: expected a value at character 1 of 5"],
    [
      "single quotes",
      Buffer.from("{'a':1}"),
      "the payload is no JSON: expected the name of a property, in double quotes at character 1 of 7",
    ],
    ["a missing colon", Buffer.from('{"a" 1}'), "the payload is no JSON: expected a colon at character 5 of 7"],
    ["a missing comma", Buffer.from("[1 2]"), 'the payload is no JSON: expected a comma or "]" at character 3 of 5'],
  ])("are refused, and not shown: %s", (_, bytes, message) => {
    const error = errorOf(() => read(anything, bytes));
    expect(error).toBeInstanceOf(DeserializationError);
    expect(error.message).toBe(message);
    expect(error.cause).toBeUndefined();
  });

  it("cannot change a prototype", () => {
    const value = read(anything, '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}') as object;
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(Object.keys(value)).toEqual(["__proto__", "constructor"]);
  });

  it("are a value or an error, whatever they are", () => {
    const valid = Buffer.from('{"sku":"A-1","lines":[{"n":1.5e3,"t":"\\u00e9é€😀"},null,true]}');
    const mutated = fc.tuple(fc.nat(valid.length - 1), fc.nat(255), fc.nat(valid.length)).map(([at, byte, length]) => {
      const bytes = Buffer.from(valid);
      bytes[at] = byte;
      return length % 3 === 0 ? bytes.subarray(0, length) : bytes;
    });
    const random = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(
        fc.oneof(
          mutated,
          random,
          fc.json().map((text) => Buffer.from(text)),
        ),
        (bytes) => {
          for (const schema of [anything, order]) {
            try {
              expect(read(schema, bytes)).toEqual(JSON.parse(bytes.toString()));
            } catch (error) {
              expect(error).toBeInstanceOf(DeserializationError);
            }
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe("nesting", () => {
  const nested = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;

  it("does not overflow the stack", () => {
    expect(Array.isArray(read(anything, nested))).toBe(true);
    expect(errorOf(() => read(anything, nested.slice(0, -1)))).toBeInstanceOf(DeserializationError);
  });

  it("is an error where validation overflows the stack", () => {
    const list = jsonSchemaFrom({ type: "array", items: { $ref: "#" } });
    const error = errorOf(() => read(list, nested));
    expect(error).toBeInstanceOf(DeserializationError);
    expect(error.message).toBe("the value is nested too deeply to be validated");
  });
});

describe("large integers", () => {
  const strict = jsonSchemaFrom({}, { largeIntegers: "error" });

  it.each(["9007199254740993", "-12345678901234567891", '{"a":["1",12345678901234567]}'])(
    "may be refused: %s",
    (text) => {
      const error = errorOf(() => read(strict, text));
      expect(error).toBeInstanceOf(DeserializationError);
      expect(error.message).toContain(`character ${text.search(/-?\d{16}/)}`);
      expect(error.message).not.toMatch(/\d{5}/);
    },
  );

  it.each([
    "9007199254740992",
    "1000000000000000000000",
    '"12345678901234567891"',
    '{"12345678901234567891":"\\"12345678901234567891"}',
    "0.12345678901234567891",
    "12345678901234567891e2",
  ])("are fine where a number holds them, and where they are none: %s", (text) => {
    expect(read(strict, text)).toEqual(JSON.parse(text));
  });
});

describe("validation", () => {
  it("checks what is read into a schema, with all that is wrong", () => {
    expect(read(order, '{"sku":"a","more":1}')).toEqual({ sku: "a", more: 1 });
    expect(issuesOf(() => read(order, '{"sku":5}'))).toEqual(["sku: string, number"]);
    expect(errorOf(() => read(order, "{}")).message).toBe(
      "the value does not fit the schema: sku: expected a value, got undefined",
    );
  });

  it("is left out by option", () => {
    const trusting = jsonSchemaFrom(order.schema, { validate: { read: false } });
    expect(read(trusting, '{"sku":5}')).toEqual({ sku: 5 });
  });

  it("of messages as they were written happens by option", () => {
    const decode = (validate: boolean) =>
      jsonSchemaFormat({ validate })
        .parse(writerOf(order.schema))
        .decoder(new Uint8Array())
        .decode(Buffer.from("{}"), 0);
    expect(decode(false)).toEqual({});
    expect(issuesOf(() => decode(true))).toEqual(["sku: a value, undefined"]);
  });

  it("shows values only where that is asked for", () => {
    const showing = jsonSchemaFrom(order.schema, { errorValues: true });
    expect(issuesOf(() => read(showing, '{"sku":[7]}'))).toEqual(["sku: string, array(1) [7]"]);
    expect(issuesOf(() => read(order, '{"sku":[7]}'))).toEqual(["sku: string, array(1)"]);
  });
});
