// Prints how many tests passed and failed, counted from the JSON reports of vitest: `N passed, M failed`. The first
// argument is how many steps failed, which may be for another reason than a test; then come files and folders. The
// exit code is 0 only when nothing failed and something passed.
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { readJson } from "./workspace.mjs";

const [stepsFailed, ...paths] = process.argv.slice(2);
const reports = paths
  .filter((path) => existsSync(path))
  .flatMap((path) => (statSync(path).isDirectory() ? readdirSync(path).map((name) => join(path, name)) : [path]))
  .map(readJson);
const sum = (member) => reports.reduce((total, report) => total + report[member], 0);

const passed = sum("numPassedTests");
// A suite that did not load has no test that could fail.
const failed = Math.max(sum("numFailedTests"), Number(stepsFailed));
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
