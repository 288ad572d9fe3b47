import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const CODE_BLOCK = /^```(ts|js|tsx|typescript|javascript)\b/m;

/** The page that npm shows: it must be there and must show how the package is used. */
export function checkReadme({ path, manifest }) {
  const file = join(path, "README.md");
  if (!existsSync(file)) return ["README.md is missing"];
  const text = readFileSync(file, "utf8");
  const problems = [];
  if (!text.includes(manifest.name)) problems.push(`README.md does not name ${manifest.name}`);
  if (!CODE_BLOCK.test(text)) problems.push("README.md has no code block: show how the package is used");
  return problems;
}
