import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { haveVectors, readVectors, vectorsNote } from "../../test/vectors.js";
import type { JsonObject, JsonValue } from "../json-text/json-value.js";
import { parseJson } from "../json-text/parse-json.js";
import { printJson } from "../json-text/print-json.js";
import { SchemaError } from "../schema-error.js";
import { canonicalizeJsonSchema, normalizeJsonSchema } from "./canonicalize.js";
import { compareJsonSchema } from "./compare.js";
import { parseJsonSchema } from "./parse.js";

type Case = {
  readonly name: string;
  readonly original: string;
  readonly update: string;
  /** Undefined where the reference crashed. */
  readonly expected?: { readonly compatible: boolean; readonly lenient: boolean; readonly changes: readonly string[] };
};

type Exception = { readonly file: string; readonly name: string; readonly reason: string };

const exceptions = JSON.parse(
  readFileSync(fileURLToPath(new URL("../../test/json-schema/exceptions.json", import.meta.url)), "utf8"),
) as readonly Exception[];

const folder = new URL("../../../../../shared/vectors/json/", import.meta.url);

/** A file whose schemas keep their number lexemes: `1.0` is not `1`. */
function readFile(file: string): JsonObject {
  return asObject(parseJson(readFileSync(fileURLToPath(new URL(file, folder)), "utf8")));
}

function asObject(value: JsonValue | undefined): JsonObject {
  if (value?.kind !== "object") throw new Error("the vectors are not what they were");
  return value;
}

function items(value: JsonValue | undefined): readonly JsonObject[] {
  if (value?.kind !== "array") throw new Error("the vectors are not what they were");
  return value.items.map(asObject);
}

function text(value: JsonValue | undefined): string {
  if (value === undefined) throw new Error("the vectors are not what they were");
  return value.kind === "string" ? value.value : printJson(value);
}

function expectation(result: JsonObject): Pick<Case, "expected"> {
  const changes = result.members.get("changes");
  if (changes?.kind !== "array") return {};
  return {
    expected: {
      compatible: text(result.members.get("compatible")) === "true",
      lenient: text(result.members.get("compatible_lenient")) === "true",
      changes: changes.items.map(text).sort(),
    },
  };
}

function matrix(file: string): Case[] {
  const root = readFile(file);
  const schemas = asObject(root.members.get("schemas")).members;
  return items(root.members.get("cases")).map((one) => {
    const original = text(one.members.get("original"));
    const update = text(one.members.get("update"));
    return {
      name: `${original} -> ${update}`,
      original: text(schemas.get(original)),
      update: text(schemas.get(update)),
      ...expectation(one),
    };
  });
}

function keywords(file: string): Case[] {
  return items(readFile(file).members.get("cases")).map((one) => ({
    name: `${text(one.members.get("dialect"))}: ${text(one.members.get("name"))}`,
    original: text(one.members.get("original_schema")),
    update: text(one.members.get("update_schema")),
    ...expectation(one),
  }));
}

function karapace(file: string): Case[] {
  return items(readFile(file).members.get("cases")).map((one) => ({
    name: `${text(one.members.get("test"))}: ${text(one.members.get("writer"))} -> ${text(one.members.get("reader"))}`,
    original: text(one.members.get("writer")),
    update: text(one.members.get("reader")),
    ...expectation(asObject(one.members.get("confluent"))),
  }));
}

describe.skipIf(!haveVectors)(`the reference's answers${vectorsNote}`, () => {
  it.each([
    ["matrix-draft07.json", matrix],
    ["matrix-2020-12.json", matrix],
    ["keywords.json", keywords],
    ["karapace-with-confluent-results.json", karapace],
  ])("%s: every verdict, and every set of differences but for the exceptions", (file, read) => {
    const wrong: string[] = [];
    const different: string[] = [];
    for (const { name, original, update, expected } of read(file)) {
      const strict = compareJsonSchema(original, update);
      const lenient = compareJsonSchema(original, update, { policy: "LENIENT" });
      if (expected === undefined) continue;
      if (strict.compatible !== expected.compatible) wrong.push(`STRICT ${name}`);
      if (lenient.compatible !== expected.lenient) wrong.push(`LENIENT ${name}`);
      const changes = [...new Set(strict.differences.map(({ type, path }) => `${type} ${path}`))].sort();
      if (changes.join() !== [...new Set(expected.changes)].join()) different.push(name);
    }
    expect(wrong).toEqual([]);
    expect(different).toEqual(exceptions.filter((exception) => exception.file === file).map(({ name }) => name));
  });

  it("gives a sane verdict where the reference crashes: less is less", () => {
    const crashed = [...keywords("keywords.json"), ...karapace("karapace-with-confluent-results.json")].filter(
      ({ expected }) => expected === undefined,
    );
    expect(crashed.length).toBeGreaterThan(0);
    for (const { original, update } of crashed) expect(compareJsonSchema(original, update).compatible).toBe(false);
  });

  it("has a reason for every exception", () => {
    for (const { reason } of exceptions) expect(reason.length).toBeGreaterThan(20);
  });
});

type CanonicalCase = {
  readonly schema: string;
  readonly canonical?: string;
  readonly normalized?: string;
  readonly loads?: boolean;
};

describe.skipIf(!haveVectors)(`canonical texts${vectorsNote}`, () => {
  const cases = haveVectors ? readVectors<{ cases: CanonicalCase[] }>("json/canonical.json").cases : [];

  it.each(cases.map((one) => [one.schema, one] as const))("%j", (schema, { canonical, normalized, loads }) => {
    if (canonical === undefined || normalized === undefined) {
      expect(() => canonicalizeJsonSchema(schema)).toThrow(SchemaError);
      return;
    }
    expect(canonicalizeJsonSchema(schema)).toBe(canonical);
    expect(normalizeJsonSchema(schema)).toBe(normalized);
    if (loads === true) expect(parseJsonSchema(schema).text).toBe(schema);
    else expect(() => parseJsonSchema(schema)).toThrow(SchemaError);
  });
});
