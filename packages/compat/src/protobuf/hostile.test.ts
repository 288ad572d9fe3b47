import { describe, expect, it } from "vitest";
import { compareProtobuf, normalizeProtobuf, parseProtobuf, SchemaError } from "../protobuf.js";

const p3 = 'syntax = "proto3";\n';
const times = <T>(length: number, make: (index: number) => T): T[] => Array.from({ length }, (_, index) => make(index));
const wide = `${p3}message M {\n${times(100_000, (index) => `  string f${index} = ${index + 1};`).join("\n")}\n}`;
const imported = (text: string) => ({ originalReferences: { a: text }, updateReferences: { a: text } });
const user = `${p3}import "a"; message M { T0 a = 1; }`;
const chain = (length: number): string =>
  `${p3}${times(length, (index) => `message T${index} { T${index + 1} a = 1; T${index + 1} b = 2; }`).join("\n")}
   message T${length} { int32 x = 1; }`;
const clique = (size: number): string =>
  p3 + times(size, (i) => `message T${i} { ${times(size, (j) => `T${j} f${j} = ${j + 1};`).join(" ")} }`).join("\n");

// About two seconds each on a quiet machine; the guard is against a hang.
describe("hostile schemas get an answer", { timeout: 20_000 }, () => {
  it.each([
    ["100,000 fields, parsed", () => parseProtobuf(wide)],
    ["100,000 fields, compared", () => compareProtobuf(wide, wide.replaceAll("string", "int32"))],
    ["10 MB of comment", () => parseProtobuf(`${p3}/*${"x\n".repeat(5_000_000)}*/`)],
    ["10 MB of strings on one line", () => parseProtobuf(`${p3}option a = ${'"a" '.repeat(2_500_000)};`)],
    ["300,000 options", () => normalizeProtobuf(p3 + "option (a) = 1;".repeat(300_000))],
    ["one key 1,000,000 times", () => parseProtobuf(`${p3}option a = {${"k: 1 ".repeat(1_000_000)}};`)],
    ["messages that double 300 times", () => compareProtobuf(user, user, imported(chain(300)))],
    ["messages that all name each other", () => compareProtobuf(user, user, imported(clique(100)))],
    [
      "numbers nobody can hold",
      () => normalizeProtobuf(`${p3}option a = 1e999999999; option b = ${"9".repeat(100_000)};`),
    ],
  ])("%s", (_, run) => {
    run();
  });

  it.each([
    ["10,000 messages deep", () => parseProtobuf(p3 + "message A {".repeat(10_000)), "nested more than"],
    ["10,000 braces deep", () => parseProtobuf(`${p3}option a = ${"{a:".repeat(10_000)}`), "nested more than"],
    ["10,000 maps deep", () => parseProtobuf(`${p3}message A { ${"map<".repeat(10_000)}`), "nested more than"],
    ["100,000 dots deep", () => parseProtobuf(`${p3}option (a)${".a".repeat(100_000)} = 1;`), "nested more than"],
    ["10,000 imported messages deep", () => compareProtobuf(user, user, imported(chain(10_000))), "nested more than"],
    ["10 MB that is not base64 of anything", () => parseProtobuf("AAAA".repeat(2_500_000)), "unexpected 'AAAA"],
  ])("%s: refused", (_, run, message) => {
    expect(run).toThrow(SchemaError);
    expect(run).toThrow(message);
  });

  it("cyclic imports", () => {
    const cycle = (type: string) => ({
      a: `${p3}import "b"; message T0 { B b = 1; }`,
      b: `${p3}import "a"; message B { T0 a = 1; ${type} x = 2; }`,
    });
    const options = { originalReferences: cycle("int32"), updateReferences: cycle("string") };
    const { compatible, differences } = compareProtobuf(user, user, options);
    expect(compatible).toBe(false);
    expect(differences.map(({ type, path }) => `${type} ${path}`)).toEqual([
      "FIELD_SCALAR_KIND_CHANGED #/B/2",
      "FIELD_NAMED_TYPE_CHANGED #/T0/1",
      "FIELD_NAMED_TYPE_CHANGED #/M/1",
    ]);
  });

  it("names that objects have", () => {
    const text = `${p3}message __proto__ { __proto__ __proto__ = 1; constructor c = 2; message constructor {} }
      message hasOwnProperty { option (__proto__) = { __proto__: 1, toString: 2 }; }`;
    expect(normalizeProtobuf(text)).toContain("  .__proto__ __proto__ = 1;\n  .__proto__.constructor c = 2;");
    expect(normalizeProtobuf(text)).toContain("    __proto__: 1,\n    toString: 2");
    expect(compareProtobuf(text, text)).toEqual({ compatible: true, differences: [] });
  });
});
