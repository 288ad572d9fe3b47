import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/** What a bundler makes of an entry point when its dependencies stay outside. */
export type Bundle = {
  readonly minifiedBytes: number;
  readonly gzipBytes: number;
  /** Every module that is imported from outside the package, whether at once or later, in order. */
  readonly imports: readonly string[];
};

/** Bundles the ESM file of an entry point. */
export async function bundle(folder: string, file: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(folder, file)],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    metafile: true,
    write: false,
    sourcemap: false,
    logLevel: "silent",
  });
  const bytes = outputFiles[0]?.contents ?? new Uint8Array();
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports.map(({ path }) => path));
  return {
    minifiedBytes: bytes.length,
    gzipBytes: gzipSync(bytes, { level: 9 }).length,
    imports: [...new Set(imports)].sort(),
  };
}
