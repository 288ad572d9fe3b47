import { describe, expect, it } from "vitest";
import { compareJsonSchema } from "./compare.js";
import { dereference, type Schema } from "./model.js";
import { parseJsonSchema } from "./parse.js";

const MODERN = '"$schema":"https://json-schema.org/draft/2020-12/schema"';

function property(schema: Schema, name: string): Schema | undefined {
  const found = schema.kind === "object" ? schema.properties.get(name) : undefined;
  return found === undefined ? undefined : dereference(found);
}

describe("what does not load", () => {
  it.each([
    ['{"type":"strng"}', "/type", 1, 9, "one of string, integer, number, boolean, null, array, object"],
    ['{"type":1}', "/type", 1, 9, "a type or a list of types"],
    [
      '{\n  "properties": {"a": {"type": "int"}}\n}',
      "/properties/a/type",
      2,
      32,
      "one of string, integer, number, boolean, null, array, object",
    ],
    ['{"properties":[]}', "/properties", 1, 15, "an object"],
    ['{"properties":{"a/b":1}}', "/properties/a~1b", 1, 22, "a schema: an object or a boolean"],
    ['{"minLength":"x"}', "/minLength", 1, 14, "a whole number of 32 bits"],
    ['{"minLength":1.0}', "/minLength", 1, 14, "a whole number of 32 bits"],
    ['{"pattern":"["}', "/pattern", 1, 12, "a regular expression"],
    ['{"patternProperties":{"(":{}}}', "/patternProperties/(", 1, 27, "a regular expression"],
    ['{"required":"a"}', "/required", 1, 13, "a list"],
    ['{"required":[1]}', "/required/0", 1, 14, "a string"],
    ['{"multipleOf":0}', "/multipleOf", 1, 15, "a number other than 0"],
    ['{"$ref":"#/definitions/x"}', "/$ref", 1, 9, "a reference to something that is there"],
    ['{"$ref":"other.json"}', "/$ref", 1, 9, "a reference to something that is there"],
    [
      `{${MODERN},"$defs":{"a":{"type":"x"}}}`,
      "/$defs/a/type",
      1,
      80,
      "one of string, integer, number, boolean, null, array, object",
    ],
    [`{${MODERN},"items":[]}`, "/items", 1, 67, "a schema: an object or a boolean"],
    ["null", "", 1, 1, "a schema: an object or a boolean"],
    ["", "", 1, 1, "a schema: an object or a boolean"],
    ['{"properties":{"$$a":{}}}', "", 1, 22, "no property whose name starts with $$"],
  ])("%s", (text, pointer, line, column, expected) => {
    expect(() => parseJsonSchema(text)).toThrow(
      expect.objectContaining({ pointer, position: { line, column }, expected }),
    );
  });

  it("says in which reference something is wrong", () => {
    const parse = (reference: string) => () =>
      parseJsonSchema('{"$ref":"a.json"}', { references: { "a.json": reference } });
    expect(parse('{"type":"x"}')).toThrow(expect.objectContaining({ reference: "a.json", pointer: "/type" }));
    expect(parse("{")).toThrow(expect.objectContaining({ reference: "a.json", position: { line: 1, column: 2 } }));
  });
});

