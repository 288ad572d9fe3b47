import { isDeepStrictEqual } from "node:util";
import { SerializationError } from "@magicbyte/registry/serde";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { disturbed, schemaAndValue } from "../test/arbitraries.js";
import { read, write } from "../test/codec.js";
import { referenceCheck } from "../test/reference-ajv.js";
import { jsonCopy } from "./json-copy.js";
import { jsonErrorAt } from "./json-error-at.js";
import { jsonSchemaFrom } from "./json-schema.js";

// Compiling three validators for each schema takes its time.
const TIMEOUT_MS = 180_000;

it(
  "writes what JSON.stringify writes, and reads it again",
  () => {
    fc.assert(
      fc.property(schemaAndValue, ({ schema, value }) => {
        const typed = jsonSchemaFrom(schema);
        const text = write(typed, value);
        expect(text).toBe(JSON.stringify(value));
        expect(isDeepStrictEqual(read(typed, text), JSON.parse(text))).toBe(true);
      }),
      { numRuns: 150 },
    );
  },
  TIMEOUT_MS,
);

// Keywords around a schema that proofs stop at, or that look at what is undefined.
const around = fc.constantFrom<(schema: object) => object>(
  (schema) => schema,
  (schema) => ({ ...schema, minProperties: 1 }),
  (schema) => ({ ...schema, propertyNames: { maxLength: 6 } }),
  (schema) => ({ oneOf: [schema, { type: "string", maxLength: 0 }] }),
  (schema) => ({ not: { not: schema } }),
  (schema) => ({ allOf: [schema, { maxProperties: 3 }] }),
  (schema) => ({ $ref: "#/definitions/x", definitions: { x: schema } }),
  (schema) => ({ type: "object", properties: { x: { $ref: "#/definitions/x" } }, definitions: { x: schema } }),
);

it(
  "takes a value exactly where Ajv takes what is written of it, and nothing is lost",
  () => {
    const schemaAndAny = fc
      .tuple(schemaAndValue, around)
      .chain(([{ schema, value }, wrap]) => fc.tuple(fc.constant(wrap(schema)), disturbed(value)));
    let [taken, refused] = [0, 0];
    fc.assert(
      fc.property(schemaAndAny, ([schema, value]) => {
        const typed = jsonSchemaFrom(schema);
        let text: string | undefined;
        try {
          text = write(typed, value);
        } catch (error) {
          expect(error).toBeInstanceOf(SerializationError);
          expect((error as SerializationError).issues).not.toHaveLength(0);
        }
        const isLost = jsonCopy(value).issues.length > 0;
        const expected = !isLost && referenceCheck(schema)(JSON.parse(JSON.stringify(value)));
        expect(text).toBe(expected ? JSON.stringify(value) : undefined);
        if (expected) taken++;
        else refused++;
      }),
      { numRuns: 400 },
    );
    // The property would hold for a package that takes nothing.
    expect(Math.min(taken, refused)).toBeGreaterThan(30);
  },
  TIMEOUT_MS,
);

it("copies as JSON.stringify sees it, where nothing is lost", () => {
  fc.assert(
    fc.property(
      schemaAndValue.chain(({ value }) => disturbed(value)),
      (value) => {
        const { value: copy, issues } = jsonCopy(value);
        if (issues.length === 0) expect(JSON.stringify(copy)).toBe(JSON.stringify(value));
      },
    ),
    { numRuns: 1_000 },
  );
});

it("finds the end of JSON exactly where JSON.parse finds no error", () => {
  const broken = fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom("", ",", '"', "]", "}", "x", "\\", "0", "\n"))
    .map(([text, at, put]) => {
      const index = at % (text.length + 1);
      return text.slice(0, index) + put + text.slice(index + (at % 2));
    });
  fc.assert(
    fc.property(fc.oneof(broken, fc.json(), fc.string()), (text) => {
      const { position, expected } = jsonErrorAt(text);
      let isJson = true;
      try {
        JSON.parse(text);
      } catch {
        isJson = false;
      }
      expect(position === text.length && expected === "its end").toBe(isJson);
      expect(position).toBeLessThanOrEqual(text.length);
    }),
    { numRuns: 3_000 },
  );
});
