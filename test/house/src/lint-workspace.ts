import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { root } from "../../../scripts/workspace.mjs";

/** What Biome says of one line: the rule that it breaks, with the rule's words. */
export type Complaint = { readonly rule: string; readonly line: number; readonly message: string };

// Not below .cache: Biome never looks for import cycles in a folder of that name.
const SCRATCH = join(root, "test/house/dist");

const BIOME = createRequire(import.meta.url).resolve("@biomejs/biome/bin/biome");

/**
 * Lints files by the rules of this workspace, without writing into it: in a folder that has the same configuration
 * and nothing else. Packages need not exist: rules go by path.
 */
export function lintWorkspace(files: Readonly<Record<string, string>>): (file: string) => readonly Complaint[] {
  mkdirSync(SCRATCH, { recursive: true });
  const folder = mkdtempSync(join(SCRATCH, "lint-"));
  try {
    for (const name of ["biome.json", ".gitignore"]) cpSync(join(root, name), join(folder, name));
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    const complaints = parseReport(lint(folder));
    return (file) => complaints.get(file) ?? [];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function lint(folder: string): string {
  const args = ["lint", "--reporter=json", "--max-diagnostics=none", "--error-on-warnings", "."];
  const { stdout, stderr } = spawnSync(process.execPath, [BIOME, ...args], { cwd: folder, encoding: "utf8" });
  if (!stdout.startsWith("{")) throw new Error(`Biome did not lint: ${stdout}${stderr}`);
  return stdout;
}

function parseReport(report: string): ReadonlyMap<string, readonly Complaint[]> {
  const { diagnostics } = JSON.parse(report) as {
    readonly diagnostics: readonly {
      readonly category: string;
      readonly message: string;
      readonly location: { readonly path: string; readonly start: { readonly line: number } };
    }[];
  };
  const byFile = new Map<string, Complaint[]>();
  for (const { category, message, location } of diagnostics) {
    const known = byFile.get(location.path) ?? [];
    byFile.set(location.path, [...known, { rule: category, line: location.start.line, message }]);
  }
  return byFile;
}
