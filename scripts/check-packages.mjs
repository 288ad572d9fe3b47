// Looks at every package as its users will get it: package.json, README, tarball, types, public face. One line for
// each package and check. With --update it rewrites the API reports in place of comparing them.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { packPackages } from "./pack.mjs";
import { checkApiReports } from "./package-checks/api-report.mjs";
import { checkManifest } from "./package-checks/manifest.mjs";
import { checkReadme } from "./package-checks/readme.mjs";
import { checkWithAttw, checkWithPublint } from "./package-checks/tarball.mjs";
import { cache, publishedPackages } from "./workspace.mjs";

const TARBALLS = "check-packages";

/** Each check is given a package and returns what is wrong with it. */
const checks = {
  manifest: checkManifest,
  readme: checkReadme,
  publint: checkWithPublint,
  attw: checkWithAttw,
  api: checkApiReports,
};

const update = process.argv.includes("--update");
const packages = publishedPackages();
const tarballs = packPackages(TARBALLS);
const width = Math.max(...packages.map(({ manifest }) => manifest.name.length));
let failed = 0;

for (const one of packages) {
  const { name } = one.manifest;
  // Every package has one version: that of the first.
  const context = { update, tarball: tarballs.get(name), version: packages[0].manifest.version };
  for (const [check, look] of Object.entries(checks)) {
    const problems = await attempt(() => look(one, context));
    console.log(`${name.padEnd(width)}  ${check.padEnd(8)}  ${problems.length === 0 ? "ok" : "FAILED"}`);
    for (const problem of problems) console.log(`  - ${problem.replaceAll("\n", "\n    ")}`);
    failed += problems.length;
  }
}
rmSync(join(cache, TARBALLS), { recursive: true });

if (failed > 0) {
  console.error(`\n${failed} ${failed === 1 ? "problem" : "problems"} in what would be published; they stand above.`);
  process.exitCode = 1;
}

/** A check that cannot be made is a problem of the package, too: a file that cannot be read, types that are broken. */
async function attempt(look) {
  try {
    return await look();
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
