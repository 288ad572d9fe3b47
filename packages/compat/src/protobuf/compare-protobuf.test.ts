import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { protoText } from "../../../proto-text/test/arbitrary-proto.js";
import { canonicalizeProtobuf, compareProtobuf, normalizeProtobuf, parseProtobuf, SchemaError } from "../protobuf.js";

const p3 = 'syntax = "proto3";\n';

describe("a difference", () => {
  it("says what it means, where it is in both texts, and what to do", () => {
    const original = `${p3}message Order {\n  string sku = 1;\n}`;
    const update = `${p3}\nmessage Order {\n  int32 sku = 1;\n}`;
    expect(compareProtobuf(original, update)).toEqual({
      compatible: false,
      differences: [
        {
          type: "FIELD_SCALAR_KIND_CHANGED",
          path: "#/Order/1",
          compatible: false,
          message:
            "Order.sku (1) was string and is int32: the two are written differently, so that old data is misread",
          original: { line: 3, column: 3 },
          update: { line: 4, column: 3 },
          suggestion: "keep string for 1, and add the new field under a new number",
        },
      ],
    });
  });

  it("has the place of the package", () => {
    const { differences } = compareProtobuf(`${p3}message M {}`, `${p3}package q;\nmessage M {}`);
    expect(differences).toMatchObject([{ type: "PACKAGE_CHANGED", path: "#/", update: { line: 2, column: 1 } }]);
  });
});

describe("parsing", () => {
  it.each([
    [`${p3}message M {\n  Nope n = 1;\n}`, 3, 3, "Could not resolve type: Nope"],
    [`${p3}message M {\n  string a = 1;\n  int32 b = 1;\n}`, 4, 3, "M has a field with the number 1 twice"],
    [`${p3}message M {\n  string a = 1;\n  int32 a = 2;\n}`, 4, 3, "M has the field a twice"],
    [`${p3}message M {\n  strin`, 3, 8, "unexpected end of file"],
  ])("%j is refused at line %i, column %i", (text, line, column, message) => {
    const parse = () => parseProtobuf(text);
    expect(parse).toThrow(SchemaError);
    expect(parse).toThrow(message);
    expect(parse).toThrow(expect.objectContaining({ position: { line, column } }));
  });

  it("takes what was registered before as it is", () => {
    expect(() => parseProtobuf(`${p3}message M { Nope n = 1; }`, { strict: false })).not.toThrow();
  });

  it("names the reference that is wrong", () => {
    const parse = () => parseProtobuf(`${p3}import "a";`, { references: { a: "message" } });
    expect(parse).toThrow(expect.objectContaining({ reference: "a" }));
  });

  it.each(["google/protobuf/timestamp.proto", "google/type/money.proto", "confluent/type/decimal.proto"])(
    "knows %s without a reference",
    (path) => {
      const [, name = ""] = /(\w+)\.proto$/.exec(path) ?? [];
      const type = `${path.slice(0, path.lastIndexOf("/")).replaceAll("/", ".")}.${name[0]?.toUpperCase()}${name.slice(1)}`;
      expect(() => parseProtobuf(`${p3}import "${path}"; message M { ${type} a = 1; }`)).not.toThrow();
    },
  );
});

describe("laws", () => {
  it("every schema is compatible with itself, and with its canonical and normalised text", () => {
    const check = fc.property(protoText, (text) => {
      for (const other of [text, canonicalizeProtobuf(text), normalizeProtobuf(text)]) {
        expect(compareProtobuf(text, other)).toEqual({ compatible: true, differences: [] });
      }
    });
    fc.assert(check, { numRuns: 100 });
  });

  it("what one direction adds the other removes", () => {
    const count = (texts: [string, string], ending: string): number =>
      compareProtobuf(...texts).differences.filter(
        ({ type }) => /^(MESSAGE|ENUM|FIELD)/.test(type) && type.endsWith(ending),
      ).length;
    const check = fc.property(protoText, protoText, (a, b) => {
      expect(count([a, b], "_ADDED")).toBe(count([b, a], "_REMOVED"));
    });
    fc.assert(check, { numRuns: 100 });
  });
});
