import { describe, expect, it } from "vitest";
import { SchemaError } from "../schema-error.js";
import { canonicalizeJsonSchema, normalizeJsonSchema } from "./canonicalize.js";
import { compareJsonSchema } from "./compare.js";
import { parseJsonSchema } from "./parse.js";

const MODERN = "https://json-schema.org/draft/2020-12/schema";

/** Answers, or refuses with a SchemaError; and does not hang: ten times the two seconds that it is meant to take. */
function answer<T>(work: () => T): T | SchemaError {
  const start = performance.now();
  try {
    return work();
  } catch (error) {
    if (error instanceof SchemaError) return error;
    throw error;
  } finally {
    expect(performance.now() - start).toBeLessThan(20_000);
  }
}

function nested(depth: number, open: string, inner: string, close: string): string {
  return open.repeat(depth) + inner + close.repeat(depth);
}

function both(original: string, update = original): unknown {
  return answer(() => compareJsonSchema(original, update));
}

describe("deep nesting", () => {
  it.each([
    ["properties", '{"properties":{"a":', "}}"],
    ["items", '{"items":', "}"],
    ["not", '{"not":', "}"],
    ["allOf", '{"allOf":[', "]}"],
    ["oneOf with two branches", '{"oneOf":[{"type":"null"},', "]}"],
    ["anyOf beside a type", '{"type":"object","anyOf":[', "]}"],
  ])("of %s, 10,000 deep", (_, open, close) => {
    const original = nested(10_000, open, '{"type":"integer"}', close);
    const update = nested(10_000, open, '{"type":"number"}', close);
    both(original);
    both(original, update);
    both(`{"$schema":"${MODERN}",${original.slice(1)}`, `{"$schema":"${MODERN}",${update.slice(1)}`);
  });

  it("of what is no schema at all", () => {
    const text = `{"default":${nested(100_000, "[", "", "]")}}`;
    expect(answer(() => canonicalizeJsonSchema(text))).toBe(text);
    expect(both(text)).toEqual({ compatible: true, differences: [] });
  });

  it("with a difference at every level has paths that memory can hold", () => {
    const open = (title: string) => `{"title":"${title}","properties":{"a":`;
    both(nested(10_000, open("x"), "{}", "}}"), nested(10_000, open("y"), "{}", "}}"));
  });
});

describe("size", () => {
  const properties = (type: string) =>
    Array.from({ length: 100_000 }, (_, index) => `"property${index}":{"type":"${type}"}`).join();

  it.each(["http://json-schema.org/draft-07/schema#", MODERN])("100,000 properties of %s", (dialect) => {
    const schema = (type: string) => `{"$schema":"${dialect}","type":"object","properties":{${properties(type)}}}`;
    expect(both(schema("string"))).toMatchObject({ compatible: true });
    const changed = both(schema("string"), schema("integer")) as { differences: unknown[] };
    expect(changed.differences).toHaveLength(100_000);
  });

  it("10 MB of text", () => {
    const text = `{"title":"${"x".repeat(10_000_000)}"}`;
    expect(answer(() => normalizeJsonSchema(text))).toBe(text);
    expect(both(text)).toEqual({ compatible: true, differences: [] });
    both(`{"enum":[${Array.from({ length: 500_000 }, (_, index) => `"${index}"`).join()}]}`);
  });

  it("hundreds of branches", () => {
    const branches = (from: number) =>
      `{"oneOf":[${Array.from({ length: 400 }, (_, index) => `{"const":${from + index}}`).join()}]}`;
    expect(both(branches(0), branches(1))).toMatchObject({ compatible: false });
  });

  it("more branches than can be compared", () => {
    const text = `{"oneOf":[${Array.from({ length: 3_000 }, (_, index) => `{"const":${index}}`).join()}]}`;
    expect(both(text)).toBeInstanceOf(SchemaError);
  });
});

