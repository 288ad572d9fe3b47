import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { haveVectors, readVectors, vectorsNote } from "../../test/vectors.js";
import { SchemaError } from "../schema-error.js";
import { canonicalizeAvro } from "./canonical.js";
import { compareAvro } from "./compare.js";
import { avroFingerprint } from "./fingerprint.js";
import { normalizeAvro } from "./normalize.js";
import { parseAvro } from "./parse-avro.js";
import { avroParsingCanonicalForm } from "./parsing-form.js";

type CanonicalCase = {
  readonly schema: string;
  readonly canonical?: string;
  readonly normalized?: string;
  readonly pcf?: string;
  readonly fp64?: string;
  readonly valid_as_new: boolean;
};

/** What a function returns, or that it threw a SchemaError. */
function outcome<T>(run: () => T): T | "refused" {
  try {
    return run();
  } catch (error) {
    if (error instanceof SchemaError) return "refused";
    throw error;
  }
}

describe.skipIf(!haveVectors)(`canonical.json${vectorsNote}`, () => {
  const cases = haveVectors ? readVectors<{ cases: CanonicalCase[] }>("avro/canonical.json").cases : [];

  it.each(cases)("$schema", (entry) => {
    const lenient = { strict: false };
    expect({
      canonical: outcome(() => canonicalizeAvro(entry.schema, lenient)),
      normalized: outcome(() => normalizeAvro(entry.schema, lenient)),
      pcf: outcome(() => avroParsingCanonicalForm(entry.schema, lenient)),
      fp64: outcome(() => avroFingerprint(entry.schema, "crc64", lenient)),
      valid: outcome(() => parseAvro(entry.schema)) !== "refused",
    }).toEqual({
      canonical: entry.canonical ?? "refused",
      normalized: entry.normalized ?? "refused",
      pcf: entry.pcf ?? "refused",
      fp64: entry.fp64 ?? "refused",
      valid: entry.valid_as_new,
    });
  });
});

type PairCase = {
  readonly reader: unknown;
  readonly writer: unknown;
  readonly compatible: boolean;
  readonly incompatibilities: readonly { type: string; location: string; message: string }[];
};

/** Differences as the vectors have them, in an order that does not depend on the one in which they were found. */
function asSet(found: readonly { type: string; location: string; message: string }[]): string[] {
  return [...new Set(found.map(({ type, location, message }) => `${type} ${location} ${message}`))].sort();
}

function compared(writer: unknown, reader: unknown): { compatible: boolean; found: string[] } {
  const { compatible, differences } = compareAvro(JSON.stringify(writer), JSON.stringify(reader));
  const found = differences.filter((difference) => !difference.compatible);
  return {
    compatible,
    found: asSet(found.map(({ type, path, detail }) => ({ type, location: path, message: detail }))),
  };
}

describe.skipIf(!haveVectors)(`apache-pairs.json${vectorsNote}`, () => {
  const cases = haveVectors ? readVectors<{ cases: PairCase[] }>("avro/apache-pairs.json").cases : [];

  it.each(cases)("$reader reads $writer", ({ reader, writer, compatible, incompatibilities }) => {
    expect(compared(writer, reader)).toEqual({ compatible, found: asSet(incompatibilities) });
  });
});

describe.skipIf(!haveVectors)(`matrix.json${vectorsNote}`, () => {
  it("agrees on every pair", () => {
    const { schemas, cases } = readVectors<{ schemas: Record<string, unknown>; cases: PairCase[] }>("avro/matrix.json");
    const wrong = cases.flatMap(({ reader, writer, compatible, incompatibilities }) => {
      const expected = { compatible, found: asSet(incompatibilities) };
      const actual = compared(schemas[String(writer)], schemas[String(reader)]);
      return JSON.stringify(actual) === JSON.stringify(expected) ? [] : [{ reader, writer, actual, expected }];
    });
    expect(wrong).toEqual([]);
    expect(cases.length).toBeGreaterThan(3_000);
  });
});

describe.skipIf(!haveVectors)(`schema-tests.txt${vectorsNote}`, () => {
  const path = fileURLToPath(new URL("../../../../../shared/vectors/avro/schema-tests.txt", import.meta.url));
  const cases = haveVectors
    ? readFileSync(path, "utf8")
        .split(/^\/\/ \d{3}$/m)
        .slice(1)
    : [];

  it.each(cases)("%s", (entry) => {
    const [, schema = "", canonical] = /^<<INPUT([\s\S]*?)(?:^INPUT\n)?^<<canonical (.*)$/m.exec(entry) ?? [];
    expect(avroParsingCanonicalForm(schema, { strict: false })).toBe(canonical);
    const fingerprint = /^<<fingerprint (.*)$/m.exec(entry)?.[1];
    if (fingerprint === undefined) return;
    expect(BigInt.asIntN(64, BigInt(`0x${avroFingerprint(schema, "crc64", { strict: false })}`))).toBe(
      BigInt(fingerprint),
    );
  });
});
