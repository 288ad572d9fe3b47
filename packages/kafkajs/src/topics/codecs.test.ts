import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AnyCodec, bytes, type Codec, float64, int32, int64, json, utf8, uuid } from "../index.js";

const aUuid = "123e4567-e89b-12d3-a456-426614174000";

describe.each([
  ["utf8", utf8, "é🙂", "c3a9f09f9982"],
  ["utf8, empty", utf8, "", ""],
  ["bytes", bytes, Buffer.from([0, 255]), "00ff"],
  ["int32", int32, -2, "fffffffe"],
  ["int64", int64, -2n, "fffffffffffffffe"],
  ["float64", float64, 1.5, "3ff8000000000000"],
  ["uuid", uuid, aUuid, Buffer.from(aUuid).toString("hex")],
  ["json", json<unknown>(), { a: [1, null] }, Buffer.from('{"a":[1,null]}').toString("hex")],
] as const)("%s", (_name, codec, value, hex) => {
  it("writes these bytes, and reads them", () => {
    const written = (codec as Codec<unknown>).encode(value);
    expect(written.toString("hex")).toBe(hex);
    expect(codec.decode(written)).toEqual(value);
  });
});

it.each<[string, AnyCodec, unknown]>([
  ["utf8 of a number", utf8, 1],
  ["utf8 of half a surrogate pair", utf8, "a\ud800"],
  ["bytes of text", bytes, "text"],
  ["int32 beyond its range", int32, 2 ** 31],
  ["int32 of a fraction", int32, 0.5],
  ["int32 of a bigint", int32, 1n],
  ["int64 beyond its range", int64, 2n ** 63n],
  ["int64 of a number that is not safe", int64, 2 ** 53],
  ["float64 of text", float64, "1"],
  ["uuid of other text", uuid, "123e4567"],
  ["json of undefined", json(), undefined],
  ["json of a bigint", json(), 1n],
])("%s does not serialize", (_what, codec, value) => {
  expect(() => codec.encode(value as never)).toThrow(TypeError);
});

it.each<[string, AnyCodec, string]>([
  ["utf8", utf8, "ff"],
  ["int32 of 3 bytes", int32, "000000"],
  ["int32 of 5 bytes", int32, "0000000000"],
  ["int64 of no bytes", int64, ""],
  ["float64 of 4 bytes", float64, "00000000"],
  ["uuid", uuid, "00"],
  ["json", json(), "7b"],
  ["json that is not UTF-8", json(), "22ff22"],
])("%s does not decode from bytes that are none", (_what, codec, hex) => {
  expect(() => codec.decode(Buffer.from(hex, "hex"))).toThrow();
});

it("json says nothing of the text that does not parse", () => {
  expect(() => json().decode(Buffer.from("secret"))).toThrow(/^the bytes are not JSON$/);
});

it("int64 takes safe numbers, and reads bigints", () => {
  expect(int64.decode(int64.encode(Number.MAX_SAFE_INTEGER))).toBe(9007199254740991n);
});

it("uuid writes small letters", () => {
  expect(uuid.decode(uuid.encode(aUuid.toUpperCase()))).toBe(aUuid);
});

it.each<[string, Codec<unknown>, fc.Arbitrary<unknown>]>([
  ["utf8", utf8 as Codec<unknown>, fc.string({ unit: "grapheme" })],
  ["int32", int32 as Codec<unknown>, fc.integer()],
  ["int64", int64 as Codec<unknown>, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })],
  ["float64", float64 as Codec<unknown>, fc.double()],
  ["uuid", uuid as Codec<unknown>, fc.uuid()],
  ["json", json<unknown>(), fc.jsonValue({ noUnicodeString: false }).map((value) => JSON.parse(JSON.stringify(value)))],
])("%s reads what it wrote", (_name, codec, values) => {
  fc.assert(
    fc.property(values, (value) => {
      expect(codec.decode(codec.encode(value))).toEqual(value);
    }),
  );
});
