import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MalformedRequestError } from "./malformed-request-error.js";
import { Reader } from "./reader.js";
import { Writer } from "./writer.js";

interface Primitive {
  write(writer: Writer): unknown;
  read(reader: Reader): unknown;
  readonly value: unknown;
}

function primitive<T>(
  values: fc.Arbitrary<T>,
  write: (writer: Writer, value: T) => unknown,
  read: (reader: Reader) => T,
): fc.Arbitrary<Primitive> {
  return values.map((value) => ({ value, read, write: (writer) => write(writer, value) }));
}

const int = (bits: number) => fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 });
const text = fc.string({ unit: "grapheme", maxLength: 300 });
const bytes: fc.Arbitrary<Buffer> = fc.uint8Array({ maxLength: 2000 }).map((each) => Buffer.from(each));

const primitives = fc.oneof(
  primitive(
    int(8),
    (w, v) => w.int8(v),
    (r) => r.int8(),
  ),
  primitive(
    fc.boolean(),
    (w, v) => w.boolean(v),
    (r) => r.boolean(),
  ),
  primitive(
    int(16),
    (w, v) => w.int16(v),
    (r) => r.int16(),
  ),
  primitive(
    int(32),
    (w, v) => w.int32(v),
    (r) => r.int32(),
  ),
  primitive(
    fc.maxSafeInteger(),
    (w, v) => w.int64(v),
    (r) => r.int64(),
  ),
  primitive(
    fc.nat(2 ** 31 - 1),
    (w, v) => w.uvarint(v),
    (r) => r.uvarint(),
  ),
  primitive(
    text,
    (w, v) => w.string(v),
    (r) => r.string(),
  ),
  primitive(
    fc.option(text),
    (w, v) => w.string(v),
    (r) => r.nullableString(),
  ),
  primitive(
    text,
    (w, v) => w.compactString(v),
    (r) => r.compactString(),
  ),
  primitive(
    fc.option(text),
    (w, v) => w.compactString(v),
    (r) => r.compactNullableString(),
  ),
  primitive(
    bytes,
    (w, v) => w.bytes(v),
    (r) => r.bytes(),
  ),
  primitive(
    fc.option(bytes),
    (w, v) => w.bytes(v),
    (r) => r.nullableBytes(),
  ),
  primitive(
    fc.array(int(32)),
    (w, v) => w.array(v, (x, e) => x.int32(e)),
    (r) => r.array((x) => x.int32()),
  ),
  primitive(
    fc.option(fc.array(text)),
    (w, v) => w.array(v, (x, e) => x.string(e)),
    (r) => r.nullableArray((x) => x.string()),
  ),
  primitive(
    fc.option(fc.array(text)),
    (w, v) => w.compactArray(v, (x, e) => x.compactString(e)),
    (r) => r.compactNullableArray((x) => x.compactString()),
  ),
);

function written(each: readonly Primitive[]): Writer {
  const writer = new Writer(16);
  for (const { write } of each) write(writer);
  return writer;
}

describe("Reader and Writer", () => {
  it("agree on every type, in any order", () => {
    fc.assert(
      fc.property(fc.array(primitives), (each) => {
        const writer = written(each);
        const whole = writer.toBuffer();
        expect(whole.length).toBe(writer.length);
        const reader = new Reader(whole);
        expect(each.map(({ read }) => read(reader))).toEqual(each.map(({ value }) => value));
        expect(reader.remaining).toBe(0);
      }),
    );
  });

  it("notice every place where bytes are missing", () => {
    fc.assert(
      fc.property(fc.array(primitives, { minLength: 1, maxLength: 5 }), fc.nat(), (each, choice) => {
        const whole = written(each).toBuffer();
        const reader = new Reader(whole.subarray(0, choice % whole.length));
        expect(() => {
          for (const { read } of each) read(reader);
        }).toThrow(MalformedRequestError);
      }),
    );
  });

  it("survive any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), fc.array(primitives), (noise, each) => {
        const reader = new Reader(Buffer.from(noise));
        try {
          for (const { read } of each) read(reader);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedRequestError);
        }
      }),
    );
  });
});

describe("Reader", () => {
  it.each([
    ["a string that is null", new Writer().int16(-1), (r: Reader) => r.string()],
    ["bytes that are null", new Writer().int32(-1), (r: Reader) => r.bytes()],
    ["an array that is null", new Writer().int32(-1), (r: Reader) => r.array((x) => x.int8())],
    ["an array of more elements than bytes", new Writer().int32(1 << 30), (r: Reader) => r.array(() => 0)],
    ["bytes of 2 GB", new Writer().int32(0x7fffffff), (r: Reader) => r.bytes()],
    ["a varint without an end", new Writer().raw(Buffer.alloc(9, 0xff)), (r: Reader) => r.uvarint()],
    ["tagged fields beyond the end", new Writer().uvarint(1).uvarint(0).uvarint(5), (r: Reader) => r.skipTags()],
  ])("refuses %s", (_, writer, read) => {
    expect(() => read(new Reader(writer.toBuffer()))).toThrow(MalformedRequestError);
  });

  it("refuses a request whose elements would cost more memory than its bytes say", () => {
    const inner = new Writer().int32(600_000).raw(Buffer.alloc(600_000)).toBuffer();
    const reader = new Reader(Buffer.concat([inner, inner]));
    const read = () => reader.array((each) => each.int8());
    expect(read()).toHaveLength(600_000);
    expect(read).toThrow(/more than 1000000 array elements/);
  });

  it("steps over tagged fields", () => {
    const tags = new Writer().uvarint(2).uvarint(0).uvarint(3).raw(Buffer.alloc(3)).uvarint(7).uvarint(0).int8(42);
    const reader = new Reader(tags.toBuffer());
    reader.skipTags();
    expect(reader.int8()).toBe(42);
  });
});

describe("Writer", () => {
  it("passes large bytes on without copying them", () => {
    const batch = Buffer.alloc(10_000, 1);
    const chunks = new Writer().int32(1).raw(batch).int32(2).chunks();
    expect(chunks).toHaveLength(3);
    expect(chunks[1]?.buffer).toBe(batch.buffer);
  });
});
