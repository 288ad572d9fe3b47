import { describe, expect, it } from "vitest";
import type { SchemaType } from "./format.js";
import { reservedFieldConflicts } from "./reserved-fields.js";

const AVRO =
  '{"type":"record","name":"R","fields":[{"name":"a","type":{"type":"record","name":"S","fields":[{"name":"b","type":"int"}]}}]}';
const JSON_SCHEMA = '{"type":"object","properties":{"a":{"type":"object","properties":{"b":{}}}}}';
const PROTOBUF =
  'syntax = "proto3"; message M { string a = 1; N n = 2; oneof o { int32 c = 3; } message N { string b = 1; } } message L { string d = 1; }';

const conflict = (name: string) => `The new schema has field that conflicts with the reserved field ${name}.`;
const removal = (name: string) =>
  `The new schema has reserved field ${name} removed from its metadata which is present in the old schema's metadata.`;
const reserved = (list: string) => ({ "confluent:reserved": list });

describe("a reserved field", () => {
  it.each<[SchemaType, string, string, string[]]>([
    ["AVRO", AVRO, "a", [conflict("a")]],
    ["AVRO", AVRO, "b", []],
    ["AVRO", '"string"', "a", []],
    ["JSON", JSON_SCHEMA, "a", [conflict("a")]],
    ["JSON", JSON_SCHEMA, "b", []],
    ["JSON", "true", "a", []],
    ["PROTOBUF", PROTOBUF, "a", [conflict("a")]],
    ["PROTOBUF", PROTOBUF, "b", []],
    ["PROTOBUF", PROTOBUF, "c", []],
    ["PROTOBUF", PROTOBUF, "d", [conflict("d")]],
    ["JSON", JSON_SCHEMA, " , z,a ,", [conflict("a")]],
  ])("in %s %s: %s", (type, schema, list, expected) => {
    expect(reservedFieldConflicts({ type, schema, properties: reserved(list) })).toEqual(expected);
  });

  it("must not be taken out of the list", () => {
    const check = { type: "AVRO", schema: AVRO, previousProperties: reserved("x, y") } as const;
    expect(reservedFieldConflicts({ ...check, properties: reserved("y,z") })).toEqual([removal("x")]);
    expect(reservedFieldConflicts(check)).toEqual([removal("x"), removal("y")]);
  });

  it("is told of after those that were taken out", () => {
    const check = { type: "AVRO", schema: AVRO, properties: reserved("a"), previousProperties: reserved("x") } as const;
    expect(reservedFieldConflicts(check)).toEqual([removal("x"), conflict("a")]);
  });

  it("may be in a type that is referenced", () => {
    const schema = '{"type":"record","name":"R","fields":[{"name":"a","type":"ns.S"}]}';
    const references = { S: '{"type":"record","name":"S","namespace":"ns","fields":[]}' };
    expect(reservedFieldConflicts({ type: "AVRO", schema, references, properties: reserved("a") })).toEqual([
      conflict("a"),
    ]);
  });

  it("is none where there are no properties", () => {
    expect(reservedFieldConflicts({ type: "AVRO", schema: AVRO })).toEqual([]);
  });
});
