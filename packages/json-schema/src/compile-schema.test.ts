import { createRequire } from "node:module";
import { UsageError } from "@magicbyte/registry/serde";
import addFormats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { errorOf, issuesOf, read, write, writerOf } from "../test/codec.js";
import type { AjvInstance } from "./ajv-instance.js";
import { jsonSchema, jsonSchemaFrom } from "./json-schema.js";

const require = createRequire(import.meta.url);

type AjvOptions = { readonly [name: string]: unknown };

function ajv(options: AjvOptions = {}): AjvInstance & { addKeyword(definition: object): unknown } {
  const { Ajv } = require("ajv") as { Ajv: new (options: AjvOptions) => ReturnType<typeof ajv> };
  return new Ajv({ strict: false, ...options });
}

/** Written out, it would look like a promise. */
const thenNothing: object = JSON.parse('{"then":false}');

describe("the draft", () => {
  it.each([
    ["draft-04", "http://json-schema.org/draft-04/schema#", { exclusiveMaximum: true, maximum: 5 }],
    ["draft-06", "http://json-schema.org/draft-06/schema#", { exclusiveMaximum: 5 }],
    ["draft-07", "http://json-schema.org/draft-07/schema#", { if: { minimum: 5 }, ...thenNothing }],
    ["2019-09", "https://json-schema.org/draft/2019-09/schema", { dependentRequired: {}, not: { minimum: 5 } }],
    ["2020-12", "https://json-schema.org/draft/2020-12/schema", { exclusiveMaximum: 5 }],
    ["2020-12 with http", "http://json-schema.org/draft/2020-12/schema#", { exclusiveMaximum: 5 }],
    ["one that nobody knows, as if there were none", "https://example.com/schema", { exclusiveMaximum: 5 }],
  ])("is what $schema says: %s", (_, $schema, keywords) => {
    const schema = jsonSchemaFrom({ $schema, ...keywords });
    expect(write(schema, 4)).toBe("4");
    expect(issuesOf(() => write(schema, 5))).toHaveLength(1);
  });

  it.each([
    ["draft-06", { if: true, ...thenNothing }, 1],
    ["draft-07", { prefixItems: [false], dependentRequired: { a: ["b"] } }, [1]],
    ["draft-07", { id: "#any", minimum: 1 }, 1],
    ["2019-09", { prefixItems: [false] }, [1]],
    ["2020-12", { additionalItems: false, prefixItems: [true] }, [1, 2]],
  ] as const)("has keywords of its own, and the others mean nothing: %s", (draft, schema, value) => {
    expect(write(jsonSchemaFrom(schema, { draft }), value)).toBe(JSON.stringify(value));
  });

  it.each([
    ["2019-09", { items: [{ type: "string" }], additionalItems: false }, ["a", 1]],
    ["2019-09", { $recursiveAnchor: true, properties: { a: { $recursiveRef: "#" } }, type: "object" }, { a: 1 }],
    ["2020-12", { prefixItems: [{ type: "string" }], items: false }, ["a", 1]],
    ["2020-12", { $dynamicAnchor: "n", type: "object", properties: { a: { $dynamicRef: "#n" } } }, { a: 1 }],
    ["2020-12", { allOf: [{ properties: { a: true } }], unevaluatedProperties: false }, { b: 1 }],
  ] as const)("of schemas without $schema is an option: %s", (draft, schema, value) => {
    expect(issuesOf(() => write(jsonSchemaFrom(schema, { draft }), value))).toHaveLength(1);
  });
});

