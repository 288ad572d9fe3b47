import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compare, normalize, validate } from "./compare.js";
import type { SchemaType } from "./format.js";
import { SchemaError } from "./schema-error.js";

/** Texts to start from: each has most of what its format knows. */
const seeds: Readonly<Record<SchemaType, string>> = {
  AVRO: '{"type":"record","name":"a.R","aliases":["S"],"doc":"d","fields":[{"name":"f","type":["null",{"type":"enum","name":"E","symbols":["A","B"],"default":"A"}],"default":null},{"name":"g","type":{"type":"array","items":{"type":"fixed","name":"F","size":4,"logicalType":"decimal","precision":3}}},{"name":"h","type":{"type":"map","values":"R"},"default":{}}]}',
  JSON: '{"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"http://x/y","type":"object","required":["a"],"properties":{"a":{"$ref":"#/$defs/d"},"b":{"oneOf":[{"type":"string","pattern":"^a+$"},{"const":1.50}]},"c":{"type":"array","prefixItems":[true],"items":false,"minContains":1}},"$defs":{"d":{"type":["integer","null"],"minimum":-1e2,"enum":[1,null]}},"not":{"if":{},"then":true},"additionalProperties":{"type":"boolean"}}',
  PROTOBUF:
    'syntax = "proto3";\npackage p.q;\nimport "google/protobuf/timestamp.proto";\noption java_package = "x";\nmessage M {\n  reserved 5, 7 to 9;\n  optional string a = 1 [deprecated = true];\n  repeated N n = 2;\n  map<string, int64> m = 3;\n  oneof o { bytes b = 4; google.protobuf.Timestamp t = 6; }\n  enum E { Z = 0; }\n  message N { E e = 1; }\n}\nservice S { rpc C (M) returns (stream M); }\n',
};

/** A text with some of it cut out, repeated, swapped, or replaced by what a parser trips over. */
const edits = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat({ max: 12 }),
    insert: fc.oneof(
      fc.string({ maxLength: 4 }),
      fc.constantFrom(
        '"',
        "{",
        "}",
        "[",
        "]",
        "\\",
        "\\ud800",
        "\ud800",
        "__proto__",
        "1e999",
        "-0.0",
        "null",
        "$ref",
        "#",
        "=",
        ";",
        "//",
        "/*",
      ),
    ),
  }),
  { minLength: 1, maxLength: 4 },
);

describe.each(Object.entries(seeds) as [SchemaType, string][])("%s", (type, seed) => {
  it("any text is read, or refused with a SchemaError", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(edits, (changes) => {
        const text = changes.reduce((current, { at, length, insert }) => {
          const start = Math.floor(at * current.length);
          return current.slice(0, start) + insert + current.slice(start + length);
        }, seed);
        for (const read of [
          () => validate(type, text),
          () => normalize(type, text, { strict: false }),
          () => compare({ type, original: seed, update: text }),
          () => compare({ type, original: text, update: seed }),
        ]) {
          try {
            read();
          } catch (error) {
            expect(error).toBeInstanceOf(SchemaError);
          }
        }
      }),
      // Bounded in time, not in number: a slow machine tries fewer texts.
      { numRuns: 100_000, interruptAfterTimeLimit: 3_000, markInterruptAsFailure: false },
    );
  });
});
