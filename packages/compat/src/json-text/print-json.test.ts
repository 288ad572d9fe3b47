import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SchemaError } from "../schema-error.js";
import { parseJson } from "./parse-json.js";
import { printJson, printNumber } from "./print-json.js";

describe("printJson", () => {
  it("prints what JSON.stringify prints, where that loses nothing", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = JSON.stringify(value);
        expect(JSON.parse(printJson(parseJson(text)))).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each([
    ['{ "b" : 1.0, "a":[ 1e2 ,true,null ] }', '{"b":1.0,"a":[1E+2,true,null]}'],
    ['"\\u0001\\u001f\\/\\t\\u2028\\u00e9<>"', '"\\u0001\\u001F/\\t\u2028é<>"'],
    ['{"__proto__":{"a":1}}', '{"__proto__":{"a":1}}'],
    ['"\\ud800"', '"\ud800"'],
    ["[]", "[]"],
    ["{}", "{}"],
  ])("%s becomes %s", (text, printed) => {
    expect(printJson(parseJson(text))).toBe(printed);
  });

  it("sorts members at every depth on demand, and leaves lists alone", () => {
    expect(printJson(parseJson('{"b":{"d":1,"c":2},"a":[{"z":1,"y":2},0]}'), { sortMembers: true })).toBe(
      '{"a":[{"y":2,"z":1},0],"b":{"c":2,"d":1}}',
    );
  });

  it("survives any depth", () => {
    const text = "[".repeat(200_000) + "]".repeat(200_000);
    expect(printJson(parseJson(text))).toBe(text);
  });
});

describe("printNumber", () => {
  it.each([
    ["0", "0"],
    ["-0", "0"],
    ["-0.0", "0.0"],
    ["1.0", "1.0"],
    ["0.10", "0.10"],
    ["1e2", "1E+2"],
    ["1E+2", "1E+2"],
    ["12e3", "1.2E+4"],
    ["1e-7", "1E-7"],
    ["0.000001", "0.000001"],
    ["0.0000001", "1E-7"],
    ["10e-1", "1.0"],
    ["0e5", "0E+5"],
    ["1e0", "1"],
    ["100000000000000000000", "100000000000000000000"],
    ["1.7976931348623157e400", "1.7976931348623157E+400"],
  ])("%s becomes %s", (lexeme, printed) => {
    expect(printNumber(lexeme)).toBe(printed);
  });

  it.each([["1".repeat(1001)], ["1e99999999999"]])("refuses what no machine should have to read", (lexeme) => {
    expect(() => printNumber(lexeme)).toThrow(SchemaError);
  });
});
