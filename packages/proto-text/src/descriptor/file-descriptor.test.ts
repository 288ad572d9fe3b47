import { describe, expect, it } from "vitest";
import { haveVectors, readVectors, vectorsNote } from "../../test/vectors.js";
import { normalizeProto } from "../normalize/normalize-proto.js";
import { parseProto } from "../parse/parse-proto.js";
import { printProto } from "../print/print-proto.js";
import { fromFileDescriptor } from "./from-file-descriptor.js";
import {
  enumOptions,
  enumValueOptions,
  fieldOptions,
  fileOptions,
  messageOptions,
  methodOptions,
  serviceOptions,
} from "./option-tables.js";
import { readProtoSchema } from "./read-proto-schema.js";
import { toFileDescriptor } from "./to-file-descriptor.js";

const text = `syntax = "proto3";
package a.b;

import "google/protobuf/timestamp.proto";
import public "google/protobuf/any.proto";

option java_package = "x";
option optimize_for = SPEED;

message M {
  reserved 20 to 30, 40;
  reserved "gone";
  optional string a = 1 [json_name = "A"];
  map<string, google.protobuf.Timestamp> at_times = 2 [deprecated = true];
  repeated E many = 3 [(confluent.field_meta) = { doc: "d", tags: ["PII"], params: [{ key: "k", value: "v" }] }];
  oneof choice { string b = 4; M m = 5; }
  message Inner { int32 x = 1; }
  enum E { ZERO = 0; BELOW = -1; }
}
service S {
  rpc Call (M) returns (stream M.Inner) { option idempotency_level = IDEMPOTENT; }
}
`;

// Encoded by hand after descriptor.proto: `syntax = "proto3"; package p; message A { string s = 1; }` in the file a.proto.
const encoded = "0a07612e70726f746f12017022110a0141120c0a0173180120012809520173620670726f746f33";

describe("a FileDescriptorProto", () => {
  it("is read as the registry reads it", () => {
    expect(printProto(fromFileDescriptor(Buffer.from(encoded, "hex")))).toBe(
      'syntax = "proto3";\npackage p;\n\nmessage A {\n  string s = 1 [json_name = "s"];\n}\n',
    );
  });

  it("is accepted in base64 as the text of a schema", () => {
    const base64 = Buffer.from(encoded, "hex").toString("base64");
    expect(readProtoSchema(base64).package).toBe("p");
  });

  it("is written in the order of descriptor.proto's numbers, as protoc does", () => {
    const file = parseProto('syntax = "proto3"; package p; message A { string s = 1 [json_name = "s"]; }');
    expect(Buffer.from(toFileDescriptor(file, new Map(), { name: "a.proto" })).toString("hex")).toBe(encoded);
  });

  it("means the file that it was made of", () => {
    const file = parseProto(text);
    const back = fromFileDescriptor(toFileDescriptor(file));
    expect(printProto(normalizeProto(back))).toBe(printProto(normalizeProto(file)));
  });

  it.each([["00"], ["0a05"], ["0affffffffffffffffffff01"], ["22020a"], ["07"]])(
    "that is cut or wrong is refused: %s",
    (hex) => {
      expect(() => fromFileDescriptor(Buffer.from(hex, "hex"))).toThrow("not a FileDescriptorProto");
    },
  );
});

/** What a descriptor has no place for, or the registry no eye: groups, custom options, empty oneofs, values of ranges. */
const lost = /\(\w[\w.]*\)|\[\n? *\(|group \w+ =|default = |extensions |oneof \w+ \{\}|extend [\w.]+ \{\}/;

/** Whether all options are those that descriptors as such have. */
function isStandard(canonical: string): boolean {
  const tables = [
    fileOptions,
    messageOptions,
    fieldOptions,
    enumOptions,
    enumValueOptions,
    serviceOptions,
    methodOptions,
  ];
  const known = new Set(
    tables
      .flat()
      .map(({ name }) => name)
      .concat("json_name"),
  );
  const statements = [...canonical.matchAll(/option (\w+) =/g)].map(([, name = ""]) => name);
  const bracketed = [...canonical.matchAll(/\[([^\]]*)\]/g)].flatMap(([, inner = ""]) =>
    [...inner.matchAll(/(\w+) = /g)].map(([, name = ""]) => name),
  );
  return [...statements, ...bracketed].every((name) => known.has(name));
}

describe.skipIf(!haveVectors)(`the files of protobuf/canonical.json${vectorsNote}`, () => {
  it("come back from their descriptors, but for groups and custom options", () => {
    type Case = { schema: string; canonical: string; normalized?: string };
    let compared = 0;
    for (const { schema, canonical, normalized } of readVectors<{ cases: Case[] }>("protobuf/canonical.json").cases) {
      if (normalized === undefined || lost.test(canonical) || !isStandard(canonical)) continue;
      const file = parseProto(schema);
      expect(printProto(normalizeProto(fromFileDescriptor(toFileDescriptor(file))))).toBe(normalized);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(150);
  });
});
