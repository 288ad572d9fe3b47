import { describe, expect, it } from "vitest";
import { haveVectors, readVectors, reportVectors } from "../../../test/vectors.js";
import { normalizeSubject, parseSubject, prefixFilter, qualifyWithParent, scopeFilter } from "./qualified-subject.js";

type Vectors = {
  readonly parse: readonly { input: string; context: string; subject: string; normalized: string }[];
  readonly reference_qualification: readonly { parent: string; reference_subject: string; resolved: string }[];
};

const { parse, reference_qualification: references }: Vectors = haveVectors
  ? readVectors("identity/qualified-subjects.json")
  : { parse: [], reference_qualification: [] };

describe("a qualified subject", () => {
  reportVectors();

  it.each(parse)("$input is $subject in $context", ({ input, context, subject, normalized }) => {
    expect(parseSubject(input)).toEqual({ context, name: subject });
    expect(normalizeSubject(input)).toBe(normalized);
  });

  it.each(references)("$reference_subject, from $parent, is $resolved", ({ parent, reference_subject, resolved }) => {
    expect(qualifyWithParent(parent, reference_subject)).toBe(resolved);
  });

  const subjects = ["a", "ab", "b", ":.ctx:a", ":.ctx:b", ":.ctx2:a", ":foo"];
  it.each([
    ["", ["a", "ab", "b", ":foo"]],
    ["a", ["a", "ab"]],
    [":", [":foo"]],
    [":*:", subjects],
    [":*:a", ["a", "ab", ":.ctx:a", ":.ctx2:a"]],
    [":.ctx:", [":.ctx:a", ":.ctx:b"]],
    [":.ctx:b", [":.ctx:b"]],
    [":.ctx", [":.ctx:a", ":.ctx:b", ":.ctx2:a"]],
    [":.:a", ["a", "ab"]],
  ])("the prefix %j means %j", (prefix, expected) => {
    expect(subjects.filter(prefixFilter(prefix))).toEqual(expected);
  });

  it.each([
    [null, subjects],
    ["a", ["a"]],
    [":.ctx:", [":.ctx:a", ":.ctx:b"]],
    [":.ctx:a", [":.ctx:a"]],
  ])("the scope %j holds %j", (scope, expected) => {
    expect(subjects.filter(scopeFilter(scope))).toEqual(expected);
  });
});
