import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../../../scripts/workspace.mjs";
import { fileProblems, MAX_LINES } from "./file-problems.js";

/** What was installed, built or generated. */
const NOT_OURS = new Set(["node_modules", "dist", ".cache", ".git", "coverage", "gen", "generated"]);
const CODE = /\.(ts|mts|cts|mjs|cjs|js)$/;

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path);
    return entry.isFile() && CODE.test(entry.name) ? [path] : [];
  });
}

const files = ["packages", "test", "examples", "scripts"].flatMap((folder) => filesBelow(join(root, folder)));

describe("source files", () => {
  it("are found", () => {
    expect(files.length).toBeGreaterThan(50);
  });

  it("are named in kebab-case, are short and leave nothing for later", () => {
    const problems = files.flatMap((file) =>
      fileProblems(file, readFileSync(file, "utf8")).map((problem) => `${relative(root, file)}: ${problem}`),
    );
    expect(problems).toEqual([]);
  });
});

describe("fileProblems", () => {
  // Spelled so that this file does not break the rule itself.
  const later = ["TO", "DO"].join("");
  const textOf = (lines: number) => "x\n".repeat(lines);

  it.each([
    ["src/camelCase.ts", "", "is not named in kebab-case"],
    ["src/Frame.test.ts", "", "is not named in kebab-case"],
    ["src/snake_case.mjs", "", "is not named in kebab-case"],
    ["src/long.ts", textOf(MAX_LINES.source + 1), "has 321 lines"],
    ["src/long.test.ts", textOf(MAX_LINES.test + 1), "has 501 lines"],
    ["src/later.ts", `\n// ${later}: mend this`, "line 2 leaves something for later"],
  ])("refuses %s", (file, text, problem) => {
    expect(fileProblems(file, text)).toEqual([expect.stringContaining(problem)]);
  });

  it.each([
    ["src/one.ts", "export const one = 1;\n"],
    ["src/http2-frame.test.ts", ""],
    ["src/registry.test-d.ts", ""],
    ["src/limit.ts", textOf(MAX_LINES.source)],
    ["src/limit.test.ts", textOf(MAX_LINES.test)],
  ])("accepts %s", (file, text) => {
    expect(fileProblems(file, text)).toEqual([]);
  });
});
