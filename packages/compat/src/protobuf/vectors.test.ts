import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { haveVectors, readVectors, vectorsNote } from "../../test/vectors.js";
import { canonicalizeProtobuf, compareProtobuf, normalizeProtobuf } from "../protobuf.js";
import type { ReferenceVersions } from "./schema.js";

/** Cases where the answer is not the reference's, with the reason. One that no longer applies must be taken out. */
const exceptions = JSON.parse(
  readFileSync(new URL("../../test/protobuf/exceptions.json", import.meta.url), "utf8"),
) as Record<"changes" | "canonical" | "normalized", Record<string, string>>;

type Verdict = { readonly compatible: boolean; readonly changes: readonly string[] };
type Reference = { readonly name: string; readonly subject: string; readonly version: number };
type Dependency = { readonly name: string; readonly dependency: string };
type Matrix = {
  readonly schemas: Readonly<Record<string, string>>;
  readonly cases: readonly (Verdict & { readonly original: string; readonly update: string })[];
};
type Karapace = {
  readonly cases: readonly (Verdict & { readonly original_schema: string; readonly update_schema: string })[];
};
type Referencing = {
  readonly cases: readonly (Karapace["cases"][number] & {
    readonly name: string;
    readonly original_references: readonly Reference[];
    readonly original_dependencies: readonly Dependency[];
    readonly update_references: readonly Reference[];
    readonly update_dependencies: readonly Dependency[];
  })[];
};
type Canonical = {
  readonly cases: readonly {
    readonly schema: string;
    readonly canonical: string;
    readonly normalized?: string;
    readonly normalize_error?: string;
  }[];
};

const changesOf = (differences: readonly { type: string; path: string }[]): string[] =>
  [...new Set(differences.map(({ type, path }) => `${type} ${path}`))].sort();

const sortedSet = (changes: readonly string[]): string[] => [...new Set(changes)].sort();

describe.skipIf(!haveVectors)(`the reference's answers${vectorsNote}`, () => {
  it("verdicts and differences of protobuf/matrix.json", () => {
    const { schemas, cases } = readVectors<Matrix>("protobuf/matrix.json");
    const wrong: string[] = [];
    for (const { original, update, compatible, changes } of cases) {
      const found = compareProtobuf(schemas[original] ?? "", schemas[update] ?? "");
      expect(found.compatible, `${original} -> ${update}`).toBe(compatible);
      if (changesOf(found.differences).join() !== sortedSet(changes).join()) wrong.push(`${original} -> ${update}`);
    }
    expect(wrong).toEqual(Object.keys(exceptions.changes));
  });

  it("verdicts and differences of protobuf/karapace-with-confluent-results.json", () => {
    const { cases } = readVectors<Karapace>("protobuf/karapace-with-confluent-results.json");
    for (const { original_schema, update_schema, compatible, changes } of cases) {
      const found = compareProtobuf(original_schema, update_schema);
      expect(changesOf(found.differences)).toEqual(sortedSet(changes));
      expect(found.compatible).toBe(compatible);
    }
  });

  it("verdicts and differences of protobuf/references.json", () => {
    const { cases } = readVectors<Referencing>("protobuf/references.json");
    const textsOf = (dependencies: readonly Dependency[]) =>
      Object.fromEntries(dependencies.map(({ name, dependency }) => [name, dependency]));
    const versionsOf = (references: readonly Reference[]): ReferenceVersions =>
      Object.fromEntries(references.map(({ name, subject, version }) => [name, { subject, version }]));
    for (const one of cases) {
      const found = compareProtobuf(one.original_schema, one.update_schema, {
        originalReferences: textsOf(one.original_dependencies),
        updateReferences: textsOf(one.update_dependencies),
        originalReferenceVersions: versionsOf(one.original_references),
        updateReferenceVersions: versionsOf(one.update_references),
      });
      expect(changesOf(found.differences), one.name).toEqual(sortedSet(one.changes));
      expect(found.compatible, one.name).toBe(one.compatible);
    }
  });

  it("canonical and normalised texts of protobuf/canonical.json", () => {
    const { cases } = readVectors<Canonical>("protobuf/canonical.json");
    const wrong = { canonical: [] as string[], normalized: [] as string[] };
    for (const [index, one] of cases.entries()) {
      if (canonicalizeProtobuf(one.schema) !== one.canonical) wrong.canonical.push(String(index));
      if (normalizedOrError(one.schema) !== (one.normalized ?? one.normalize_error))
        wrong.normalized.push(String(index));
    }
    expect(wrong.canonical).toEqual(Object.keys(exceptions.canonical));
    expect(wrong.normalized).toEqual(Object.keys(exceptions.normalized));
  });
});

function normalizedOrError(schema: string): string {
  try {
    return normalizeProtobuf(schema);
  } catch (error) {
    return error instanceof Error ? error.message.replace(/ at line \d+, column \d+$/, "") : String(error);
  }
}