describe("references", () => {
  const address = JSON.stringify({
    title: "Address",
    type: "object",
    required: ["city"],
    definitions: { zip: { type: "integer" } },
  });

  it.each([
    ["a name", { $ref: "address" }, "address"],
    ["a file name", { $ref: "./address.json" }, "address.json"],
    ["a URI", { $ref: "https://example.com/address.json" }, "https://example.com/address.json"],
    [
      "a name against the $id",
      { $id: "https://example.com/order.json", properties: { a: { $ref: "address.json" } } },
      "address.json",
    ],
    [
      "a URI against the $id",
      { $id: "https://example.com/order.json", properties: { a: { $ref: "address.json" } } },
      "https://example.com/address.json",
    ],
    [
      "a name, of a URI against the $id",
      { $id: "https://example.com/order.json", properties: { a: { $ref: "https://example.com/address.json" } } },
      "address.json",
    ],
  ])("are found by %s", (_, schema, name) => {
    const typed = jsonSchemaFrom(schema);
    const writer = writerOf(typed.schema, { [name]: address });
    const nested = "properties" in schema;
    expect(issuesOf(() => write(typed, nested ? { a: {} } : {}, writer))).toEqual([
      `${nested ? "a." : ""}city: a value, undefined`,
    ]);
  });

  it("are found by the $id of what is referenced, and by its fragments", () => {
    const withId = JSON.stringify({ ...JSON.parse(address), $id: "urn:example:address" });
    const typed = jsonSchemaFrom({
      properties: { a: { $ref: "urn:example:address" }, zip: { $ref: "urn:example:address#/definitions/zip" } },
    });
    const writer = writerOf(typed.schema, { "any name": withId });
    expect(issuesOf(() => write(typed, { a: {}, zip: "x" }, writer))).toEqual([
      "a.city: a value, undefined",
      "zip: integer, string(1)",
    ]);
  });

  it("may be transitive, and meet again", () => {
    const typed = jsonSchemaFrom({ properties: { from: { $ref: "place.json" }, to: { $ref: "address.json" } } });
    const place = JSON.stringify({ properties: { address: { $ref: "address.json" } } });
    const writer = writerOf(typed.schema, { "address.json": address, "place.json": place });
    expect(issuesOf(() => write(typed, { from: { address: {} }, to: {} }, writer))).toEqual([
      "from.address.city: a value, undefined",
      "to.city: a value, undefined",
    ]);
  });

  it("may have the $id of the schema, or of each other", () => {
    const $id = "https://example.com/same";
    const typed = jsonSchemaFrom({ $id, type: "object", properties: { a: { $ref: "a" }, b: { $ref: "b" } } });
    const writer = writerOf(typed.schema, {
      a: JSON.stringify({ $id, type: "string" }),
      b: JSON.stringify({ $id, type: "integer" }),
    });
    expect(issuesOf(() => write(typed, { a: 1, b: "x" }, writer))).toEqual([
      "a: string, number",
      "b: integer, string(1)",
    ]);
  });

  it("lead into the schema itself, and to the schema of schemas", () => {
    const list = jsonSchema({
      type: "object",
      properties: { next: { $ref: "#" }, v: { type: "integer" } },
      additionalProperties: false,
    });
    expect(write(list, { next: { next: { v: 1 } } })).toBe('{"next":{"next":{"v":1}}}');
    expect(issuesOf(() => write(list as never, { next: { next: { v: "1" } } } as never))).toEqual([
      "next.next.v: integer, string(1)",
    ]);
    const schemas = jsonSchemaFrom({ $ref: "http://json-schema.org/draft-07/schema#" });
    expect(issuesOf(() => write(schemas, { minLength: -1 }))).toEqual(["minLength: >= 0, number"]);
  });

  it("are typed schemas when reading, transitive ones too", () => {
    const city = jsonSchema({ type: "string", minLength: 2 });
    const place = jsonSchema(
      { type: "object", properties: { city: { $ref: "city" } } },
      { references: [{ name: "city", schema: city }] },
    );
    const order = jsonSchema(
      { type: "object", properties: { to: { $ref: "place" } } },
      { references: [{ name: "place", schema: place }] },
    );
    expect(issuesOf(() => read(order, '{"to":{"city":"x"}}'))).toEqual(["to.city: at least 2 characters, string(1)"]);
  });

  it("are found by name where the $id is a URN, which nothing can be resolved against", () => {
    const typed = jsonSchemaFrom({
      $id: "urn:jsonschema:com:example:Order",
      properties: { a: { $ref: "address.json" } },
    });
    const writer = writerOf(typed.schema, { "address.json": address });
    expect(issuesOf(() => write(typed, { a: {} }, writer))).toEqual(["a.city: a value, undefined"]);
  });

  it("of a text from the registry are the writer's", () => {
    const order = jsonSchemaFrom({ $ref: "address" });
    expect(issuesOf(() => read(order, "{}", writerOf(order.schema, { address })))).toEqual([
      "city: a value, undefined",
    ]);
  });

  it("that lead nowhere are an error that says what to do", () => {
    const error = errorOf(() => write(jsonSchemaFrom({ $ref: "nowhere" }), 1));
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toBe(
      "the JSON Schema does not compile: can't resolve reference nowhere from id #: name it in `references`",
    );
  });
});

