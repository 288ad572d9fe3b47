import { describe, expect, it } from "vitest";
import { resolveUri, splitFragment } from "./uri.js";

describe("resolveUri", () => {
  // RFC 3986, section 5.4
  it.each([
    ["g:h", "g:h"],
    ["g", "http://a/b/c/g"],
    ["./g", "http://a/b/c/g"],
    ["g/", "http://a/b/c/g/"],
    ["/g", "http://a/g"],
    ["//g", "http://g"],
    ["?y", "http://a/b/c/d;p?y"],
    ["g?y#s", "http://a/b/c/g?y"],
    ["#s", "http://a/b/c/d;p?q"],
    ["", "http://a/b/c/d;p?q"],
    [".", "http://a/b/c/"],
    ["..", "http://a/b/"],
    ["../g", "http://a/b/g"],
    ["../../g", "http://a/g"],
    ["../../../g", "http://a/g"],
    ["g/./h", "http://a/b/c/g/h"],
    ["g/../h", "http://a/b/c/h"],
  ])("%s against http://a/b/c/d;p?q is %s", (reference, resolved) => {
    expect(resolveUri("http://a/b/c/d;p?q", reference)).toBe(resolved);
  });

  it.each([
    ["", "a.json", "a.json"],
    ["", "./a.json", "a.json"],
    ["types/a.json", "b.json", "types/b.json"],
    ["types/a.json", "../b.json", "b.json"],
    ["http://a", "b.json", "http://a/b.json"],
  ])("against %j, %s is %s", (base, reference, resolved) => {
    expect(resolveUri(base, reference)).toBe(resolved);
  });
});

it("splitFragment", () => {
  expect(splitFragment("a#b#c")).toEqual({ uri: "a", fragment: "b#c" });
  expect(splitFragment("a")).toEqual({ uri: "a", fragment: "" });
});
