import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  encodeMessageIndexes,
  guidFromBytes,
  guidToBytes,
  type MessageHeaders,
  readFrame,
  readMessageIndexes,
  readSchemaId,
  readSchemaIdHeader,
  skipMessageIndexes,
  WireFormatError,
  writeGuidFrame,
  writeIdFrame,
} from "../wire.js";

const runs = { numRuns: 5_000 };
/** Bytes that begin like a frame more often than chance would have it. */
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 64 }),
  fc.uint8Array({ maxLength: 64 }).map((tail) => Uint8Array.from([0, 0, 0, 0, 1, ...tail])),
  fc.uint8Array({ maxLength: 64 }).map((tail) => Uint8Array.from([1, ...tail])),
);
const guid = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((sixteen) => guidFromBytes(sixteen));
const path = fc.array(fc.nat({ max: 0x3fffffff }), { minLength: 1, maxLength: 12 });

describe("arbitrary bytes give a value or a WireFormatError, and nothing else", () => {
  it.each([
    ["readFrame", (given: Uint8Array, at: number) => readFrame(given, at)],
    ["readSchemaId", (given: Uint8Array, at: number) => readSchemaId(given, at)],
    ["readMessageIndexes", (given: Uint8Array, at: number) => readMessageIndexes(given, at)],
    ["skipMessageIndexes", (given: Uint8Array, at: number) => skipMessageIndexes(given, at)],
    [
      "readSchemaIdHeader",
      (given: Uint8Array) => readSchemaIdHeader({ __value_schema_id: Buffer.from(given) }, "value"),
    ],
  ])("%s", (_, read) => {
    fc.assert(
      fc.property(bytes, fc.nat({ max: 70 }), (given, at) => {
        try {
          read(given, at);
        } catch (error) {
          expect(error).toBeInstanceOf(WireFormatError);
          expect((error as WireFormatError).message.length).toBeGreaterThan(10);
        }
      }),
      runs,
    );
  });

  it("skipping and reading message indexes agree", () => {
    fc.assert(
      fc.property(bytes, (given) => {
        const outcome = (read: () => number) => {
          try {
            return read();
          } catch (error) {
            return (error as WireFormatError).reason;
          }
        };
        expect(outcome(() => skipMessageIndexes(given, 0))).toEqual(outcome(() => readMessageIndexes(given, 0).end));
      }),
      runs,
    );
  });
});

describe("what was written is read", () => {
  it("id frames", () => {
    fc.assert(
      fc.property(fc.nat({ max: 0x7fffffff }), fc.nat({ max: 20 }), (id, at) => {
        const target = Buffer.alloc(at + 5);
        writeIdFrame(target, at, id);
        expect(readFrame(target, at)).toEqual({ schemaId: id, payloadOffset: at + 5 });
      }),
    );
  });

  it("GUID frames", () => {
    fc.assert(
      fc.property(guid, fc.nat({ max: 20 }), (id, at) => {
        const target = Buffer.alloc(at + 17);
        writeGuidFrame(target, at, id);
        expect(readFrame(target, at)).toEqual({ guid: id, payloadOffset: at + 17 });
        expect(guidFromBytes(guidToBytes(id.toUpperCase().replaceAll("-", "")))).toBe(id);
      }),
    );
  });

  it("message indexes", () => {
    fc.assert(
      fc.property(path, (indexes) => {
        const written = encodeMessageIndexes(indexes);
        expect(readMessageIndexes(written, 0)).toEqual({ indexes, end: written.length });
      }),
    );
  });

  it("headers, whatever else stands in them", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.constant(undefined))), (others) => {
        const headers: MessageHeaders = { ...others };
        delete headers["__key_schema_id"];
        expect(readSchemaIdHeader(headers, "key")).toBeUndefined();
      }),
    );
  });
});
