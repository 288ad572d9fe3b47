import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decode, encode, thrownBy } from "../test/codec.js";
import { type AvroOptions, avro, avroFrom, type LogicalType } from "./index.js";

const any = (schema: unknown, options?: AvroOptions) => avroFrom<unknown>(schema as object, options);

describe("longs", () => {
  it.each([
    ["number", 0, "00"],
    ["number", -1, "01"],
    ["number", 2 ** 31, "8080808010"],
    ["number", -(2 ** 31) - 1, "8180808010"],
    ["number", 2 ** 53 - 1, "feffffffffffff1f"],
    ["number", -(2 ** 53) + 1, "fdffffffffffff1f"],
    ["number", -(2 ** 52) - 1, "8180808080808010"],
    ["bigint", 0n, "00"],
    ["bigint", 2n ** 63n - 1n, "feffffffffffffffff01"],
    ["bigint", -(2n ** 63n), "ffffffffffffffffff01"],
    ["bigint", 2n ** 35n, "808080808002"],
  ] as const)("as %s: %s is %s", (long, value, hex) => {
    const schema = any("long", { long });
    expect(encode(schema, value).toString("hex")).toBe(hex);
    expect(decode(schema, Buffer.from(hex, "hex"))).toBe(value);
  });

  it("are the same bytes in both ways, for any long", () => {
    fc.assert(
      fc.property(fc.oneof(fc.maxSafeInteger(), fc.integer()), (value) => {
        const bytes = encode(any("long"), value);
        expect(encode(any("long", { long: "bigint" }), BigInt(value))).toEqual(bytes);
        expect(decode(any("long"), bytes)).toBe(value === 0 ? 0 : value);
        expect(decode(any("long", { long: "bigint" }), bytes)).toBe(BigInt(value));
      }),
      { numRuns: 2_000 },
    );
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        const schema = any("long", { long: "bigint" });
        expect(decode(schema, encode(schema, value))).toBe(value);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([[2 ** 53], [1.5], [Number.NaN], ["1"], [1n]])("%s does not fit a number", (value) => {
    expect(() => encode(any("long"), value)).toThrow("expected long of at most 2^53 - 1");
  });

  it.each([[2n ** 63n], [-(2n ** 63n) - 1n], [1]])("%s does not fit a bigint", (value) => {
    expect(() => encode(any("long", { long: "bigint" }), value)).toThrow("expected long as bigint");
  });

  it("are represented by path where the option says so, and a path that leads nowhere is an error", () => {
    const schema = {
      type: "record",
      name: "R",
      fields: [
        { name: "id", type: "long" },
        {
          name: "list",
          type: { type: "array", items: { type: "record", name: "I", fields: [{ name: "id", type: "long" }] } },
        },
      ],
    } as const;
    const R = avro(schema, { long: { "list.id": "bigint" } });
    const value = { id: 1, list: [{ id: 2n ** 60n }] };
    expect(decode(R, encode(R, value))).toEqual(value);
    expect(() => avro(schema, { long: { "list[].id": "bigint" } })).toThrow(
      'the option `long` names list[].id, and there are longs at "id", "list.id"',
    );
  });
});

const decimal = (precision: number, scale?: number) => ({ type: "bytes", logicalType: "decimal", precision, scale });
const inRecord = (type: unknown) => ({ type: "record", name: "R", fields: [{ name: "v", type }] });

describe("logical types", () => {
  it.each([
    [{ type: "int", logicalType: "date" }, "1970-01-01", "00"],
    [{ type: "int", logicalType: "date" }, "1969-12-31", "01"],
    [{ type: "int", logicalType: "date" }, "2024-02-29", "8cb502"],
    [{ type: "int", logicalType: "date" }, "+012345-06-07", "d8cbce03"],
    [{ type: "int", logicalType: "time-millis" }, 86_399_999, "feefb252"],
    [{ type: "long", logicalType: "time-micros" }, 86_399_999_999, "feffbadd8305"],
    [{ type: "long", logicalType: "timestamp-millis" }, new Date("2026-05-01T12:00:00.123Z"), "f6d9c7b6bc67"],
    [{ type: "long", logicalType: "timestamp-micros" }, 1_777_636_800_123_456n, undefined],
    [{ type: "long", logicalType: "timestamp-nanos" }, -1_777_636_800_123_456_789n, undefined],
    [{ type: "long", logicalType: "local-timestamp-millis" }, "2026-05-01T12:00:00.123", undefined],
    [{ type: "long", logicalType: "local-timestamp-micros" }, "1969-12-31T23:59:59.999999", "01"],
    [{ type: "long", logicalType: "local-timestamp-nanos" }, "1970-01-01T00:00:00.000000001", "02"],
    [decimal(4, 2), "12.30", "0404ce"],
    [decimal(4, 2), "-0.01", "02ff"],
    [decimal(4, 2), "0.00", "0200"],
    [decimal(3), "128", "040080"],
    [decimal(3), "-128", "0280"],
    [decimal(3, 3), "0.255", "0400ff"],
    [decimal(40, 10), "-123456789012345678901234567890.0123456789", undefined],
    [{ type: "fixed", name: "F", size: 4, logicalType: "decimal", precision: 9, scale: 2 }, "-1.00", "ffffff9c"],
    [{ type: "string", logicalType: "uuid" }, "0f0e0d0c-0b0a-0908-0706-050403020100", undefined],
    [
      { type: "fixed", name: "U", size: 16, logicalType: "uuid" },
      "0f0e0d0c-0b0a-0908-0706-050403020100",
      "0f0e0d0c0b0a09080706050403020100",
    ],
    [
      { type: "fixed", name: "P", size: 12, logicalType: "duration" },
      { months: 1, days: 2, milliseconds: 2 ** 32 - 1 },
      "0100000002000000ffffffff",
    ],
  ])("%o: %s", (type, value, hex) => {
    const schema = any(inRecord(type));
    const bytes = encode(schema, { v: value });
    if (hex !== undefined) expect(bytes.toString("hex")).toBe(hex);
    expect(decode(schema, bytes)).toEqual({ v: value });
  });

  it("a timestamp in milliseconds may be written as the number it is", () => {
    const schema = avro({ type: "long", logicalType: "timestamp-millis" });
    expect(decode(schema, encode(schema, 5))).toEqual(new Date(5));
  });

  it("a decimal takes zeros that it has no place for, and gives them where it has", () => {
    const schema = any(inRecord(decimal(6, 2)));
    expect(decode(schema, encode(schema, { v: "+0012.3000" }))).toEqual({ v: "12.30" });
    expect(decode(schema, encode(schema, { v: "7" }))).toEqual({ v: "7.00" });
  });

  it("decimals keep every digit", () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.integer({ min: 0, max: 20 }), (unscaled, scale) => {
        const digits = unscaled
          .toString()
          .replace("-", "")
          .padStart(scale + 1, "0");
        const text = `${unscaled < 0n ? "-" : ""}${digits.slice(0, digits.length - scale)}${scale === 0 ? "" : `.${digits.slice(-scale)}`}`;
        const schema = any(inRecord(decimal(Math.max(digits.length, 1), scale)));
        expect(decode(schema, encode(schema, { v: text }))).toEqual({ v: text });
      }),
      { numRuns: 1_000 },
    );
  });

  it("dates and local timestamps are those of the calendar", () => {
    fc.assert(
      fc.property(fc.integer({ min: -100_000_000, max: 100_000_000 }), (days) => {
        const dates = any({ type: "int", logicalType: "date" });
        const bytes = encode(any("int"), days);
        expect(encode(dates, decode(dates, bytes))).toEqual(bytes);
      }),
    );
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }), (nanos) => {
        const local = any({ type: "long", logicalType: "local-timestamp-nanos" });
        const bytes = encode(any("long", { long: "bigint" }), nanos);
        expect(encode(local, decode(local, bytes))).toEqual(bytes);
      }),
    );
  });

  it.each([
    [{ type: "int", logicalType: "date" }, "2023-02-30", "date as YYYY-MM-DD"],
    [{ type: "int", logicalType: "date" }, new Date(), "date as YYYY-MM-DD"],
    [{ type: "int", logicalType: "time-millis" }, 86_400_000, "milliseconds since midnight"],
    [{ type: "long", logicalType: "time-micros" }, -1, "microseconds since midnight"],
    [{ type: "long", logicalType: "timestamp-millis" }, new Date(Number.NaN), "Date or epoch milliseconds"],
    [{ type: "long", logicalType: "timestamp-millis" }, 1.5, "Date or epoch milliseconds"],
    [{ type: "long", logicalType: "timestamp-micros" }, 5, "microseconds as bigint"],
    [{ type: "long", logicalType: "local-timestamp-millis" }, "2026-05-01T12:00:00.1234", "local timestamp"],
    [{ type: "long", logicalType: "local-timestamp-millis" }, "2026-05-01T12:00:00Z", "local timestamp"],
    [{ type: "long", logicalType: "local-timestamp-millis" }, "2026-05-01T24:30:00", "local timestamp"],
    [decimal(4, 2), "1.234", "decimal(4, 2) as a string"],
    [decimal(4, 2), "100.00", "decimal(4, 2) as a string"],
    [decimal(4, 2), 1.5, "decimal(4, 2) as a string"],
    [decimal(4, 2), "1e2", "decimal(4, 2) as a string"],
    [{ type: "string", logicalType: "uuid" }, "no uuid", "uuid"],
    [
      { type: "fixed", name: "P", size: 12, logicalType: "duration" },
      { months: -1, days: 0, milliseconds: 0 },
      "{ months",
    ],
    [
      { type: "fixed", name: "P", size: 12, logicalType: "duration" },
      { months: 1.5, days: 0, milliseconds: 0 },
      "{ months",
    ],
  ])("%o does not take %s", (type, value, expected) => {
    const error = thrownBy(() => encode(any(inRecord(type)), { v: value }));
    expect(error).toMatchObject({ path: "v", expected: expect.stringContaining(expected) });
  });

  it.each([
    [{ type: "int", logicalType: "date" }, { type: "int" }, 2 ** 31 - 1, "v: the value is not a date"],
    [{ type: "long", logicalType: "timestamp-millis" }, { type: "long" }, 8.64e15 + 1, "v: the value is not a Date"],
    [decimal(2), { type: "bytes" }, Buffer.alloc(5, 1), "v: the value is not a decimal(2, 0)"],
  ])("%o that holds more than it can is an error that names the field", (type, base, raw, words) => {
    expect(() => decode(any(inRecord(type)), encode(any(inRecord(base)), { v: raw }))).toThrow(words);
  });

  it("with impossible attributes are an error in schemas of one's own", () => {
    expect(() => any(inRecord(decimal(2, 3)))).toThrow(
      'v: the scale of a decimal must be between 0 and its precision; to read and write what is underneath: logicalTypes: { "decimal": false }',
    );
    const fixed = { type: "fixed", name: "F", size: 2, logicalType: "decimal", precision: 5 };
    expect(() => any(fixed)).toThrow("2 bytes hold 4 digits, and its precision is 5");
    const off = any(fixed, { logicalTypes: { decimal: false } });
    expect(decode(off, encode(off, Buffer.from([1, 2])))).toEqual(Buffer.from([1, 2]));
  });

  it("of one's own stand in for those that are built in, and for those that nobody knows", () => {
    const money: LogicalType<{ cents: bigint }> = {
      fromAvro: (cents: bigint) => ({ cents }),
      toAvro: ({ cents }) => cents,
      long: "bigint",
    };
    const instants: LogicalType<string> = {
      fromAvro: (millis: number) => `t${millis}`,
      toAvro: (text) => Number(text.slice(1)),
    };
    const schema = avro(
      {
        type: "record",
        name: "R",
        fields: [
          { name: "price", type: { type: "long", logicalType: "money" } },
          { name: "at", type: ["null", { type: "long", logicalType: "timestamp-millis" }], default: null },
          { name: "either", type: ["string", { type: "long", logicalType: "money" }], default: "" },
        ],
      },
      { logicalTypes: { money, "timestamp-millis": instants } },
    );
    const value = { price: { cents: 2n ** 60n }, at: "t5", either: { long: { cents: 1n } } };
    expect(decode(schema, encode(schema, value))).toEqual(value);
    expect(thrownBy(() => encode(schema, { price: 5 } as never))).toMatchObject({ path: "price", expected: "money" });
  });
});
