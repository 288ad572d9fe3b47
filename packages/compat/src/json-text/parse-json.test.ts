import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SchemaError } from "../schema-error.js";
import type { JsonValue } from "./json-value.js";
import { parseJson, positionAt } from "./parse-json.js";

/** What JSON.parse would have given. */
function plain(value: JsonValue): unknown {
  if (value.kind === "null") return null;
  if (value.kind === "number") return Number(value.lexeme);
  if (value.kind === "array") return value.items.map(plain);
  if (value.kind === "object")
    return Object.fromEntries([...value.members].map(([name, member]) => [name, plain(member)]));
  return value.value;
}

describe("parseJson", () => {
  it("agrees with JSON.parse", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.constantFrom(undefined, 1, "\t"), (text, indent) => {
        const spaced = JSON.stringify(JSON.parse(text), null, indent);
        expect(plain(parseJson(spaced))).toEqual(JSON.parse(spaced));
      }),
    );
  });

  it("refuses what JSON.parse refuses, and accepts what it accepts", () => {
    const pieces = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"a"',
      "1",
      "-",
      "0.",
      "1e5",
      "true",
      "null",
      " ",
      "\\",
      '"',
      "\n",
      "\u0001",
      '"\\u00e9"',
      '"\\x"',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
        const text = parts.join("");
        const accepts = (parse: (text: string) => unknown) => {
          try {
            parse(text);
            return true;
          } catch (error) {
            return error instanceof SchemaError || error instanceof SyntaxError ? false : error;
          }
        };
        expect(accepts(parseJson)).toBe(accepts(JSON.parse));
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ["", 1, 1, "line 1, column 1: expected a value, found the end of the text"],
    ['{\n  "a": }', 2, 8, 'line 2, column 8: expected a value, found "}"'],
    ['{"a":1 "b":2}', 1, 8, 'line 1, column 8: expected "," or "}", found "\\""'],
    ["[1,]", 1, 4, 'line 1, column 4: expected a value, found "]"'],
    ["{1:2}", 1, 2, 'line 1, column 2: expected the name of a member, found "1"'],
    ['"abc', 1, 1, 'line 1, column 1: expected the end of the string, found "\\""'],
    ["1 2", 1, 3, 'line 1, column 3: expected the end of the text, found "2"'],
    ['["\\q"]', 1, 3, 'line 1, column 3: expected an escape such as \\n, found "\\\\"'],
  ])("says where %j is wrong", (text, line, column, message) => {
    expect(() => parseJson(text)).toThrow(expect.objectContaining({ message, position: { line, column } }));
  });

  it("keeps order, lexemes and places, and takes the last of two members of a name", () => {
    expect(parseJson('{"b":1.0,"a":1e2,"b":-0.0}')).toEqual({
      kind: "object",
      offset: 0,
      members: new Map([
        ["b", { kind: "number", lexeme: "-0.0", offset: 21 }],
        ["a", { kind: "number", lexeme: "1e2", offset: 13 }],
      ]),
    });
  });

  it("ignores what follows on demand", () => {
    expect(parseJson("1 }", { allowTrailing: true })).toEqual({ kind: "number", lexeme: "1", offset: 0 });
  });

  it("survives any depth", () => {
    const depth = 1_000_000;
    expect(parseJson("[".repeat(depth) + "]".repeat(depth)).kind).toBe("array");
    expect(() => parseJson("[".repeat(depth))).toThrow(SchemaError);
  });
});

it("positions count from 1", () => {
  expect(["a\nbc\n", "", "\n"].map((text) => positionAt(text, text.length))).toEqual([
    { line: 3, column: 1 },
    { line: 1, column: 1 },
    { line: 2, column: 1 },
  ]);
});
