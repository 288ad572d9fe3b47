import type { Options } from "tsup";

/** How every package is built: ESM, CommonJS and types, with shared code in shared chunks. */
export function library(entry: Record<string, string>): Options {
  return {
    entry,
    format: ["esm", "cjs"],
    target: "node20.19",
    platform: "node",
    // Without splitting each entry of the CommonJS build would hold its own copy of the error classes.
    splitting: true,
    sourcemap: true,
    // Built-in modules keep their `node:`.
    removeNodeProtocol: false,
    clean: true,
    treeshake: true,
    dts: { compilerOptions: { ignoreDeprecations: "6.0" } },
  };
}
