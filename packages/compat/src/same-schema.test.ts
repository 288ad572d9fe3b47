import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inlineReferences } from "./avro/inline-references.js";
import { canonicalize } from "./compare.js";
import type { SchemaType } from "./format.js";
import { sameSchema } from "./same-schema.js";
import { SchemaError } from "./schema-error.js";

const sub = '{"type":"record","name":"Subrecord","namespace":"otherns","fields":[{"name":"field2","type":"string"}]}';
const referrer =
  '{"type":"record","name":"MyRecord","namespace":"ns","fields":[{"name":"field1","type":"otherns.Subrecord"}]}';
const inlined = `{"type":"record","name":"MyRecord","namespace":"ns","fields":[{"name":"field1","type":${sub}}]}`;
const references = { "otherns.Subrecord": sub };

describe("inlined references", () => {
  it("stand in place of the name", () => {
    expect(inlineReferences(referrer, references)).toBe(inlined);
  });

  it("stand where the name is used first", () => {
    const twice =
      '{"type":"record","name":"R","fields":[{"name":"a","type":"otherns.Subrecord"},{"name":"b","type":"otherns.Subrecord"}]}';
    expect(inlineReferences(twice, references)).toBe(
      `{"type":"record","name":"R","fields":[{"name":"a","type":${sub}},{"name":"b","type":"otherns.Subrecord"}]}`,
    );
  });

  it("hold what they reference themselves", () => {
    expect(inlineReferences('{"type":"array","items":"ns.MyRecord"}', { ...references, "ns.MyRecord": referrer })).toBe(
      `{"type":"array","items":${inlined}}`,
    );
  });

  it("are refused where one is missing", () => {
    expect(() => inlineReferences(referrer, {})).toThrow(SchemaError);
  });
});

describe("the same schema", () => {
  const named = (rest: string) => `{"type":"record","name":"R",${rest}"fields":[]}`;
  const field = (rest: string) => `{"type":"record","name":"R","fields":[{"name":"a","type":"double"${rest}}]}`;
  const tree = (doc: string) =>
    `{"type":"record","name":"T","fields":[{"name":"next","type":["null","T"]},{"name":"v","type":"int","doc":"${doc}"}]}`;

  it.each<[string, SchemaType, string, string, boolean]>([
    ["another form", "AVRO", '{ "type" : "string" }', '"string"', true],
    ["another doc", "AVRO", named('"doc":"a",'), named('"doc":"b",'), false],
    ["another alias", "AVRO", named('"aliases":["A"],'), named('"aliases":["B"],'), false],
    ["aliases in another order", "AVRO", named('"aliases":["A","B"],'), named('"aliases":["B","A"],'), true],
    ["properties in another order", "AVRO", named('"x":1,"y":{"p":1,"q":2},'), named('"y":{"q":2,"p":1},"x":1,'), true],
    ["another property", "AVRO", named('"x":1,'), named('"x":2,'), false],
    ["another default", "AVRO", field(',"default":1.5'), field(',"default":2.5'), false],
    ["another order", "AVRO", field(',"order":"ignore"'), field(""), false],
    ["a field's alias", "AVRO", field(',"aliases":["b"]'), field(""), false],
    ["another name", "AVRO", named(""), named("").replace('"R"', '"S"'), false],
    [
      "an enum's default",
      "AVRO",
      '{"type":"enum","name":"E","symbols":["A"],"default":"A"}',
      '{"type":"enum","name":"E","symbols":["A"]}',
      false,
    ],
    ["another branch order", "AVRO", '["null","int"]', '["int","null"]', false],
    ["recursion", "AVRO", tree("a"), ` ${tree("a")}`, true],
    ["recursion with another doc", "AVRO", tree("a"), tree("b"), false],
    ["another form", "JSON", '{ "type": "string" }', '{"type":"string"}', true],
    ["another member order", "JSON", '{"type":"string","title":"a"}', '{"title":"a","type":"string"}', false],
    ["a comment", "PROTOBUF", 'syntax = "proto3"; message M {} // words', 'syntax = "proto3";\nmessage M {}\n', true],
    ["another name", "PROTOBUF", 'syntax = "proto3"; message M {}', 'syntax = "proto3"; message N {}', false],
  ])("%s in %s", (_, type, one, other, same) => {
    expect(sameSchema(type, { schema: one }, { schema: other })).toBe(same);
    expect(sameSchema(type, { schema: other }, { schema: one })).toBe(same);
  });

  it("is one with its references inlined", () => {
    expect(sameSchema("AVRO", { schema: inlined }, { schema: referrer, references })).toBe(true);
    const otherSub = sub.replace("field2", "field3");
    const otherReferences = { "otherns.Subrecord": otherSub };
    expect(sameSchema("AVRO", { schema: inlined }, { schema: referrer, references: otherReferences })).toBe(false);
  });

  it("does not overflow on types nested deep by their names", () => {
    const deep = Array.from(
      { length: 2_000 },
      (_, at) => `{"type":"record","name":"R${at}","fields":[{"name":"f","type":"R${at + 1}"}]}`,
    );
    const schema = `[${deep.join(",")},{"type":"fixed","name":"R2000","size":1}]`;
    expect(() => sameSchema("AVRO", { schema }, { schema: ` ${schema}` })).toThrow(SchemaError);
  });

  it("is what has the same inlined text, as long as nothing stands in another order", () => {
    const type = fc.constantFrom(
      '"int"',
      '"otherns.Subrecord"',
      '{"type":"array","items":"otherns.Subrecord"}',
      '["null","otherns.Subrecord"]',
    );
    const schemas = fc
      .array(type, { maxLength: 4 })
      .map(
        (types) =>
          `{"type":"record","name":"R","fields":[${types.map((one, at) => `{"name":"f${at}","type":${one}}`).join(",")}]}`,
      );
    fc.assert(
      fc.property(schemas, schemas, (one, other) => {
        const same = inlineReferences(one, references) === inlineReferences(other, references);
        expect(sameSchema("AVRO", { schema: one, references }, { schema: other, references })).toBe(same);
        expect(sameSchema("AVRO", { schema: one, references }, { schema: inlineReferences(one, references) })).toBe(
          true,
        );
        expect(canonicalize("AVRO", inlineReferences(one, references))).toBe(inlineReferences(one, references));
      }),
    );
  });
});
