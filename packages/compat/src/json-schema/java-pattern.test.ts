import { describe, expect, it } from "vitest";
import { checkPattern, createMatcher } from "./java-pattern.js";

describe("checkPattern", () => {
  it.each([
    "^a",
    "a*",
    "[a-z]+",
    "(?i)abc",
    "a++",
    "(?>a|b)",
    "\\Qa[\\E",
    "\\p{Alpha}+",
    "\\p{L}",
    "^\\d{2,4}$",
    "\\A.\\z",
    "a}",
    "[{]",
  ])("takes %s", (pattern) => expect(checkPattern(pattern)).toBeUndefined());

  it.each(["[", "(", "*a", "a**b(", "a{", "{", "\\y", "a\\", "a{2,1}", "a{,3}"])("refuses %s", (pattern) =>
    expect(checkPattern(pattern)).toBeTypeOf("string"),
  );
});

describe("createMatcher", () => {
  it("finds a match anywhere", () => {
    expect(createMatcher("b").matches("abc")).toBe(true);
    expect(createMatcher("^b").matches("abc")).toBe(false);
  });

  it.each(["^(a+)+$", "^(a|aa)+$", "^((a)*)*$", "a*a*a*a*a*b", "^(a?){50}a{50}$"])(
    "%s does not hang on a long name",
    (pattern) => {
      const start = performance.now();
      createMatcher(pattern).matches(`${"a".repeat(5_000)}!`);
      expect(performance.now() - start).toBeLessThan(2_000);
    },
  );
});
