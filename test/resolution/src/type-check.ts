import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** How a program finds the packages' types. */
export type Module = "nodenext" | "bundler";

/** The compilers of this package's devDependencies, each with its file: the oldest supported, ours, the native one. */
export const compilers = ["typescript-5.5", "typescript", "typescript-7"].map((name) => {
  const { version, bin } = installedCompiler(name);
  return [`types under TypeScript ${version}`, bin] as const;
});

/** Every combination that changes which declarations are read, or how strictly. */
export const settings = (["nodenext", "bundler"] as const).flatMap((module) =>
  [true, false].map((exact) => {
    const title = `module resolution ${module}, exactOptionalPropertyTypes ${exact ? "on" : "off"}`;
    return [title, { module, exact }] as const;
  }),
);

/** What is compiled, each a copy of the same program: with nodenext an ESM and a CommonJS one at once. */
export const PROGRAMS = { nodenext: ["consumer.mts", "consumer.cts"], bundler: ["consumer.ts"] } as const;

/** Compiles the consumer program and returns what the compiler said. Declarations of dependencies are checked too. */
export function compile(options: {
  readonly bin: string;
  readonly folder: string;
  readonly module: Module;
  readonly exact: boolean;
}): Promise<string> {
  const { bin, folder, module, exact } = options;
  const files = PROGRAMS[module];
  const compilerOptions = {
    target: "es2022",
    lib: ["es2022"],
    types: ["node"],
    module: module === "nodenext" ? "nodenext" : "esnext",
    moduleResolution: module,
    strict: true,
    exactOptionalPropertyTypes: exact,
    skipLibCheck: false,
    noEmit: true,
  };
  const config = join(folder, `tsconfig.${module}.${exact}.json`);
  writeFileSync(config, JSON.stringify({ compilerOptions, files }, null, 2));
  return new Promise((resolve) => {
    execFile(process.execPath, [bin, "-p", config], (error, stdout, stderr) => {
      resolve(error === null ? "" : `${stdout}${stderr}` || error.message);
    });
  });
}

function installedCompiler(name: string): { readonly version: string; readonly bin: string } {
  const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
  const { version, bin } = JSON.parse(readFileSync(manifest, "utf8")) as {
    readonly version: string;
    readonly bin: { readonly tsc: string };
  };
  return { version, bin: join(dirname(manifest), bin.tsc) };
}
