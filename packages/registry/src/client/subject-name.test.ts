import { describe, expect, it } from "vitest";
import { haveVectors, readVectors, vectorsNote } from "../../test/vectors.js";
import { normalizeSubject, parseSubject, qualifyReference, qualifySubject } from "./subject-name.js";

type Vectors = {
  readonly parse: readonly { input: string; context: string; subject: string; normalized: string }[];
  readonly reference_qualification: readonly { parent: string; reference_subject: string; resolved: string }[];
};

describe.skipIf(!haveVectors)(`subject names as Confluent's client reads them${vectorsNote}`, () => {
  const vectors = haveVectors
    ? readVectors<Vectors>("identity/qualified-subjects.json")
    : { parse: [], reference_qualification: [] };

  it.each(vectors.parse)("$input is $subject in $context", ({ input, context, subject, normalized }) => {
    expect(parseSubject(input)).toEqual({ context, subject });
    expect(normalizeSubject(input)).toBe(normalized);
    expect(normalizeSubject(normalized)).toBe(normalized);
  });

  // Java makes ":.ctx::.:r" of the default context by name, which no server can find; here it is the default context.
  const reliable = vectors.reference_qualification.filter(
    ({ parent, reference_subject: reference }) => !(parent === ":.ctx:s" && reference === ":.:r"),
  );

  it.each(reliable)(
    "$reference_subject, seen from $parent, is $resolved",
    ({ parent, reference_subject, resolved }) => {
      expect(qualifyReference(parent, reference_subject)).toBe(resolved);
    },
  );

  it("leaves out one case only", () => {
    expect(vectors.reference_qualification.length - reliable.length).toBe(1);
  });
});

describe("qualifySubject", () => {
  it.each([
    [undefined, "s", "s"],
    [".", "s", "s"],
    [".staging", "s", ":.staging:s"],
    [".staging", "", ":.staging:"],
    [".staging", ":.other:s", ":.other:s"],
    [".staging", ":*:", ":*:"],
    [".staging", ":.:s", "s"],
    [".staging", "a:b", ":.staging:a:b"],
    [".staging", ":s", ":.staging::s"],
  ])("in the context %s, %j is %j", (context, name, qualified) => {
    expect(qualifySubject(context, name)).toBe(qualified);
  });
});

it("a reference to the default context by name stays there, whatever its parent's context", () => {
  expect(qualifyReference(":.ctx:s", ":.:r")).toBe("r");
  expect(qualifyReference(undefined, ":.:r")).toBe("r");
});
