import { describe, expect, it } from "vitest";
import { SchemaError } from "../schema-error.js";
import { canonicalizeAvro } from "./canonical.js";
import { parseAvro } from "./parse-avro.js";

describe("parseAvro", () => {
  it.each([
    ['{"type":"record","name":"R"}', 1, 1, "", '"fields", a list of objects'],
    [
      '{"type":"record",\n "name":"R","fields":[{"name":"a","type":"Foo"}]}',
      2,
      42,
      "/fields/0/type",
      "a type that Avro has",
    ],
    ['{"type":"record","name":"R","fields":[{"name":"a"}]}', 1, 39, "/fields/0", '"type"'],
    ['{"type":"record","name":"1R","fields":[]}', 1, 25, "/name", "a name of the letters"],
    ['{"type":"record","name":"R","namespace":"a.b-c","fields":[]}', 1, 41, "/namespace", "a name of the letters"],
    ['{"type":"enum","name":"E","symbols":["A","A"]}', 1, 42, "/symbols/1", "every symbol once"],
    ['{"type":"enum","name":"E","symbols":["A"],"default":"B"}', 1, 53, "/default", "one of the symbols"],
    ['{"type":"fixed","name":"F","size":-1}', 1, 35, "/size", '"size", a whole number'],
    ['["int",["string"]]', 1, 8, "/1", "its types in the outer union"],
    ['["int","int"]', 1, 8, "/1", "every type once"],
    ['{"type":["null","int"]}', 1, 9, "/type", "a string"],
    ['{"type":"array"}', 1, 1, "", '"items", the type of what it holds'],
    [
      '{"type":"record","name":"R","fields":[{"name":"a","type":"int","default":"x"}]}',
      1,
      74,
      "/fields/0/default",
      "int",
    ],
    [
      '{"type":"record","name":"R","fields":[{"name":"a","type":"int","order":"up"}]}',
      1,
      72,
      "/fields/0/order",
      '"ascending"',
    ],
    ['{"type":"record","name":"string","fields":[]}', 1, 25, "/name", "another name"],
    ["7", 1, 1, "", "a type"],
  ])("refuses %j and says where", (text, line, column, pointer, expected) => {
    expect(() => parseAvro(text)).toThrow(
      expect.objectContaining({ position: { line, column }, pointer, expected: expect.stringContaining(expected) }),
    );
    expect(() => parseAvro(text)).toThrow(SchemaError);
  });

  it.each([
    ["a name", '{"type":"record","name":"R-1","fields":[]}'],
    ["a namespace", '{"type":"fixed","name":"a-b.F","size":1}'],
    ["a default", '{"type":"record","name":"R","fields":[{"name":"a","type":"int","default":"x"}]}'],
  ])("is lenient on request: %s", (_, text) => {
    expect(() => parseAvro(text)).toThrow(SchemaError);
    expect(parseAvro(text, { strict: false }).root).toHaveProperty("name");
  });

  it("resolves names that are defined later, and those that are recursive", () => {
    const text =
      '[{"type":"record","name":"A","fields":[{"name":"b","type":"B"}]},{"type":"record","name":"B","fields":[{"name":"a","type":["null","A"]}]}]';
    expect(() => parseAvro(text)).not.toThrow();
    // What is used first is printed where it is used.
    expect(canonicalizeAvro(text)).toBe(
      '[{"type":"record","name":"A","fields":[{"name":"b","type":{"type":"record","name":"B","fields":[{"name":"a","type":["null","A"]}]}}]},"B"]',
    );
  });

  it("takes references in any order, and keeps their names", () => {
    const references = {
      one: '{"type":"record","name":"a.One","fields":[{"name":"two","type":"Two"}]}',
      two: '{"type":"enum","name":"a.Two","symbols":["A"]}',
    };
    const text = '{"type":"record","name":"a.R","fields":[{"name":"one","type":"One"},{"name":"two","type":"a.Two"}]}';
    expect(canonicalizeAvro(text, { references })).toBe(
      '{"type":"record","name":"R","namespace":"a","fields":[{"name":"one","type":"One"},{"name":"two","type":"Two"}]}',
    );
    expect(() => parseAvro(text, { references: { one: references.one } })).toThrow(
      expect.objectContaining({ reference: "one", message: expect.stringContaining("a.Two") }),
    );
  });

  it("ignores comments", () => {
    expect(canonicalizeAvro('// one\n{"type": /* two */ "int", "x": "// three"}')).toBe(
      '{"type":"int","x":"// three"}',
    );
  });
});
