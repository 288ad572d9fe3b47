import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CompatibilityLevel, checkCompatibility } from "./check-compatibility.js";
import { canonicalize, normalize } from "./compare.js";
import type { SchemaType } from "./format.js";
import { guid } from "./guid.js";

const LEVELS: readonly CompatibilityLevel[] = [
  "NONE",
  "BACKWARD",
  "BACKWARD_TRANSITIVE",
  "FORWARD",
  "FORWARD_TRANSITIVE",
  "FULL",
  "FULL_TRANSITIVE",
];

const name = fc.constantFrom("a", "b", "c", "d");

const avroType: fc.Arbitrary<unknown> = fc.letrec<{ type: unknown }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom("int", "long", "float", "double", "string", "bytes", "boolean"),
    fc.record({ type: fc.constant("array"), items: tie("type") }),
    fc.record({ type: fc.constant("map"), values: tie("type") }),
    fc.constantFrom(["null", "string"], ["null", "int"], ["int", "string"]),
  ),
})).type;
const avro = fc
  .uniqueArray(fc.record({ name, type: avroType, doc: fc.option(fc.string({ maxLength: 3 }), { nil: undefined }) }), {
    selector: (field) => field.name,
    maxLength: 4,
  })
  .map((fields) => JSON.stringify({ type: "record", name: "R", fields }));

const jsonSchema = fc
  .record(
    {
      type: fc.constantFrom("object", "string", "integer", "number", ["string", "null"]),
      properties: fc.dictionary(name, fc.constantFrom({ type: "string" }, { type: "integer", default: 1 }, {}, true)),
      required: fc.uniqueArray(name),
      additionalProperties: fc.boolean(),
      maxLength: fc.nat({ max: 5 }),
      minimum: fc.integer({ min: -3, max: 3 }),
      enum: fc.uniqueArray(fc.constantFrom("x", "y", 1), { minLength: 1 }),
    },
    { requiredKeys: [] },
  )
  .map((schema) => JSON.stringify(schema));

const protobuf = fc
  .uniqueArray(
    fc.record({
      name,
      type: fc.constantFrom("string", "int32", "bool", "bytes"),
      label: fc.constantFrom("", "repeated "),
    }),
    {
      selector: (field) => field.name,
      maxLength: 4,
    },
  )
  .map((fields) => {
    const lines = fields.map((field) => `${field.label}${field.type} ${field.name} = ${field.name.charCodeAt(0)};`);
    return `syntax = "proto3"; message M { ${lines.join(" ")} }`;
  });

describe.each<[SchemaType, fc.Arbitrary<string>]>([
  ["AVRO", avro],
  ["JSON", jsonSchema],
  ["PROTOBUF", protobuf],
])("the laws of %s", (type, schema) => {
  const compatible = (level: CompatibilityLevel, next: string, ...previous: string[]) =>
    checkCompatibility({ type, level, next, previous }).compatible;
  const holds = (law: (left: string, right: string) => void) =>
    fc.assert(fc.property(schema, schema, law), { numRuns: 300 });

  it("a schema is compatible with itself at every level", () => {
    holds((own) => {
      for (const level of LEVELS) expect(compatible(level, own, own, own)).toBe(true);
    });
  });

  it("FULL is BACKWARD and FORWARD", () => {
    holds((left, right) => {
      const both = compatible("BACKWARD", left, right) && compatible("FORWARD", left, right);
      expect(compatible("FULL", left, right)).toBe(both);
    });
  });

  it("BACKWARD one way is FORWARD the other way", () => {
    holds((left, right) => {
      expect(compatible("BACKWARD", left, right)).toBe(compatible("FORWARD", right, left));
    });
  });

  it("a transitive level is the plain one for each version", () => {
    fc.assert(
      fc.property(schema, fc.array(schema, { maxLength: 3 }), (next, previous) => {
        const each = previous.every((version) => compatible("BACKWARD", next, version));
        expect(compatible("BACKWARD_TRANSITIVE", next, ...previous)).toBe(each);
      }),
      { numRuns: 100 },
    );
  });

  it("normalising twice changes nothing, and canonical text is its own", () => {
    holds((text) => {
      const normalized = normalize(type, text);
      expect(normalize(type, normalized)).toBe(normalized);
      const canonical = canonicalize(type, text);
      expect(canonicalize(type, canonical)).toBe(canonical);
    });
  });

  it("canonical text has the same identity", () => {
    holds((text) => {
      expect(guid({ type, schema: canonicalize(type, text) })).toBe(guid({ type, schema: text }));
    });
  });

  it("a compatible comparison has no incompatible difference, and the other way round", () => {
    holds((left, right) => {
      const { failures } = checkCompatibility({ type, level: "BACKWARD", next: left, previous: [right] });
      const worst = failures.flatMap(({ differences }) => differences).filter((difference) => !difference.compatible);
      expect(worst.length > 0).toBe(failures.length > 0);
      for (const { message, type: kind } of worst) expect([message.length > 10, kind]).toEqual([true, kind]);
    });
  });
});
