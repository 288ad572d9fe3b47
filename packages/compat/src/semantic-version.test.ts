import { expect, it } from "vitest";
import type { SchemaType } from "./format.js";
import { semanticVersion } from "./semantic-version.js";

const record = (fields: string, doc = "") => `{"type":"record","name":"R"${doc},"fields":[${fields}]}`;
const a = '{"name":"a","type":"int"}';
const proto = (body: string) => `syntax = "proto3"; message M { ${body} }`;

it.each<[string, SchemaType, string, string, string]>([
  ["nothing", "AVRO", record(a), ` ${record(a)} `, "none"],
  ["a doc", "AVRO", record(a), record(a, ',"doc":"words"'), "patch"],
  ["a field with a default", "AVRO", record(a), record(`${a},{"name":"b","type":"int","default":0}`), "minor"],
  ["a field without a default", "AVRO", record(a), record(`${a},{"name":"b","type":"int"}`), "major"],
  ["a field taken away", "AVRO", record(`${a},{"name":"b","type":"int"}`), record(a), "major"],
  ["a description", "JSON", '{"type":"string"}', '{"type":"string","description":"words"}', "patch"],
  ["a longer text", "JSON", '{"type":"string","maxLength":3}', '{"type":"string","maxLength":4}', "major"],
  ["a field", "PROTOBUF", proto("string a = 1;"), proto("string a = 1; string b = 2;"), "minor"],
  ["a number that is a text", "PROTOBUF", proto("string a = 1;"), proto("int32 a = 1;"), "major"],
  ["a comment", "PROTOBUF", proto("string a = 1;"), proto("string a = 1;\n// words\n"), "none"],
])("%s in %s", (_, type, original, update, expected) => {
  expect(semanticVersion({ type, original, update })).toBe(expected);
});
