import { describe, expect, it } from "vitest";
import { haveVectors, readVectors, reportVectors, vectorsNote } from "../test/vectors.js";
import { canonicalize, compare, normalize, validate } from "./compare.js";
import type { SchemaType } from "./format.js";
import { SchemaError } from "./schema-error.js";

reportVectors();

/** Without a canonical text it is one that cannot be parsed. */
type AvroCase = { schema: string; canonical?: string; normalized?: string; valid_as_new?: boolean };
type JsonCase = { schema: string; canonical?: string; normalized?: string; loads?: boolean };
type ProtoCase = { schema: string; canonical?: string; unresolved_imports?: string[] };

describe.skipIf(!haveVectors)(`texts by the root entry${vectorsNote}`, () => {
  const read = <T>(path: string): T[] => (haveVectors ? readVectors<{ cases: T[] }>(path).cases : []);

  it("Avro: canonical and normalised text of every schema, and which of them may be registered", () => {
    for (const { schema, canonical, normalized, valid_as_new } of read<AvroCase>("avro/canonical.json")) {
      if (canonical === undefined) expect(() => canonicalize("AVRO", schema)).toThrow(SchemaError);
      else expect(canonicalize("AVRO", schema)).toBe(canonical);
      if (normalized === undefined) expect(() => normalize("AVRO", schema)).toThrow(SchemaError);
      else expect(normalize("AVRO", schema)).toBe(normalized);
      const register = () => validate("AVRO", schema);
      if (valid_as_new === true) expect(register).not.toThrow();
      else expect(register).toThrow(SchemaError);
    }
  });

  it("JSON: canonical and normalised text of every schema, and which of them load", () => {
    for (const { schema, canonical, normalized, loads } of read<JsonCase>("json/canonical.json")) {
      if (canonical === undefined) expect(() => canonicalize("JSON", schema)).toThrow(SchemaError);
      else expect(canonicalize("JSON", schema)).toBe(canonical);
      if (normalized === undefined) expect(() => normalize("JSON", schema)).toThrow(SchemaError);
      else expect(normalize("JSON", schema)).toBe(normalized);
      const register = () => validate("JSON", schema);
      if (loads === true) expect(register).not.toThrow();
      else expect(register).toThrow(SchemaError);
    }
  });

  it("Protobuf: canonical text of every schema, or an error", () => {
    for (const { schema, canonical } of read<ProtoCase>("protobuf/canonical.json")) {
      if (canonical === undefined) expect(() => canonicalize("PROTOBUF", schema)).toThrow(SchemaError);
      else expect(canonicalize("PROTOBUF", schema)).toBe(canonical);
    }
  });
});

describe("compare", () => {
  it("says what breaks, where, and what would mend it", () => {
    const record = (fields: string) => `{\n  "type": "record", "name": "User",\n  "fields": [${fields}]\n}`;
    const name = '{"name":"name","type":"string"}';
    const { compatible, differences } = compare({
      type: "AVRO",
      original: record(name),
      update: record(`${name},\n    {"name":"email","type":"string"}`),
    });
    expect(compatible).toBe(false);
    expect(differences).toMatchObject([
      {
        type: "READER_FIELD_MISSING_DEFAULT_VALUE",
        path: "/fields/1",
        compatible: false,
        update: { line: 4 },
      },
    ]);
    expect(differences[0]?.message).toContain("`email`");
    expect(differences[0]?.suggestion).toBeDefined();
  });

  it("trusts references that name the same version on both sides", () => {
    const original = 'syntax = "proto3"; import "d.proto"; message M { d.D v = 1; }';
    const versions = { "d.proto": { subject: "d.proto", version: 1 } };
    const input = {
      type: "PROTOBUF",
      original,
      update: original,
      originalReferences: { "d.proto": 'syntax = "proto3"; package d; message D { string x = 1; }' },
      updateReferences: { "d.proto": 'syntax = "proto3"; package d; message D { int32 x = 1; }' },
    } as const;
    expect(compare(input).compatible).toBe(false);
    const trusted = { ...input, originalReferenceVersions: versions, updateReferenceVersions: versions };
    expect(compare(trusted).compatible).toBe(true);
  });

  it("refuses a type there is not, and a text that is none", () => {
    expect(() => compare({ type: "XML" as SchemaType, original: "", update: "" })).toThrow(
      'schema type "XML" is none of AVRO, JSON, PROTOBUF',
    );
    expect(() => compare({ type: "AVRO", original: '"int"', update: "{" })).toThrow(SchemaError);
  });
});