describe("references", () => {
  it.each([
    ["to itself", '{"$ref":"#"}'],
    [
      "in a circle",
      '{"$ref":"#/definitions/a","definitions":{"a":{"$ref":"#/definitions/b"},"b":{"$ref":"#/definitions/a"}}}',
    ],
    ["mutual", '{"properties":{"a":{"$ref":"#/definitions/a"}},"definitions":{"a":{"items":{"$ref":"#"}}}}'],
  ])("%s", (_, text) => {
    expect(both(text)).toEqual({ compatible: true, differences: [] });
  });

  it.each(["oneOf", "allOf", "anyOf"])("that double %s at every level do not double the work", (keyword) => {
    const schema = (leaf: string) => {
      const levels = Array.from({ length: 60 }, (_, index) => {
        const next = `{"$ref":"#/definitions/l${index + 1}"}`;
        return `"l${index}":{"${keyword}":[{"items":${next}},{"properties":{"a":${next}}}]}`;
      });
      return `{"$ref":"#/definitions/l0","definitions":{${levels.join()},"l60":{"type":"${leaf}"}}}`;
    };
    both(schema("string"));
    both(schema("string"), schema("integer"));
  });

  it("that double the properties at every level give as many differences as anybody reads", () => {
    const schema = (leaf: string) => {
      const levels = Array.from({ length: 40 }, (_, index) => {
        const next = `{"$ref":"#/definitions/l${index + 1}"}`;
        return `"l${index}":{"properties":{"a":${next},"b":${next}}}`;
      });
      return `{"$ref":"#/definitions/l0","definitions":{${levels.join()},"l40":{"type":"${leaf}"}}}`;
    };
    expect(both(schema("string"), schema("integer"))).toMatchObject({ compatible: false });
  });

  it("where every definition may be any other", () => {
    const names = Array.from({ length: 60 }, (_, index) => `d${index}`);
    const any = names.map((name) => `{"$ref":"#/definitions/${name}"}`).join();
    const schema = (more: string) =>
      `{"oneOf":[${any}],"definitions":{${names.map((name) => `"${name}":{"type":"object","required":["${name}"],"properties":{"${name}":{"oneOf":[${any}]}${more}}}`).join()}}}`;
    both(schema(""));
    both(schema(""), schema(',"x":{"type":"string"}'));
  });
});

describe("odd content", () => {
  it("has properties called __proto__ and constructor", () => {
    const text = '{"properties":{"__proto__":{"type":"string"},"constructor":{"type":"string"}},"__proto__":{"a":1}}';
    expect(canonicalizeJsonSchema(text)).toBe(text);
    const update = text.replace('"__proto__":{"type":"string"}', '"__proto__":{"type":"integer"}');
    expect(both(text, update)).toMatchObject({
      differences: [{ type: "TYPE_CHANGED", path: "#/properties/__proto__" }],
    });
    expect(answer(() => parseJsonSchema('{"$ref":"__proto__"}'))).toBeInstanceOf(SchemaError);
  });

  it("has huge numbers", () => {
    expect(both('{"multipleOf":1e999999999}', '{"multipleOf":3e-300}')).toMatchObject({ compatible: false });
    expect(both('{"maximum":1e400}')).toMatchObject({ compatible: true });
    expect(answer(() => canonicalizeJsonSchema(`{"maximum":${"9".repeat(1_000_000)}}`))).toBeInstanceOf(SchemaError);
    both(`{"multipleOf":${"9".repeat(1_000_000)}}`, '{"multipleOf":7}');
    expect(answer(() => parseJsonSchema('{"minLength":1e400}'))).toBeInstanceOf(SchemaError);
  });

  it("has lone surrogates", () => {
    const text = '{"properties":{"\\ud800":{"pattern":"\\udfff"}}}';
    expect(both(text)).toMatchObject({ compatible: true });
    expect(canonicalizeJsonSchema(text)).toBe('{"properties":{"\ud800":{"pattern":"\udfff"}}}');
  });

  it.each([28, 50])("has patterns that take forever on names of %i characters", (length) => {
    const names = Array.from({ length: 50 }, (_, index) => `${"a".repeat(length - 3)}!${index + 10}`);
    both(
      `{"patternProperties":{"^(a+)+$":{"type":"string"}},"additionalProperties":false}`,
      `{"properties":{${names.map((name) => `"${name}":{"type":"string"}`).join()}},"additionalProperties":false}`,
    );
  });

  it("has patterns that are long", () => {
    expect(answer(() => parseJsonSchema(`{"pattern":"${"(a*".repeat(1_000_000)}"}`))).toBeInstanceOf(SchemaError);
    answer(() => parseJsonSchema(`{"pattern":"${"\\\\p{".repeat(6_000)}"}`));
  });
});
