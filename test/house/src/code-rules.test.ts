import { describe, expect, it } from "vitest";
import { lintWorkspace } from "./lint-workspace.js";

/** What a file of a package may not hold, and the rule that says so. */
const refused = {
  "packages/registry/src/any.ts": ["lint/suspicious/noExplicitAny", "export const value: any = 1;"],
  "packages/registry/src/default.ts": ["lint/style/noDefaultExport", "export default 1;"],
  "packages/registry/src/re-export.ts": ["lint/performance/noReExportAll", 'export * from "./other.js";'],
  "packages/registry/src/non-null.ts": [
    "lint/style/noNonNullAssertion",
    "export const first = (list: string[]) => list[0]!;",
  ],
  "packages/registry/src/undeclared.ts": [
    "lint/correctness/noUndeclaredDependencies",
    'import { x } from "left-pad";\nexport const y = x;',
  ],
  "packages/registry/src/unused.ts": [
    "lint/correctness/noUnusedVariables",
    "const unused = 1;\nexport const used = 2;",
  ],
  "packages/registry/src/CamelCase.ts": ["lint/style/useFilenamingConvention", "export const value = 1;"],
  "packages/registry/src/cycle-a.ts": [
    "lint/suspicious/noImportCycles",
    'import { b } from "./cycle-b.js";\nexport const a = () => b;',
  ],
  "packages/registry/src/cycle-b.ts": [
    "lint/suspicious/noImportCycles",
    'import { a } from "./cycle-a.js";\nexport const b = () => a;',
  ],
  "packages/registry/src/long-cycle-a.ts": [
    "lint/suspicious/noImportCycles",
    'import { b } from "./long-cycle-b.js";\nexport const a = () => b;',
  ],
} as const;

const accepted = {
  "packages/registry/package.json": '{ "name": "@magicbyte/registry", "dependencies": {} }',
  "packages/registry/src/other.ts": "export const other = 1;",
  "packages/registry/src/long-cycle-b.ts": 'import { c } from "./long-cycle-c.js";\nexport const b = () => c;',
  "packages/registry/src/long-cycle-c.ts": 'import { a } from "./long-cycle-a.js";\nexport const c = () => a;',
  "packages/registry/src/type-cycle-a.ts": 'import type { B } from "./type-cycle-b.js";\nexport type A = { b: B };',
  "packages/registry/src/type-cycle-b.ts": 'import type { A } from "./type-cycle-a.js";\nexport type B = { a: A };',
  "packages/registry/tsup.config.ts": "export default {};",
};

const complaintsOf = lintWorkspace({
  ...accepted,
  ...Object.fromEntries(Object.entries(refused).map(([file, [, text]]) => [file, text])),
});

describe("code that the linter refuses", () => {
  const cases = Object.entries(refused).map(([file, [rule]]) => [file, rule] as const);

  it.each(cases)("%s: %s", (file, rule) => {
    expect(complaintsOf(file).map((complaint) => complaint.rule)).toContain(rule);
  });
});

describe("code that it accepts", () => {
  const files = ["other.ts", "type-cycle-a.ts", "type-cycle-b.ts"].map((file) => `packages/registry/src/${file}`);

  it.each([...files, "packages/registry/tsup.config.ts"])("%s", (file) => {
    expect(complaintsOf(file)).toEqual([]);
  });
});
