import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the workspace. */
export const root = fileURLToPath(new URL("../../../", import.meta.url));

/** A page of the documentation. */
export type Page = { readonly path: string; readonly text: string };

/** A block of TypeScript in a page. */
export type CodeBlock = { readonly page: string; readonly line: number; readonly code: string };

/** Every page that people read, the packages' own included. */
export function pages(): Page[] {
  const packages = readdirSync(join(root, "packages")).map((name) => join(root, "packages", name, "README.md"));
  const guides = readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(root, "docs", name));
  return [join(root, "README.md"), join(root, "CONTRIBUTING.md"), ...guides, ...packages].map((path) => ({
    path: relative(root, path),
    text: readFileSync(path, "utf8"),
  }));
}

/** The blocks of a page that are marked as TypeScript. */
export function codeBlocks({ path, text }: Page): CodeBlock[] {
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => ({
    page: path,
    line: text.slice(0, match.index).split("\n").length + 1,
    code: match[1] ?? "",
  }));
}

/** Where the links of a page lead that do not leave the project. */
export function localLinks({ text }: Page): string[] {
  return [...text.matchAll(/\]\(([^)#]+)[^)]*\)/g)]
    .map((match) => match[1] ?? "")
    .filter((target) => !/^[a-z]+:/.test(target));
}
