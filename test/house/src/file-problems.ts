import { basename } from "node:path";

/** How long a file may be. What needs more says more than one thing; a test may be a long table. */
export const MAX_LINES = { source: 320, test: 500 } as const;

const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;
// The brackets keep this very line from matching.
const LATER = /\b(TO[D]O|FIX[M]E)\b/;

/** What is wrong with a source file, by its name and its text. */
export function fileProblems(file: string, text: string): readonly string[] {
  const lines = text.replace(/\n$/, "").split("\n");
  const most = MAX_LINES[/\.test(-d)?\.ts$/.test(file) ? "test" : "source"];
  const problems: string[] = [];
  if (!KEBAB_CASE.test(basename(file))) problems.push("is not named in kebab-case");
  if (lines.length > most) problems.push(`has ${lines.length} lines, at most ${most} may stand in a file`);
  lines.forEach((line, index) => {
    if (LATER.test(line)) problems.push(`line ${index + 1} leaves something for later: do it, or write an issue`);
  });
  return problems;
}
