import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cache, run } from "../../../scripts/workspace.mjs";

/** What an installation brings along. */
export type Installation = { readonly packages: readonly string[]; readonly megabytes: number };

/** Installs some of the tarballs into an empty project, as a user would, and looks at what is there. */
export function install(names: readonly string[], tarballs: ReadonlyMap<string, string>): Installation {
  const folder = join(cache, "size/install");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const files = Object.fromEntries([...tarballs].map(([name, file]) => [name, `file:${file}`]));
  const manifest = {
    name: "install",
    private: true,
    dependencies: Object.fromEntries(names.map((name) => [name, files[name]])),
    // What packages of ours need of each other is not on the npm registry yet.
    overrides: Object.fromEntries(Object.entries(files).filter(([name]) => !names.includes(name))),
  };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest, null, 2));
  try {
    const command = ["npm", "install", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"];
    const failure = run(command, { cwd: folder, stdio: "pipe", encoding: "utf8" });
    if (failure !== undefined) throw new Error(`installing ${names.join(", ")} failed: ${failure}`);
    const modules = join(folder, "node_modules");
    return { packages: packagesIn(modules), megabytes: bytesIn(modules) / 1_000_000 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The packages of a node_modules folder, nested ones too. */
function packagesIn(modules: string): readonly string[] {
  if (!existsSync(modules)) return [];
  return readdirSync(modules)
    .filter((name) => !name.startsWith("."))
    .flatMap((name) =>
      name.startsWith("@") ? readdirSync(join(modules, name)).map((inner) => `${name}/${inner}`) : [name],
    )
    .flatMap((name) => [name, ...packagesIn(join(modules, name, "node_modules"))])
    .sort();
}

function bytesIn(path: string): number {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.size;
  return readdirSync(path).reduce((sum, name) => sum + bytesIn(join(path, name)), 0);
}
