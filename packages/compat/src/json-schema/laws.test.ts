import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SchemaError } from "../schema-error.js";
import { canonicalizeJsonSchema, normalizeJsonSchema } from "./canonicalize.js";
import { compareJsonSchema } from "./compare.js";
import { parseJsonSchema } from "./parse.js";

const limit = fc.nat({ max: 9 });
const name = fc.constantFrom("a", "b", "__proto__", "");

const { schema } = fc.letrec<{ schema: unknown }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    fc.boolean(),
    fc.record({ type: fc.constantFrom("string", "integer", "number", "boolean", "null") }),
    fc.record({ $ref: fc.constantFrom("#", "#/$defs/x") }),
    fc.record(
      {
        type: fc.constantFrom("string", ["string", "null"]),
        minLength: limit,
        pattern: fc.constantFrom("^a", "b+"),
        enum: fc.array(fc.jsonValue()),
      },
      { requiredKeys: [] },
    ),
    fc.record(
      {
        type: fc.constantFrom("number", "integer"),
        minimum: limit,
        exclusiveMaximum: limit,
        multipleOf: fc.constantFrom(1, 2, 0.5),
      },
      { requiredKeys: [] },
    ),
    fc.record(
      {
        type: fc.constant("object"),
        properties: fc.dictionary(name, tie("schema")),
        patternProperties: fc.dictionary(fc.constantFrom("^a", "b"), tie("schema")),
        required: fc.array(name),
        additionalProperties: fc.oneof(fc.boolean(), tie("schema")),
        unevaluatedProperties: tie("schema"),
        default: fc.jsonValue(),
      },
      { requiredKeys: [] },
    ),
    fc.record(
      {
        type: fc.constant("array"),
        items: tie("schema"),
        contains: tie("schema"),
        uniqueItems: fc.boolean(),
        maxItems: limit,
      },
      { requiredKeys: [] },
    ),
    fc.record(
      {
        oneOf: fc.array(tie("schema")),
        anyOf: fc.array(tie("schema")),
        allOf: fc.array(tie("schema")),
        title: fc.string(),
      },
      { requiredKeys: [] },
    ),
    fc.record({ not: tie("schema"), if: tie("schema"), else: tie("schema") }, { requiredKeys: ["if"] }),
  ),
}));

const root = fc
  .tuple(
    schema,
    schema,
    fc.constantFrom(
      undefined,
      "http://json-schema.org/draft-06/schema#",
      "https://json-schema.org/draft/2020-12/schema",
    ),
  )
  .map(([one, other, dialect]) =>
    JSON.stringify({ $schema: dialect, ...(typeof one === "object" ? one : { not: one }), $defs: { x: other } }),
  );

describe("laws", () => {
  it("every schema is compatible with itself, under either policy", () => {
    fc.assert(
      fc.property(root, fc.constantFrom("STRICT" as const, "LENIENT" as const), (text, policy) => {
        expect(compareJsonSchema(text, text, { policy }).compatible).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it("what is compatible has no incompatible difference, and the lenient policy allows at least as much", () => {
    fc.assert(
      fc.property(root, root, (original, update) => {
        const strict = compareJsonSchema(original, update);
        expect(strict.differences.every(({ compatible }) => compatible)).toBe(strict.compatible);
        if (strict.compatible) expect(compareJsonSchema(original, update, { policy: "LENIENT" }).compatible).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it("every difference is explained, and placed in a text", () => {
    fc.assert(
      fc.property(root, root, (original, update) => {
        for (const difference of compareJsonSchema(original, update).differences) {
          expect(difference.message).not.toContain(difference.type);
          expect(difference.original ?? difference.update).toBeDefined();
          if (difference.compatible) expect(difference.suggestion).toBeUndefined();
        }
      }),
      { numRuns: 150 },
    );
  });

  it("normalising twice changes nothing, and a canonical text is its own", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const canonical = canonicalizeJsonSchema(text);
        expect(canonicalizeJsonSchema(canonical)).toBe(canonical);
        const normalized = normalizeJsonSchema(text);
        expect(normalizeJsonSchema(normalized)).toBe(normalized);
        expect(canonicalizeJsonSchema(normalized)).toBe(normalized);
      }),
    );
  });

  it("a normalised schema has no differences but those that have no order", () => {
    fc.assert(
      fc.property(root, (text) => {
        expect(compareJsonSchema(text, canonicalizeJsonSchema(text)).compatible).toBe(true);
      }),
    );
  });

  it("any text is parsed or refused with a SchemaError", () => {
    const keyword = fc.constantFrom(
      "type",
      "properties",
      "items",
      "enum",
      "$ref",
      "required",
      "allOf",
      "minLength",
      "pattern",
      "$id",
      "default",
    );
    const anything = fc.oneof(
      fc.json(),
      fc.string(),
      fc.dictionary(keyword, fc.jsonValue()).map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(anything, (text) => {
        try {
          parseJsonSchema(text);
        } catch (error) {
          expect(error).toBeInstanceOf(SchemaError);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
