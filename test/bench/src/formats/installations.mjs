// What an installation brings along: a package with all that it depends on, as it lies in this clone.
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { printTable } from "./table.mjs";

const INSTALLATIONS = [
  ["@magicbyte/registry", "@magicbyte/avro"],
  ["@magicbyte/registry", "@magicbyte/json-schema"],
  ["@magicbyte/registry", "@magicbyte/protobuf"],
  ["@magicbyte/registry", "@magicbyte/avro", "@magicbyte/json-schema", "@magicbyte/protobuf"],
  ["@confluentinc/schemaregistry"],
  ["@kafkajs/confluent-schema-registry"],
  ["avsc"],
  ["ajv"],
  ["@bufbuild/protobuf"],
];

export function reportInstallations() {
  const here = dirname(fileURLToPath(import.meta.url));
  console.log();
  printTable(
    ["installed", "packages", "MB"],
    INSTALLATIONS.map((names) => {
      const folders = new Set();
      for (const name of names) {
        const folder = folderOf(name, here);
        if (folder === undefined) throw new Error(`${name} is not installed`);
        collect(folder, folders);
      }
      const bytes = [...folders].reduce((sum, folder) => sum + packageBytes(folder), 0);
      return [names.join(" "), folders.size, (bytes / 1e6).toFixed(1)];
    }),
  );
}

/** Adds a package and all that it needs: peers too, which npm installs, unless they are optional. */
function collect(folder, folders) {
  if (folder === undefined || folders.has(folder)) return;
  folders.add(folder);
  const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = manifestOf(folder);
  const peers = Object.keys(peerDependencies ?? {}).filter((name) => !peerDependenciesMeta?.[name]?.optional);
  const names = [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers];
  for (const name of names) collect(folderOf(name, folder), folders);
}

/** Where Node would find it. Optional dependencies of other systems are nowhere. */
function folderOf(name, from) {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    if (existsSync(join(candidate, "package.json"))) return realpathSync(candidate);
    if (folder === dirname(folder)) return undefined;
  }
}

function manifestOf(folder) {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}

/** Of a package of this workspace only that counts which would be published. */
function packageBytes(folder) {
  if (folder.includes("node_modules")) return bytesIn(folder);
  const published = ["package.json", "README.md", ...(manifestOf(folder).files ?? [])];
  return published
    .map((name) => join(folder, name))
    .reduce((sum, path) => sum + (existsSync(path) ? bytesIn(path) : 0), 0);
}

function bytesIn(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.size;
  const names = readdirSync(path).filter((name) => name !== "node_modules");
  return names.reduce((sum, name) => sum + bytesIn(join(path, name)), 0);
}
