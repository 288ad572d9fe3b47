import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";

const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
const here = fileURLToPath(new URL(".", import.meta.url));
// Inside of the package, so that what the sources import is found.
const folder = mkdtempSync(join(here, "../node_modules/.types-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** How many types the compiler makes of other types for a program: what makes editors slow. */
function instantiations(code: string): number {
  writeFileSync(join(folder, "program.ts"), code);
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ extends: "../../../../tsconfig.base.json", files: ["program.ts"] }),
  );
  const report = execFileSync(process.execPath, [tsc, "-p", folder, "--extendedDiagnostics"], { encoding: "utf8" });
  return Number(/^Instantiations:\s*(\d+)$/m.exec(report)?.[1]);
}

const FIELDS = [
  '{ type: "string" }',
  '{ type: ["integer", "null"] }',
  '{ enum: ["A", "B"] }',
  '{ type: "array", items: { type: "number" } }',
];
const VALUES = ['"a"', "null", '"B"', "[1]"];
const names = Array.from({ length: 50 }, (_, index) => `f${index}`);
const wide = `{ type: "object", required: [${names.map((name) => `"${name}"`)}], properties: { ${names
  .map((name, index) => `${name}: ${FIELDS[index % 4]}`)
  .join(", ")} } }`;
const wideValue = `{ ${names.map((name, index) => `${name}: ${VALUES[index % 4]}`).join(", ")} }`;
const nest = (depth: number): string =>
  depth === 0
    ? '{ type: "string" }'
    : `{ type: "object", required: ["inner"], properties: { inner: ${nest(depth - 1)}, id: { type: "integer" } }, additionalProperties: false }`;
const nestValue = (depth: number): string => (depth === 0 ? '"a"' : `{ inner: ${nestValue(depth - 1)}, id: 1 }`);

const program = (schema: string, value: string) => `
import { jsonSchema } from "../../src/json-schema.js";
import type { Infer } from "../../src/infer.js";
const schema = jsonSchema(${schema});
export const value: Infer<typeof schema> = ${value};
`;

const TIMEOUT_MS = 180_000;

it("types stay cheap for editors", { timeout: TIMEOUT_MS }, () => {
  const empty = instantiations(program("{}", "1"));
  expect(instantiations(program(wide, wideValue)) - empty).toBeLessThan(7_500);
  expect(instantiations(program(nest(10), nestValue(10))) - empty).toBeLessThan(4_500);
});

it("a value that does not fit is found ten levels down", { timeout: TIMEOUT_MS }, () => {
  expect(() => instantiations(program(nest(10), nestValue(10).replace('"a"', "5")))).toThrow();
});
