// What every script needs to know of the workspace: where it is, what is in it, and how its tools are run so that
// caches, logs and state stay inside the clone.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the clone. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The only folder that scripts and tests write to, besides `dist`. */
export const cache = join(root, ".cache");

/** The pnpm that the root package.json names. */
const PNPM = readJson(join(root, "package.json")).packageManager;

/** npm, npx and pnpm keep their caches, logs and state below the clone. */
export function environment() {
  return {
    ...process.env,
    npm_config_cache: join(cache, "npm"),
    npm_config_update_notifier: "false",
    COREPACK_ENABLE_DOWNLOAD_PROMPT: "0",
    XDG_CACHE_HOME: join(cache, "xdg/cache"),
    XDG_DATA_HOME: join(cache, "xdg/data"),
    XDG_STATE_HOME: join(cache, "xdg/state"),
    XDG_CONFIG_HOME: process.env.XDG_CONFIG_HOME ?? join(cache, "xdg/config"),
    PNPM_HOME: join(cache, "pnpm/home"),
  };
}

/**
 * Runs a program and waits. `pnpm` is fetched by npx, so that nobody has to install it; `node` is this very Node.
 *
 * @param {readonly string[]} command
 * @param {import("node:child_process").SpawnSyncOptions} [options]
 * @returns {string | undefined} what went wrong, if anything did
 */
export function run([program = "", ...args], options = {}) {
  const [file, given] =
    program === "pnpm" ? ["npx", ["--yes", PNPM, ...args]] : [program === "node" ? process.execPath : program, args];
  const result = spawnSync(file, given, {
    cwd: root,
    env: environment(),
    stdio: "inherit",
    // On Windows npm and npx are scripts.
    shell: process.platform === "win32" && (file === "npx" || file === "npm"),
    ...options,
  });
  if (result.error) return `${file} could not be started: ${result.error.message}`;
  if (result.signal) return `${file} was ended by ${result.signal}`;
  if (result.status === 0) return undefined;
  return [`exit code ${result.status}`, result.stdout, result.stderr].filter((part) => part?.length > 0).join("\n");
}

/**
 * The packages that are published, each with its folder and its package.json.
 *
 * @returns {{ folder: string, path: string, manifest: any }[]}
 */
export function publishedPackages() {
  return readdirSync(join(root, "packages"))
    .map((folder) => ({ folder, path: join(root, "packages", folder) }))
    .filter(({ path }) => existsSync(join(path, "package.json")))
    .map((one) => ({ ...one, manifest: readJson(join(one.path, "package.json")) }));
}

/**
 * The entry points of a package, as its users write them after its name: `.`, `./wire` ...
 *
 * @param {{ exports?: Record<string, unknown> }} manifest
 * @returns {string[]}
 */
export function entryPoints(manifest) {
  return Object.keys(manifest.exports ?? {}).filter((entry) => entry !== "./package.json");
}

/**
 * A JSON file's content.
 *
 * @param {string} path
 * @returns {any}
 */
export function readJson(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}
