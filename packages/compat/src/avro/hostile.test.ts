import { describe, expect, it } from "vitest";
import { SchemaError } from "../schema-error.js";
import { canonicalizeAvro } from "./canonical.js";
import { compareAvro } from "./compare.js";
import { normalizeAvro } from "./normalize.js";

/** Ten times what it may take, against hangs: other tests run at the same time. */
const TIMEOUT_MS = 20_000;

/** Records that each hold the next one. */
function chain(length: number): string {
  const records = Array.from({ length }, (_, at) => ({
    type: "record",
    name: `R${at}`,
    fields: [{ name: "next", type: at + 1 < length ? `R${at + 1}` : "int" }],
  }));
  return JSON.stringify(records);
}

/** Records that each hold the one before three times, down to a leaf. */
function doubling(length: number, leaf: string): string {
  const records = Array.from({ length }, (_, at) => ({
    type: "record",
    name: `R${at}`,
    fields: ["a", "b", "c"].map((name) => ({
      name,
      type: at === 0 ? leaf : name === "b" ? ["null", `R${at - 1}`] : `R${at - 1}`,
    })),
  }));
  return JSON.stringify(records.reverse());
}

function nested(depth: number, leaf = '"int"'): string {
  return '{"type":"array","items":'.repeat(depth) + leaf + "}".repeat(depth);
}

function answer(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    if (error instanceof SchemaError) return error.message;
    throw error;
  }
}

describe("hostile schemas", { timeout: TIMEOUT_MS }, () => {
  it("nesting of 10,000", () => {
    for (const run of [canonicalizeAvro, normalizeAvro, (text: string) => compareAvro(text, text)])
      expect(answer(() => run(nested(10_000)))).toContain("nested deeper than 1000 levels");
  });

  it("nesting that is just allowed", () => {
    expect(normalizeAvro(nested(999))).toBe(nested(999));
    expect(compareAvro(nested(999), nested(999, '"long"')).differences).toHaveLength(1);
  });

  it("nesting by names", () => {
    for (const run of [canonicalizeAvro, normalizeAvro, (text: string) => compareAvro(text, text)])
      expect(answer(() => run(chain(20_000)))).toContain("nested deeper than 1000 levels by their names");
  });

  it("exponentially many ways to a type", () => {
    expect(compareAvro(doubling(200, "int"), doubling(200, "int"))).toEqual({ compatible: true, differences: [] });
    expect(compareAvro(doubling(200, "long"), doubling(200, "int")).compatible).toBe(false);
  });

  it("defaults that hold themselves, or each other", () => {
    const own = '{"type":"record","name":"R","fields":[{"name":"r","type":"R","default":{}}]}';
    expect(answer(() => canonicalizeAvro(own))).toContain("does not fit its type");
    const each = Array.from({ length: 100 }, (_, at) => ({
      type: "record",
      name: `R${at}`,
      fields: ["a", "b"].map((name) => ({ name, type: at === 0 ? "int" : `R${at - 1}`, default: at === 0 ? 0 : {} })),
    }));
    expect(() => canonicalizeAvro(JSON.stringify(each))).not.toThrow();
  });

  it("10,000 fields, and unions of 5,000", () => {
    const fields = Array.from({ length: 10_000 }, (_, at) => ({ name: `f${at}`, type: "int" }));
    const empty = '{"type":"record","name":"R","fields":[]}';
    const full = JSON.stringify({ type: "record", name: "R", fields });
    expect(compareAvro(empty, full).differences).toHaveLength(10_000);
    const union = (letter: string) =>
      JSON.stringify(
        Array.from({ length: 5_000 }, (_, at) => ({ type: "record", name: `${letter}${at}`, fields: [] })),
      );
    expect(compareAvro(union("A"), union("A")).differences).toEqual([]);
    expect(compareAvro(union("A"), union("B")).compatible).toBe(false);
  });

  it("names of JavaScript's own", () => {
    const text =
      '{"type":"record","name":"__proto__","fields":[{"name":"constructor","type":["null","__proto__"]}],"__proto__":{"a":1}}';
    expect(canonicalizeAvro(text)).toBe(text);
    expect(answer(() => canonicalizeAvro('"toString"'))).toContain("there is no type called toString");
  });

  it("huge numbers and halves of characters", () => {
    const text = `{"type":"int","x":${"9".repeat(100_000)},"y":1e999,"z":"\\ud800\\u001f"}`;
    expect(canonicalizeAvro(text)).toBe(`{"type":"int","x":${"9".repeat(100_000)},"y":"Infinity","z":"\ud800\\u001F"}`);
  });

  it("references that use each other", () => {
    const a = '{"type":"record","name":"A","fields":[{"name":"b","type":["null","B"]}]}';
    const b = '{"type":"record","name":"B","fields":[{"name":"a","type":["null","A"]}]}';
    const options = { originalReferences: { a, b }, updateReferences: { b, a } };
    expect(compareAvro('"A"', '"A"', options)).toEqual({ compatible: true, differences: [] });
  });
});
