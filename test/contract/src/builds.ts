import { createRequire } from "node:module";
import * as esm from "@magicbyte/registry";

/** What a build of the registry package exports. */
export type Registry = typeof esm;

/** Both builds, as users load them. */
export const builds: readonly { readonly build: string; readonly registry: Registry }[] = [
  { build: "ESM", registry: esm },
  { build: "CommonJS", registry: createRequire(import.meta.url)("@magicbyte/registry") as Registry },
];
