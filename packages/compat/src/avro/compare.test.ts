import { describe, expect, it } from "vitest";
import { compareAvro, compareParsedAvro } from "./compare.js";
import { parseAvro } from "./parse-avro.js";

function user(fields: string): string {
  return `{"type":"record","name":"User","fields":[${fields}]}`;
}

const ID = '{"name":"id","type":"int"}';

describe("compareAvro", () => {
  it("says where, what it means and what to do", () => {
    expect(compareAvro(user(ID), user(`${ID},\n{"name":"email","type":"string"}`))).toEqual({
      compatible: false,
      differences: [
        {
          type: "READER_FIELD_MISSING_DEFAULT_VALUE",
          path: "/fields/1",
          compatible: false,
          detail: "email",
          message:
            "field `email` was added without a default: data written before has none; give it a default or make it nullable",
          original: undefined,
          update: { line: 2, column: 1 },
          suggestion: 'add a default, such as "default": "", or make its type ["null", "string"] with "default": null',
        },
      ],
    });
  });

  it.each([
    [
      "a field with a default",
      user(ID),
      user(`${ID},{"name":"a","type":"int","default":1}`),
      true,
      ["FIELD_ADDED /fields/1"],
    ],
    ["a field less", user(`${ID},{"name":"a","type":"int"}`), user(ID), true, ["FIELD_REMOVED /fields/1"]],
    ["a promotion", user(ID), user('{"name":"id","type":"long"}'), true, ["TYPE_PROMOTED /fields/0/type"]],
    ["the reverse of it", user('{"name":"id","type":"long"}'), user(ID), false, ["TYPE_MISMATCH /fields/0/type"]],
    [
      "a renamed field",
      user(ID),
      user('{"name":"key","type":"int","aliases":["id"]}'),
      true,
      ["FIELD_RENAMED /fields/0/name", "ALIASES_CHANGED /fields/0/aliases"],
    ],
    ["a doc", user(ID), user('{"name":"id","type":"int","doc":"x"}'), true, ["DOC_CHANGED /fields/0/doc"]],
    [
      "a default",
      user(ID),
      user('{"name":"id","type":"int","default":1}'),
      true,
      ["FIELD_DEFAULT_ADDED /fields/0/default"],
    ],
    [
      "a logical type",
      user(ID),
      user('{"name":"id","type":{"type":"int","logicalType":"date"}}'),
      true,
      ["LOGICAL_TYPE_CHANGED /fields/0/type/logicalType"],
    ],
    [
      "a nullable field",
      user(ID),
      user('{"name":"id","type":["null","int"]}'),
      true,
      ["TYPE_WIDENED_TO_UNION /fields/0/type"],
    ],
    ["a branch", '["int"]', '["int","string"]', true, ["UNION_BRANCH_ADDED /1"]],
    ["a branch less", '["int","string"]', '["int"]', false, ["MISSING_UNION_BRANCH /1"]],
    ["branches in another order", '["int","string"]', '["string","int"]', true, ["UNION_BRANCHES_REORDERED /"]],
    [
      "a symbol",
      '{"type":"enum","name":"E","symbols":["A"]}',
      '{"type":"enum","name":"E","symbols":["A","B"]}',
      true,
      ["ENUM_SYMBOL_ADDED /symbols/1"],
    ],
    [
      "a symbol less",
      '{"type":"enum","name":"E","symbols":["A","B"]}',
      '{"type":"enum","name":"E","symbols":["A"],"default":"A"}',
      true,
      ["ENUM_SYMBOL_REMOVED /symbols/1", "ENUM_DEFAULT_CHANGED /default"],
    ],
    [
      "a namespace",
      user(ID),
      '{"type":"record","name":"a.User","fields":[{"name":"id","type":"int"}]}',
      true,
      ["NAMESPACE_CHANGED /namespace"],
    ],
    [
      "an order of fields",
      user(`${ID},{"name":"a","type":"int"}`),
      user(`{"name":"a","type":"int"},${ID}`),
      true,
      ["FIELDS_REORDERED /fields"],
    ],
    [
      "an alias of two fields",
      user(`${ID},{"name":"a","type":"int"}`),
      user('{"name":"id","type":"int","aliases":["a"]}'),
      false,
      ["AMBIGUOUS_FIELD_ALIAS /fields/0", "ALIASES_CHANGED /fields/0/aliases", "FIELD_REMOVED /fields/1"],
    ],
  ])("finds %s", (_, original, update, compatible, expected) => {
    const { compatible: verdict, differences } = compareAvro(original, update);
    expect(verdict).toBe(compatible);
    expect(differences.map(({ type, path }) => `${type} ${path}`).sort()).toEqual([...expected].sort());
    expect(differences.every(({ message }) => message.length > 10)).toBe(true);
    expect(differences.every((difference) => difference.compatible)).toBe(compatible);
  });

  it("says why the branch of a union does not do", () => {
    const original = `["null",${user(ID)}]`;
    const { differences } = compareAvro(original, `["null",${user(`${ID},{"name":"email","type":"string"}`)}]`);
    expect(differences.filter(({ type }) => type === "MISSING_UNION_BRANCH")[0]).toMatchObject({
      path: "/1",
      message: expect.stringContaining("field `email` was added without a default"),
      suggestion: expect.stringContaining('"default"'),
    });
  });

  it("suggests an alias for what may have been renamed", () => {
    const { differences } = compareAvro(
      user('{"name":"mail","type":"string"}'),
      user('{"name":"email","type":"string"}'),
    );
    expect(differences.find(({ compatible }) => !compatible)?.suggestion).toContain('"aliases": ["mail"]');
  });

  it("compares references, and leaves out positions in them", () => {
    const updateReferences = { x: '{"type":"fixed","name":"F","size":2}' };
    const originalReferences = { x: '{"type":"fixed","name":"F","size":1}' };
    const field = user('{"name":"f","type":"F"}');
    expect(compareAvro(field, field, { originalReferences, updateReferences }).differences).toMatchObject([
      { type: "FIXED_SIZE_MISMATCH", path: "/fields/0/type/size", original: undefined, update: undefined },
    ]);
  });

  it("takes what is parsed already", () => {
    expect(compareParsedAvro(parseAvro('"int"'), parseAvro('"long"')).compatible).toBe(true);
  });
});
