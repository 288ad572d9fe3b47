import avsc from "avsc";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { avroPairs, avroSchemas, type Json } from "../../test/avro/generated-schema.js";
import { canonicalizeAvro, compareAvro, normalizeAvro } from "../avro.js";

/** How many values of each schema are written and read. */
const VALUES = 5;

function avscType(schema: Json): avsc.Type {
  // Wrapped unions are the only ones that can hold an int and a long beside each other.
  return avsc.Type.forSchema(schema as avsc.Schema, { wrapUnions: true });
}

/** Whether avsc makes a resolver, and reads with it what it wrote. */
function avscReads(writer: Json, reader: Json): boolean {
  const writerType = avscType(writer);
  const readerType = avscType(reader);
  try {
    const resolver = readerType.createResolver(writerType);
    for (let left = VALUES; left > 0; left--) readerType.fromBuffer(writerType.toBuffer(writerType.random()), resolver);
    return true;
  } catch {
    return false;
  }
}

describe("laws", () => {
  it("every schema is compatible with itself, and differs in nothing", () => {
    fc.assert(
      fc.property(avroSchemas, (schema) => {
        const text = JSON.stringify(schema);
        expect(compareAvro(text, text)).toEqual({ compatible: true, differences: [] });
      }),
    );
  });

  it("normalising twice changes nothing, and canonical text is canonical", () => {
    fc.assert(
      fc.property(avroSchemas, (schema) => {
        const canonical = canonicalizeAvro(JSON.stringify(schema));
        expect(canonicalizeAvro(canonical)).toBe(canonical);
        const normalized = normalizeAvro(canonical);
        expect(normalizeAvro(normalized)).toBe(normalized);
        expect(canonicalizeAvro(normalized)).toBe(normalized);
      }),
    );
  });

  it("what is said to be compatible is read by avsc, and what is said not to be is not", () => {
    const seen = { compatible: 0, incompatible: 0 };
    fc.assert(
      fc.property(avroPairs, ([original, update]) => {
        const { compatible } = compareAvro(JSON.stringify(original), JSON.stringify(update));
        seen[compatible ? "compatible" : "incompatible"]++;
        expect(avscReads(original, update)).toBe(compatible);
      }),
      { numRuns: 500 },
    );
    expect(seen.compatible).toBeGreaterThan(20);
    expect(seen.incompatible).toBeGreaterThan(20);
  });
});
