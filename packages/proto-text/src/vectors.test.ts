import { describe, expect, it } from "vitest";
import { haveVectors, readVectors, vectorsNote } from "../test/vectors.js";
import { normalizeProto, ProtoSyntaxError, parseProto, printProto } from "./index.js";

type Case = {
  readonly origin: string;
  readonly schema: string;
  readonly canonical: string;
  readonly normalized?: string;
  readonly normalize_error?: string;
};

// The vectors were made without google/type/*, which the registry itself knows.
const onlyUnknownToTheVectors = "Could not resolve type: google.type.";

describe.skipIf(!haveVectors)(`protobuf/canonical.json${vectorsNote}`, () => {
  const { cases } = haveVectors ? readVectors<{ cases: Case[] }>("protobuf/canonical.json") : { cases: [] };

  it("prints what the registry stores, byte for byte", () => {
    for (const { schema, canonical, origin } of cases) {
      expect(printProto(parseProto(schema)), origin).toBe(canonical);
      // The registry prints the default of `bytes` without quotes, which it cannot read back.
      if (/bytes .*default = (?!")/.test(canonical)) continue;
      expect(printProto(parseProto(canonical)), origin).toBe(canonical);
    }
  });

  it("normalises as the registry does, or names the type that is not found", () => {
    for (const { schema, normalized, normalize_error: problem, origin } of cases) {
      if (problem?.startsWith(onlyUnknownToTheVectors)) continue;
      if (problem === undefined) expect(printProto(normalizeProto(parseProto(schema))), origin).toBe(normalized);
      else expect(() => normalizeProto(parseProto(schema)), origin).toThrow(problem);
    }
  });

  it("normalises what is normalised to itself", () => {
    // An `extend` of nothing leaves a blank line behind, and that is gone the second time: so in the registry.
    const emptyExtend = /extend [\w.]+ \{\}/;
    for (const { normalized, canonical, origin } of cases) {
      if (normalized === undefined || emptyExtend.test(canonical) || /bytes .*default = (?!")/.test(canonical))
        continue;
      expect(printProto(normalizeProto(parseProto(normalized))), origin).toBe(normalized);
    }
  });
});

it("a type that is not found is an error with its place", () => {
  const file = parseProto('syntax = "proto3";\nmessage M {\n  Missing m = 1;\n}');
  expect(() => normalizeProto(file)).toThrow(ProtoSyntaxError);
  expect(() => normalizeProto(file)).toThrow("Could not resolve type: Missing at line 3, column 3");
});
