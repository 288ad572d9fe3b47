import { describe, expect, it } from "vitest";
import { type CompatibilityLevel, checkCompatibility, type SchemaVersion } from "./check-compatibility.js";
import type { SchemaType } from "./format.js";
import { incompatibilityMessages } from "./incompatibility-messages.js";

const record = (...fields: string[]) => `{"type":"record","name":"R","fields":[${fields.join(",")}]}`;
const f1 = '{"name":"f1","type":"string"}';
const f2 = '{"name":"f2","type":"string"}';

/** What the registry says when `next` is to follow `previous`. */
function messages(type: SchemaType, level: CompatibilityLevel, next: string, ...previous: SchemaVersion[]): string[] {
  const { failures } = checkCompatibility({ type, level, next, previous }, { exhaustive: false });
  const texts = previous.map((version) => (typeof version === "string" ? version : version.schema));
  return incompatibilityMessages({ type, level, failures, previousText: (version) => texts[version - 1] });
}

/** The words alone, of a change that is checked backward. */
function words(type: SchemaType, original: string, update: string): string[] {
  return messages(type, "BACKWARD", update, original).filter((message) => !/^\{(?:old|validate)/.test(message));
}

describe("what the registry says", () => {
  it("of a compatible schema is nothing", () => {
    expect(messages("AVRO", "FULL", record(f1), record(f1))).toEqual([]);
  });

  it("is the reason, the old version, its text and the level", () => {
    expect(messages("AVRO", "BACKWARD", record(f1, f2), record(f1))).toEqual([
      "{errorType:'READER_FIELD_MISSING_DEFAULT_VALUE', description:'The field 'f2' at path '/fields/1' in the new schema has no default value and is missing in the old schema', additionalInfo:'f2'}",
      "{oldSchemaVersion: 1}",
      `{oldSchema: '${record(f1)}'}`,
      "{validateFields: 'false', compatibility: 'BACKWARD'}",
    ]);
  });

  it("swaps new and old where the old version reads", () => {
    expect(messages("AVRO", "FORWARD", record(f1), record(f1, f2))[0]).toContain(
      "in the old schema has no default value and is missing in the new schema",
    );
  });

  it("of both directions is forward first, and the old schema once", () => {
    const said = messages("AVRO", "FULL", record(f2), record(f1));
    expect(said.map((message) => message.replace(/^.*?(in the (?:old|new) schema).*$/, "$1"))).toEqual([
      "in the old schema",
      "in the new schema",
      "{oldSchemaVersion: 1}",
      `{oldSchema: '${record(f1)}'}`,
      "{validateFields: 'false', compatibility: 'FULL'}",
    ]);
  });

  it("leaves the old schema out when only the first of both directions fails", () => {
    expect(messages("AVRO", "FULL", record(f1), record(f1, f2))).toHaveLength(2);
  });

  it("names the version that fails", () => {
    const said = messages("AVRO", "BACKWARD_TRANSITIVE", record(f1, f2), record(f1), record(f1, f2));
    expect(said[1]).toBe("{oldSchemaVersion: 1}");
    expect(said.at(-1)).toBe("{validateFields: 'false', compatibility: 'BACKWARD_TRANSITIVE'}");
  });

  it.each(["BACKWARD", "FULL"] as const)("of another type is one sentence (%s)", (level) => {
    expect(messages("JSON", level, "{}", { type: "AVRO", schema: record(f1) })).toEqual([
      "Incompatible because of different schema type",
      `{validateFields: 'false', compatibility: '${level}'}`,
    ]);
  });

  it("shows the first 10 KiB of a long schema", () => {
    const long = record(`{"name":"f1","type":"string","doc":"${"x".repeat(20_000)}"}`);
    expect(messages("AVRO", "BACKWARD", record(f2), long)[2]).toBe(
      `{oldSchema: <truncated> '${long.slice(0, 10_240)}...'}`,
    );
  });

  it("begins with reserved fields, also at NONE", () => {
    const none = { type: "AVRO", level: "NONE", failures: [], previousText: () => undefined } as const;
    expect(incompatibilityMessages({ ...none, validateFields: true, reservedFields: ["reserved"] })).toEqual([
      "reserved",
      "{validateFields: 'true', compatibility: 'NONE'}",
    ]);
    expect(incompatibilityMessages({ ...none, validateFields: true, reservedFields: [] })).toEqual([]);
  });
});

describe("the words for Avro", () => {
  const of = (type: string) => record(`{"name":"a","type":${type}}`);

  it.each<[string, string, string, string]>([
    [
      "another type",
      of('"int"'),
      of('"boolean"'),
      "{errorType:'TYPE_MISMATCH', description:'The type (path '/fields/0/type') of a field in the new schema does not match with the old schema', additionalInfo:'reader type: BOOLEAN not compatible with writer type: INT'}",
    ],
    [
      "another name",
      of('"int"'),
      of('"int"').replace('"R"', '"S"'),
      "{errorType:'NAME_MISMATCH', description:'The name of the schema has changed (path '/name')', additionalInfo:'expected: R'}",
    ],
    [
      "another size",
      of('{"type":"fixed","name":"F","size":4}'),
      of('{"type":"fixed","name":"F","size":8}'),
      "{errorType:'FIXED_SIZE_MISMATCH', description:'The size of FIXED type field at path '/fields/0/type/size' in the new schema does not match with the old schema', additionalInfo:'expected: 4, found: 8'}",
    ],
    [
      "symbols that are gone",
      of('{"type":"enum","name":"E","symbols":["A","B","C"]}'),
      of('{"type":"enum","name":"E","symbols":["A"]}'),
      "{errorType:'MISSING_ENUM_SYMBOLS', description:'The new schema is missing enum symbols '[B, C]' at path '/fields/0/type/symbols' in the old schema', additionalInfo:'[B, C]'}",
    ],
    [
      "a branch that is gone",
      of('["null","int"]'),
      of('["null","string"]'),
      "{errorType:'MISSING_UNION_BRANCH', description:'The new schema is missing a type inside a union field at path '/fields/0/type/1' in the old schema', additionalInfo:'reader union lacking writer type: INT'}",
    ],
    [
      "a field that could be read from two",
      record(f1, f2),
      record('{"name":"f3","type":"string","aliases":["f1","f2"]}'),
      `Unexpected exception during compatibility check: Reader record field f3 type:STRING pos:0 matches multiple fields in writer record schema ${record(f1, f2)}`,
    ],
  ])("%s", (_, original, update, expected) => {
    expect(words("AVRO", original, update)).toEqual([expected]);
  });
});

describe("the words for JSON Schema, whose last quote is not the first one", () => {
  const object = (rest: string) => `{"type":"object",${rest}}`;
  const a = (schema: string) => object(`"properties":{"a":${schema}}`);

  it.each<[string, string, string, string, string]>([
    [
      "a keyword that is new",
      a('{"type":"string"}'),
      a('{"type":"string","maxLength":3}'),
      "MAX_LENGTH_ADDED",
      "The keyword at path '#/properties/a/maxLength' in the new schema is not present in the old schema",
    ],
    [
      "more",
      a('{"type":"string","minLength":1}'),
      a('{"type":"string","minLength":3}'),
      "MIN_LENGTH_INCREASED",
      "The value at path '#/properties/a/minLength' in the new schema is more than its value in the old schema",
    ],
    [
      "less",
      a('{"type":"string","maxLength":3}'),
      a('{"type":"string","maxLength":1}'),
      "MAX_LENGTH_DECREASED",
      "The value at path '#/properties/a/maxLength' in the new schema is less than its value in the old schema",
    ],
    [
      "another pattern",
      a('{"type":"string","pattern":"a"}'),
      a('{"type":"string","pattern":"b"}'),
      "PATTERN_CHANGED",
      "The value at path '#/properties/a/pattern' is different between the new and old schema",
    ],
    [
      "fewer values",
      a('{"enum":["x","y"]}'),
      a('{"enum":["x"]}'),
      "ENUM_ARRAY_NARROWED",
      "An array or combined type at path '#/properties/a/enum' has fewer elements in the new schema than the old schema",
    ],
    [
      "more conditions",
      '{"allOf":[{"type":"string"}]}',
      '{"allOf":[{"type":"string"},{"type":"string","maxLength":3}]}',
      "PRODUCT_TYPE_EXTENDED",
      "An array or combined type at path '#/' has more elements in the new schema than the old schema",
    ],
    [
      "another type",
      a('{"type":"string"}'),
      a('{"type":"integer"}'),
      "TYPE_CHANGED",
      "A type at path '#/properties/a' is different between the new schema and the old schema",
    ],
    [
      "a property of what was open",
      a('{"type":"string"}'),
      object('"properties":{"a":{"type":"string"},"b":{"type":"string"}}'),
      "OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL",
      "The new schema has an open content model and has a property or item at path '#/properties/b' which is missing in the old schema",
    ],
    [
      "a required property of what was closed",
      object('"properties":{},"additionalProperties":false'),
      object('"properties":{"b":{"type":"string"}},"required":["b"],"additionalProperties":false'),
      "REQUIRED_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL",
      "The new schema has an unopen content model and has a required property at path '#/properties/b' which is missing in the old schema",
    ],
    [
      "a property that is gone",
      object('"properties":{"b":{"type":"string"}},"additionalProperties":false'),
      object('"properties":{},"additionalProperties":false'),
      "PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL",
      "The new has a closed content model and is missing a property or item present at path '#/properties/b' in the old schema",
    ],
    [
      "a property that is gone and not covered",
      object('"properties":{"b":{"type":"string"}},"additionalProperties":{"type":"integer"}'),
      object('"properties":{},"additionalProperties":{"type":"integer"}'),
      "PROPERTY_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL",
      "A property or item is missing in the new schema but present at path '#/properties/b' in the old schema and is not covered by its partially open content model",
    ],
    [
      "a property that is new and not covered",
      object('"properties":{},"additionalProperties":{"type":"integer"}'),
      object('"properties":{"b":{"type":"string"}},"additionalProperties":{"type":"integer"}'),
      "PROPERTY_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL",
      "The new schema has a property or item at path '#/properties/b' which is missing in the old schema and is not covered by its partially open content model",
    ],
  ])("%s", (_, original, update, type, description) => {
    expect(words("JSON", original, update)).toContainEqual(`{errorType:"${type}", description:"${description}'}`);
  });
});

describe("the words for Protobuf", () => {
  const proto = (body: string) => `syntax = "proto3"; ${body}`;
  const message = (body: string) => proto(`message M { ${body} }`);

  it.each<[string, string, string, string, string]>([
    [
      "another package",
      proto("package a; message M {}"),
      proto("package b; message M {}"),
      "PACKAGE_CHANGED",
      "The package at '#/' in the new schema does not match the package in the old schema",
    ],
    [
      "a message that is gone",
      proto("message M {} message N {}"),
      proto("message M {}"),
      "MESSAGE_REMOVED",
      "The new schema is missing a MESSAGE type at path '#/N' in the old schema",
    ],
    [
      "another kind",
      message("string a = 1;"),
      message("map<string, string> a = 1;"),
      "FIELD_KIND_CHANGED",
      "The type of a field at path '#/M/1' in the new schema does not match the old schema",
    ],
    [
      "another scalar",
      message("string a = 1;"),
      message("int32 a = 1;"),
      "FIELD_SCALAR_KIND_CHANGED",
      "The kind of a SCALAR field at path '#/M/1' in the new schema does not match its kind in the old schema",
    ],
    [
      "another message",
      proto("message M { A a = 1; } message A {} message B {}"),
      proto("message M { B a = 1; } message A {} message B {}"),
      "FIELD_NAMED_TYPE_CHANGED",
      "The type of a MESSAGE field at path '#/M/1' in the new schema does not match its type in the old schema",
    ],
    [
      "another label",
      message("optional int32 a = 1;"),
      message("repeated int32 a = 1;"),
      "FIELD_NUMERIC_LABEL_CHANGED",
      "The label for a NUMERIC field at path '#/M/1' in the new schema does not match its label in the old schema",
    ],
    [
      "a required field",
      'syntax = "proto2"; message M {}',
      'syntax = "proto2"; message M { required int32 a = 1; }',
      "REQUIRED_FIELD_ADDED",
      "A required field  at path '#/M/1' in the new schema is missing in the old schema",
    ],
    [
      "a required field that is gone",
      'syntax = "proto2"; message M { required int32 a = 1; }',
      'syntax = "proto2"; message M {}',
      "REQUIRED_FIELD_REMOVED",
      "The new schema is missing a required field at path: '#/M/1' in the old schema",
    ],
    [
      "a member that is gone",
      message("oneof o { string a = 1; string b = 2; }"),
      message("oneof o { string a = 1; }"),
      "ONEOF_FIELD_REMOVED",
      "The new schema is missing a oneof field at path '#/M/o/2' in the old schema",
    ],
    [
      "two fields moved",
      message("string a = 1; string b = 2;"),
      message("oneof o { string a = 1; string b = 2; }"),
      "MULTIPLE_FIELDS_MOVED_TO_ONEOF",
      "Multiple fields in the oneof at path '#/M/o' in the new schema are outside a oneof in the old schema",
    ],
    [
      "a field moved",
      message("oneof o { string a = 1; } string b = 2;"),
      message("oneof o { string a = 1; string b = 2; }"),
      "FIELD_MOVED_TO_EXISTING_ONEOF",
      "A field in the oneof at path '#/M/o' in the new schema is outside an existing oneof in the old schema",
    ],
  ])("%s", (_, original, update, type, description) => {
    expect(words("PROTOBUF", original, update)).toEqual([`{errorType:"${type}", description:"${description}"}`]);
  });
});
