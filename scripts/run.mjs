// The one door into the workspace: `npm test`, `npm run demo` and their siblings all come through here, so
// that a fresh clone with only Node and npm needs no other step. It fetches pnpm, installs what the lockfile
// says, and runs the steps of the task named; caches and logs stay inside the clone.
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { cache, root, run } from "./workspace.mjs";

const MINIMUM_NODE = [20, 19];

/** Packages, and what tests need of each other, each after what it depends on. */
const build = ["build", ["pnpm", "--recursive", "run", "build"]];

/** Each task is a list of steps; a step is its name and its command. */
const tasks = {
  build: [build],
  demo: [build, ["demo", ["node", "examples/first-event/src/main.mjs"]]],
  test: [
    ["lint", ["pnpm", "exec", "biome", "ci", "--error-on-warnings", "."]],
    build,
    ["types", ["pnpm", "--recursive", "run", "typecheck"]],
    ["unused", ["pnpm", "exec", "knip"]],
    ["packages", ["node", "scripts/check-packages.mjs"]],
    ["tests", ["pnpm", "exec", "vitest", "run"]],
  ],
  bench: [build, ["bench", ["pnpm", "--filter", "@magicbyte-test/bench", "run", "bench"]]],
  "test:nodes": [build, ["nodes", ["node", "scripts/test-nodes.mjs"]]],
};

function fail(message) {
  console.error(`\nmagicbyte: ${message}`);
  process.exit(1);
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const [wantMajor, wantMinor] = MINIMUM_NODE;
  if (major < wantMajor || (major === wantMajor && minor < wantMinor)) {
    fail(
      `Node ${MINIMUM_NODE.join(".")} or newer is needed, this is ${process.version}. Install it from nodejs.org or with your version manager.`,
    );
  }
}

const [name, ...rest] = process.argv.slice(2);
const task = Object.hasOwn(tasks, name ?? "") ? tasks[name] : undefined;
if (task === undefined)
  fail(`there is no task ${JSON.stringify(name ?? "")}. The tasks are: ${Object.keys(tasks).join(", ")}.`);

checkNode();
mkdirSync(cache, { recursive: true });

const install = ["pnpm", "install", "--frozen-lockfile", "--reporter", process.env.CI ? "append-only" : "default"];
const installed = run(install);
if (installed !== undefined) {
  fail(
    `installing failed (${installed}). The npm registry must be reachable (npm ping tells)${
      existsSync(join(root, "node_modules"))
        ? "; if a download was broken off, delete node_modules and .cache and run this again"
        : ""
    }.`,
  );
}

const times = [];
for (const [index, [step, command]] of task.entries()) {
  console.log(`\n— ${name}: ${step}`);
  const started = Date.now();
  const failure = run(index === task.length - 1 ? [...command, ...rest] : command);
  times.push(`${step} ${((Date.now() - started) / 1000).toFixed(1)} s`);
  if (failure !== undefined)
    fail(
      `${name} stopped at "${step}" (${failure}); what it said stands above. Mend that and run \`npm ${name === "test" ? "" : "run "}${name}\` again.`,
    );
}
if (name !== "demo") console.log(`\n${name}: ${times.join(", ")}`);
