import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packPackages } from "../../../scripts/pack.mjs";
import { cache, entryPoints, publishedPackages, run } from "../../../scripts/workspace.mjs";
import { PROGRAMS } from "./type-check.js";

const FIXTURES = new URL("../fixtures", import.meta.url);

/** An otherwise empty project into which the packed packages are installed, as a user's would be. */
export type Consumer = {
  readonly path: string;
  /** What a user can import, such as `@magicbyte/registry/wire`. */
  readonly entries: readonly string[];
  /** Runs one of the fixtures and returns what it printed as JSON. */
  runFixture(name: string, ...args: readonly string[]): unknown;
};

/** Packs the packages, installs them without running any install script, and adds the fixtures. */
export function createConsumer(): Consumer {
  const tarballs = packPackages("resolution/tarballs");
  const path = join(cache, "resolution/consumer");
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true });
  const dependencies = Object.fromEntries([...tarballs].map(([name, file]) => [name, `file:${file}`]));
  const manifest = {
    name: "consumer",
    private: true,
    dependencies: { ...dependencies, "@types/node": "^20.19.0" },
    // What packages of ours need of each other is among the tarballs too, and not yet on the npm registry.
    overrides: Object.fromEntries(Object.keys(dependencies).map((name) => [name, `$${name}`])),
  };
  writeFileSync(join(path, "package.json"), JSON.stringify(manifest, null, 2));
  const failure = run(
    ["npm", "install", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--no-package-lock"],
    { cwd: path, stdio: "pipe", encoding: "utf8" },
  );
  if (failure !== undefined) throw new Error(`installing the tarballs failed: ${failure}`);
  cpSync(FIXTURES, path, { recursive: true });
  for (const program of PROGRAMS.nodenext) copyFileSync(join(path, "consumer.ts"), join(path, program));

  return {
    path,
    entries: publishedPackages().flatMap(({ manifest }) =>
      entryPoints(manifest).map((entry) => `${manifest.name}${entry.slice(1)}`),
    ),
    runFixture(name, ...args) {
      const result = spawnSync(process.execPath, [name, ...args], { cwd: path, encoding: "utf8" });
      if (result.status !== 0) throw new Error(`${name} ${args.join(" ")} failed: ${result.stdout}${result.stderr}`);
      return JSON.parse(result.stdout);
    },
  };
}
