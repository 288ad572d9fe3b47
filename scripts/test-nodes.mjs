// Runs the contract suite, which tests the built packages over real HTTP, on other versions of Node. They come from
// the npm package `node` into the clone's cache. NODES="22.12.0 24" chooses others.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cache, environment, root, run } from "./workspace.mjs";

const SUPPORTED = ["22", "24", "26"];
const REPORTS = join(cache, "test-nodes");

/** The binary of a Node version, fetched where it is not in the cache yet. */
function nodeBinary(version) {
  const args = ["exec", "--yes", "--prefer-offline", "--package", `node@${version}`, "--", "node"];
  const result = spawnSync("npm", [...args, "--print", "process.execPath"], {
    cwd: root,
    env: environment(),
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  const path = result.stdout?.trim().split("\n").at(-1);
  if (result.status !== 0 || !path) throw new Error(`node@${version} could not be had: ${result.stderr}`);
  return path;
}

/** Runs the suite on one Node; `failure` is undefined when all went well. */
function test(version) {
  const started = Date.now();
  const report = join(REPORTS, `${version}.json`);
  try {
    const node = nodeBinary(version);
    const exact = spawnSync(node, ["--version"], { encoding: "utf8" }).stdout.trim();
    console.log(`\n— node ${exact}`);
    const vitest = [node, "node_modules/vitest/vitest.mjs", "run", "test/contract"];
    const failure = run([...vitest, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`]);
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, "utf8"));
    // A suite that is not found, or does not load, is no success.
    const nothing = numPassedTests === 0 ? "no test ran" : undefined;
    return {
      name: exact,
      outcome: `${numPassedTests} passed, ${numFailedTests} failed`,
      failure: failure ?? nothing,
      started,
    };
  } catch (error) {
    return { name: version, outcome: error.message, failure: error.message, started };
  }
}

rmSync(REPORTS, { recursive: true, force: true });
mkdirSync(REPORTS, { recursive: true });

const versions = process.env.NODES?.split(/[\s,]+/).filter((version) => version !== "") ?? SUPPORTED;
const lines = [];
for (const version of versions) {
  const { name, outcome, failure, started } = test(version);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  lines.push(`${name.padEnd(10)}  ${failure === undefined ? "pass" : "FAIL"}  ${seconds.padStart(5)} s  ${outcome}`);
  if (failure !== undefined) process.exitCode = 1;
}
console.log(`\n${lines.join("\n")}`);