describe("references", () => {
  const references = {
    "common.json":
      '{"definitions":{"name":{"type":"string"}},"properties":{"other":{"$ref":"types/other.json#/definitions/o"}}}',
    "types/other.json": '{"definitions":{"o":{"$ref":"#/definitions/p"},"p":{"type":"integer"}}}',
    "http://example.com/absolute.json": '{"type":"boolean"}',
  };

  it.each([
    ['{"properties":{"p":{"$ref":"#/definitions/x"}},"definitions":{"x":{"type":"string"}}}', "string"],
    ['{"properties":{"p":{"$ref":"#/$defs/x"}},"definitions":{"x":{"type":"string"}}}', "string"],
    ['{"properties":{"p":{"$ref":"#/definitions/a~1b%25"}},"definitions":{"a/b%":{"type":"null"}}}', "null"],
    ['{"properties":{"p":{"$ref":"common.json#/definitions/name"}}}', "string"],
    ['{"properties":{"p":{"$ref":"./common.json#/definitions/name"}}}', "string"],
    ['{"$id":"http://example.com/root.json","properties":{"p":{"$ref":"common.json#/definitions/name"}}}', "string"],
    ['{"properties":{"p":{"$ref":"common.json#/properties/other"}}}', "number"],
    ['{"properties":{"p":{"$ref":"http://example.com/absolute.json"}}}', "boolean"],
    [
      '{"$id":"http://x/y","properties":{"p":{"$ref":"http://x/z"}},"definitions":{"d":{"$id":"/z","type":"array"}}}',
      "array",
    ],
    ['{"properties":{"p":{"$ref":"#name"}},"definitions":{"d":{"$id":"#name","type":"array"}}}', "array"],
    [`{${MODERN},"properties":{"p":{"$ref":"#name"}},"$defs":{"d":{"$anchor":"name","type":"array"}}}`, "array"],
    [
      `{${MODERN},"properties":{"p":{"$dynamicRef":"#name"}},"$defs":{"d":{"$dynamicAnchor":"name","type":"array"}}}`,
      "array",
    ],
    ['{"properties":{"p":{"$ref":"#"}}}', "object"],
    ['{"properties":{"p":{"$ref":"http://json-schema.org/draft-07/schema#"}}}', "true"],
  ])("%s leads to %s", (text, kind) => {
    expect(property(parseJsonSchema(text, { references }).schema, "p")?.kind).toBe(kind);
  });

  it("extend what they refer to in draft-04, and stand alone in draft-07", () => {
    const text = (draft: string) =>
      `{"$schema":"http://json-schema.org/${draft}/schema#","properties":{"p":{"$ref":"#/definitions/x","minLength":5}},"definitions":{"x":{"type":"string"}}}`;
    expect(property(parseJsonSchema(text("draft-04")).schema, "p")).toMatchObject({ minLength: 5 });
    expect(property(parseJsonSchema(text("draft-07")).schema, "p")).not.toHaveProperty("minLength");
  });
});

describe("the object model", () => {
  it.each([
    ["{}", { kind: "empty" }],
    ['{"minimum":1}', { kind: "number" }],
    ['{"type":"string","enum":["a"]}', { kind: "combined", criterion: "allOf", generated: true }],
    [
      '{"type":["string","null"],"minLength":2}',
      { kind: "combined", parts: [{ kind: "string", minLength: 2 }, { kind: "null" }] },
    ],
    [
      `{${MODERN},"type":["string","null"],"minLength":2}`,
      { kind: "combined", parts: [{ kind: "string", minLength: 2 }, { kind: "null" }] },
    ],
    [`{${MODERN},"minLength":1,"maxLength":2,"format":"email"}`, { kind: "string", minLength: 1, maxLength: 2 }],
    [`{${MODERN},"contains":{}}`, { kind: "array", minContains: 1 }],
    [`{${MODERN},"properties":{}}`, { kind: "empty" }],
    [
      '{"$schema":"http://json-schema.org/draft-04/schema#","minimum":1,"exclusiveMinimum":true,"const":1}',
      { kind: "number", minimum: "1" },
    ],
    [
      '{"type":"object","if":{"required":["a"]}}',
      { kind: "combined", parts: [{ kind: "object" }, { kind: "conditional" }] },
    ],
  ])("of %s", (text, model) => {
    expect(parseJsonSchema(text).schema).toMatchObject(model);
  });
});

describe("differences", () => {
  it("are explained and placed", () => {
    const original = '{\n  "type": "object",\n  "properties": {"a": {"type": "string", "maxLength": 5}}\n}';
    const update = '{"type":"object","properties":{\n"a":{"type":"string","maxLength":3},\n"b":{"type":"string"}}}';
    expect(compareJsonSchema(original, update)).toEqual({
      compatible: false,
      differences: [
        {
          type: "MAX_LENGTH_DECREASED",
          path: "#/properties/a/maxLength",
          compatible: false,
          message: "`#/properties/a/maxLength` was 5 and is 3 now: data written before may not fit",
          original: { line: 3, column: 55 },
          update: { line: 2, column: 34 },
          suggestion: 'keep "maxLength": 5',
        },
        {
          type: "OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL",
          path: "#/properties/b",
          compatible: false,
          message: expect.stringContaining("property `b` was added, but the old schema allowed anything there"),
          update: { line: 3, column: 5 },
          suggestion: expect.stringContaining("LENIENT"),
        },
      ],
    });
  });

  it("in a schema that contains itself are found once, and cycles that break are found", () => {
    const schema = (type: string) =>
      `{"oneOf":[{"type":"null"},{"type":"object","properties":{"next":{"$ref":"#"},"v":{"type":"${type}"}},"additionalProperties":false}]}`;
    expect(compareJsonSchema(schema("integer"), schema("number")).compatible).toBe(true);
    expect(compareJsonSchema(schema("string"), schema("number")).compatible).toBe(false);
  });
});
