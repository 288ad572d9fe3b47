import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const tsc = fileURLToPath(new URL("../../../../node_modules/typescript/bin/tsc", import.meta.url));
let folder: string;

beforeAll(() => {
  // Inside of the package, so that what it imports is found.
  folder = mkdtempSync(join(root, "node_modules/.instantiations-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const IMPORT = 'import { avro, type Infer, type InferInput } from "../../src/index.js";\n';
/** Types are worked out when somebody looks at their members. */
const USE = (path: string) => `
export const read = (value: Infer<typeof S>) => value${path};
export const write = (value: InferInput<typeof S>) => value${path};\n`;

const FIELD_TYPES = [
  '"string"',
  '["null", "long"], default: null',
  '{ type: "enum", name: "E#", symbols: ["A", "B", "C"] }',
  '{ type: "array", items: { type: "map", values: "double" } }',
  '{ type: "long", logicalType: "timestamp-millis" }, default: 0',
  '["null", "int", "double", "bytes"]',
  '{ type: "bytes", logicalType: "decimal", precision: 9, scale: 2 }',
];

function fields(count: number, prefix: string): string {
  return Array.from({ length: count }, (_, i) => {
    const type = (FIELD_TYPES[i % FIELD_TYPES.length] as string).replace("#", `${prefix}${i}`);
    return `{ name: "f${i}", type: ${type} },`;
  }).join("\n");
}

/** A record in a record in a record, each with some fields. */
function deep(levels: number): string {
  const inner = levels === 1 ? "" : `{ name: "inner", type: ${deep(levels - 1)} },`;
  return `{ type: "record", name: "R${levels}", namespace: "a.b", fields: [${fields(5, `L${levels}_`)} ${inner}] }`;
}

function instantiations(name: string, source: string): number {
  const file = join(folder, `${name}.ts`);
  writeFileSync(file, IMPORT + source);
  const options =
    "--ignoreConfig --noEmit --strict --target es2022 --module nodenext --skipLibCheck --types node --extendedDiagnostics";
  const report = execFileSync(process.execPath, [tsc, ...options.split(" "), file], { cwd: folder, encoding: "utf8" });
  return Number(/^Instantiations:\s+(\d+)$/m.exec(report)?.[1]);
}

describe("types cost the compiler no more than this many instantiations", () => {
  let base: number;

  beforeAll(() => {
    base = instantiations(
      "base",
      'export const S = avro("string"); export type T = Infer<typeof S> | InferInput<typeof S>;',
    );
  });

  // The ceilings leave a quarter above what it was when they were set.
  it.each([
    [
      "50 fields",
      `export const S = avro({ type: "record", name: "W", fields: [${fields(50, "W")}] });${USE(".f0")}`,
      10_000,
    ],
    [
      "10 records deep",
      `export const S = avro(${deep(10)});${USE(".inner.inner.inner.inner.inner.inner.inner.inner.inner.f0")}`,
      17_000,
    ],
    [
      "longs by path",
      `export const S = avro(${deep(10)}, { long: { "inner.inner.f1": "bigint" } });${USE(".inner.inner.f1")}`,
      11_000,
    ],
  ])("%s", (name, source, ceiling) => {
    const cost = instantiations(name.replaceAll(" ", "-"), source) - base;
    expect(cost).toBeGreaterThan(100);
    expect(cost).toBeLessThan(ceiling);
  });
});