describe("an Ajv of one's own", () => {
  const schema = {
    $id: "urn:example:mine",
    type: "object",
    properties: { at: { type: "string", format: "date" }, n: { even: true } },
  };
  const even = { keyword: "even", validate: (wanted: boolean, value: number) => !wanted || value % 2 === 0 };

  it.each([
    ["an instance", () => ajv({ allErrors: true })],
    ["a function that makes one", () => () => ajv({ allErrors: true })],
  ])("validates with its keywords and formats: %s", (_, make) => {
    const given = make();
    const prepare = (own: ReturnType<typeof ajv>) => {
      addFormats.default(own as never);
      own.addKeyword(even);
      return own;
    };
    const own = typeof given === "function" ? () => prepare(given()) : prepare(given);
    const typed = jsonSchemaFrom(schema, { ajv: own });
    expect(write(typed, { at: "2020-01-01", n: 2 })).toBe('{"at":"2020-01-01","n":2}');
    expect(issuesOf(() => write(typed, { at: "x", n: 1 }))).toEqual([
      "at: date, string(1)",
      'n: must pass "even" keyword validation, number',
    ]);
  });

  it("is left as it was, so that two versions of a schema may have the same $id", () => {
    const own = ajv({ allErrors: true });
    own.addSchema({ type: "integer" }, "https://example.com/mine");
    const before = [Object.keys(own.schemas), Object.keys(own.refs)];
    for (const type of ["string", "boolean"]) {
      const typed = jsonSchemaFrom(
        {
          $id: "https://example.com/same",
          definitions: { a: { $id: "#a", type } },
          properties: { a: { $ref: "#a" }, m: { $ref: "https://example.com/mine" } },
        },
        { ajv: own },
      );
      expect(issuesOf(() => write(typed, { a: 1, m: "x" }))).toEqual([`a: ${type}, number`, "m: integer, string(1)"]);
    }
    expect([Object.keys(own.schemas), Object.keys(own.refs)]).toEqual(before);
  });

  it("fills in, coerces and removes in copies", () => {
    const own = ajv({ useDefaults: true, coerceTypes: true, removeAdditional: "all" });
    const typed = jsonSchemaFrom(
      { type: "object", properties: { a: { type: "string", default: "x" }, n: { type: "integer" } } },
      { ajv: own },
    );
    const value = Object.freeze({ n: "5", more: 1 });
    expect(write(typed, value)).toBe('{"n":5,"a":"x"}');
    expect(read(typed, '{"n":"5","more":1}')).toEqual({ n: 5, a: "x" });
  });

  it("validates what is written", () => {
    const typed = jsonSchemaFrom({ properties: { at: { type: "string" } } }, { ajv: ajv() });
    expect(write(typed, { at: new Date(0) })).toBe('{"at":"1970-01-01T00:00:00.000Z"}');
    expect(issuesOf(() => write(typed, { at: Number.NaN }))).toEqual(["at: a finite number, number(not finite)"]);
  });

  it("must validate at once", () => {
    const typed = jsonSchemaFrom({ $async: true }, { ajv: ajv() });
    expect(errorOf(() => write(typed, 1))).toBeInstanceOf(UsageError);
  });
});

describe("a schema", () => {
  it.each([
    [
      "a keyword that nobody knows",
      { type: "integer", "connect.index": 2, "connect.type": "int16", javaType: "com.example.Order" },
      1,
    ],
    ["a format that nobody knows", { type: "string", format: "com.example.iban" }, "x"],
    ["a pattern of older drafts", { type: "string", pattern: "^[\\w-.]+$" }, "a-b.c"],
    ["what is not exact in floats", { multipleOf: 0.1 }, 0.3],
    [
      "exclusive properties that are named like methods",
      { properties: { toString: { type: "string" }, valueOf: { type: "integer" } }, required: ["toString"] },
      { toString: "x" },
    ],
  ])("may have %s", (_, schema, value) => {
    expect(write(jsonSchemaFrom(schema), value)).toBe(JSON.stringify(value));
  });

  it("may leave formats alone", () => {
    expect(issuesOf(() => write(jsonSchemaFrom({ format: "email" }), "x"))).toEqual([": email, string(1)"]);
    expect(write(jsonSchemaFrom({ format: "email" }, { formats: false }), "x")).toBe('"x"');
  });

  it("counts characters, not code units", () => {
    const schema = jsonSchemaFrom({ type: "string", minLength: 2, maxLength: 3 });
    expect(write(schema, "😀😀😀")).toBe('"😀😀😀"');
    expect(issuesOf(() => write(schema, "😀"))).toEqual([": at least 2 characters, string(2)"]);
    expect(issuesOf(() => write(schema, "😀😀😀😀"))).toEqual([": at most 3 characters, string(8)"]);
    expect(write(schema, "\ud800\ud800")).toBe('"\\ud800\\ud800"');
  });

  it.each([
    ["is no JSON", "{", "the schema is no JSON"],
    ["is no schema", "[]", "the schema is no JSON Schema: that is an object, or true, or false"],
  ])("that %s is an error at once", (_, text, message) => {
    expect(errorOf(() => jsonSchemaFrom(text))).toMatchObject({ name: "UsageError", message });
  });

  it.each([
    ["a type that does not exist", { type: "strin" }, /type must be JSONType/],
    ["a pattern that is none", { type: "string", pattern: "(" }, /Invalid regular expression/],
    ["a keyword of the wrong kind", { minLength: "5" }, /minLength value must be/],
  ])("with %s is an error when it is prepared", (_, schema, message) => {
    const typed = jsonSchemaFrom(schema);
    expect(errorOf(() => typed.encoder(writerOf(typed.schema)))).toBeInstanceOf(UsageError);
    expect(errorOf(() => typed.decoder(writerOf(typed.schema), new Uint8Array())).message).toMatch(message);
  });

  it("cannot write messages of another format", () => {
    const typed = jsonSchema({ type: "string" });
    expect(errorOf(() => typed.encoder({ ...writerOf('"string"'), schemaType: "AVRO" })).message).toBe(
      "a JSON Schema cannot write messages of a schema of type AVRO",
    );
  });
});
