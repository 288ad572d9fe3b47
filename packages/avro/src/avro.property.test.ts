import { DeserializationError } from "@magicbyte/registry/serde";
import avsc from "avsc";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { caseArbitrary } from "../test/arbitraries.js";
import { decode, encode, stored } from "../test/codec.js";
import { avroFrom } from "./index.js";

const NO_SUFFIX = new Uint8Array(0);

/** Pairs of a random schema and a random value of it. */
const schemaAndValue = caseArbitrary().chain(({ schema, value }) => fc.tuple(fc.constant(schema), value));

function isBytes(schema: unknown): boolean {
  return schema === "bytes";
}

describe("any value of any schema", () => {
  it("is written as avsc writes it, and read back", () => {
    fc.assert(
      fc.property(schemaAndValue, ([schema, value]) => {
        const typed = avroFrom<unknown>(schema as object);
        const bytes = encode(typed, value);
        expect(decode(typed, bytes)).toStrictEqual(value);
        if (isBytes(schema)) return;
        const type = avsc.Type.forSchema(schema as avsc.Schema, { registry: {} });
        expect(bytes.equals(type.toBuffer(value))).toBe(true);
        expect(decode(typed, bytes)).toEqual(type.fromBuffer(bytes));
      }),
      { numRuns: 1_500 },
    );
  });

  it("is written into whatever room there is, or says exactly how much is missing, and touches nothing else", () => {
    fc.assert(
      fc.property(schemaAndValue, fc.nat(), ([schema, value], less) => {
        const typed = avroFrom<unknown>(schema as object);
        const bytes = encode(typed, value);
        const encoder = typed.encoder(stored(typed));
        const length = Math.max(0, bytes.length - (less % (bytes.length + 1)));
        const target = Buffer.alloc(5 + length + 20, 0xee);
        const end = encoder.encode(value as never, target.subarray(0, 5 + length), 5);
        expect(end).toBe(length < bytes.length ? length - bytes.length : 5 + length);
        expect(target.subarray(0, 5).every((byte) => byte === 0xee)).toBe(true);
        expect(target.subarray(5 + length).every((byte) => byte === 0xee)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it("is refused with issues, or written: never something else", () => {
    const any = fc.anything({
      withDate: true,
      withBigInt: true,
      withTypedArray: true,
      withMap: true,
      withNullPrototype: true,
    });
    fc.assert(
      fc.property(caseArbitrary(), any, ({ schema }, value) => {
        const typed = avroFrom<unknown>(schema as object);
        try {
          decode(typed, encode(typed, value));
        } catch (error) {
          expect(error).toMatchObject({ code: "MAGICBYTE_SERIALIZATION" });
          expect((error as { issues: unknown[] }).issues.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});

describe("any bytes", () => {
  const bytesOf = (valid: Uint8Array) =>
    fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.tuple(fc.nat(), fc.nat(255)).map(([at, byte]) => {
        const mutated = Uint8Array.from(valid);
        if (mutated.length > 0) mutated[at % mutated.length] = byte;
        return mutated;
      }),
      fc.nat().map((length) => valid.subarray(0, length % (valid.length + 1))),
    );

  it("give a value or an error of ours, as they are written and as others read them", () => {
    const hostile = fc
      .tuple(caseArbitrary(), caseArbitrary())
      .chain(([writer, reader]) => fc.tuple(fc.constant(writer.schema), fc.constant(reader.schema), writer.value))
      .chain(([writer, reader, value]) => {
        const valid = encode(avroFrom<unknown>(writer as object), value);
        return fc.tuple(fc.constant(writer), fc.constant(reader), bytesOf(valid));
      });
    fc.assert(
      fc.property(hostile, ([writer, reader, bytes]) => {
        for (const schema of [writer, reader]) {
          const read = () => {
            const decoder = avroFrom<unknown>(schema as object).decoder(stored(writer as object), NO_SUFFIX);
            return decoder.decode(Buffer.from(bytes), 0);
          };
          try {
            read();
          } catch (error) {
            expect(error).toBeInstanceOf(DeserializationError);
          }
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
