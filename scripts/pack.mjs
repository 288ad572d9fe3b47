// Packs what would be published, so that checks and tests look at that and not at the folders it is made of.
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cache, publishedPackages, run } from "./workspace.mjs";

/**
 * Packs every package into a folder of this name below `.cache`.
 *
 * @param {string} folder
 * @returns {ReadonlyMap<string, string>} the tarballs by package name
 */
export function packPackages(folder) {
  const destination = join(cache, folder);
  rmSync(destination, { recursive: true, force: true });
  mkdirSync(destination, { recursive: true });
  const command = ["pnpm", "--recursive", "--filter", "./packages/*", "pack", "--pack-destination", destination];
  const failure = run(command, { stdio: "pipe", encoding: "utf8" });
  if (failure !== undefined) throw new Error(`packing failed: ${failure}`);
  return new Map(
    publishedPackages().map(({ manifest: { name, version } }) => [
      name,
      join(destination, `${name.replace("@", "").replace("/", "-")}-${version}.tgz`),
    ]),
  );
}
