import { existsSync } from "node:fs";
import { join } from "node:path";
import { entryPoints } from "../workspace.mjs";

/** What each package.json says alike. */
const SAME = {
  type: "module",
  license: "Apache-2.0",
  sideEffects: false,
  files: ["dist"],
  engines: { node: ">=20.19.0" },
};

/** What package.json must say, so that a package behaves the same wherever it is installed. */
export function checkManifest({ folder, path, manifest }, { version }) {
  const problems = [];
  const expect = (member, actual, wanted) => {
    if (JSON.stringify(actual) !== JSON.stringify(wanted))
      problems.push(`"${member}" must be ${JSON.stringify(wanted)}, it is ${JSON.stringify(actual)}`);
  };
  for (const [member, wanted] of Object.entries(SAME)) expect(member, manifest[member], wanted);
  expect("repository.directory", manifest.repository?.directory, `packages/${folder}`);
  expect("publishConfig.provenance", manifest.publishConfig?.provenance, true);
  expect("publishConfig.access", manifest.publishConfig?.access, "public");
  expect("version", manifest.version, version);
  if (typeof manifest.description !== "string") problems.push('"description" is missing');
  return [...problems, ...exportProblems(path, manifest), ...dependencyProblems(manifest)];
}

/** Each entry point has code and types for both module systems, the types first, and all of it was built. */
function exportProblems(path, manifest) {
  if (manifest.exports === undefined && manifest.bin !== undefined) return [];
  const problems = [];
  if (manifest.exports?.["./package.json"] !== "./package.json")
    problems.push('"exports" must have "./package.json": tools read it');
  if (entryPoints(manifest).length === 0) problems.push('"exports" names no entry point');
  for (const entry of entryPoints(manifest)) {
    for (const [condition, types, code] of [
      ["import", ".d.ts", ".js"],
      ["require", ".d.cts", ".cjs"],
    ]) {
      const target = manifest.exports[entry][condition];
      const where = `exports["${entry}"].${condition}`;
      if (JSON.stringify(Object.keys(target ?? {})) !== '["types","default"]') {
        problems.push(`${where} must have "types" and "default", in this order`);
        continue;
      }
      if (!target.types.endsWith(types) || !target.default.endsWith(code))
        problems.push(`${where} must name a ${types} and a ${code} file`);
      for (const file of [target.types, target.default])
        if (!existsSync(join(path, file))) problems.push(`${where} names ${file}, which the build did not make`);
    }
  }
  return problems;
}

/** One version of every dependency for the whole workspace; peers say the range that they can live with. */
function dependencyProblems({ dependencies = {}, devDependencies = {} }) {
  return Object.entries({ ...dependencies, ...devDependencies })
    .filter(([, range]) => range !== "catalog:" && !range.startsWith("workspace:"))
    .map(([name, range]) => `"${name}": "${range}" must be "catalog:" (see pnpm-workspace.yaml) or "workspace:*"`);
}
