import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startRegistry } from "@magicbyte/testkit/registry";
import { ModuleKind, ScriptTarget, transpileModule } from "typescript";
import { afterAll, expect, it } from "vitest";
import { codeBlocks, localLinks, pages, root } from "./pages.js";

const folder = fileURLToPath(new URL("../generated/", import.meta.url));
const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");

/** Type-checks blocks, each as a module of its own, and returns what the compiler says. */
function compile(blocks: readonly { readonly page: string; readonly line: number; readonly code: string }[]): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const { page, line, code } of blocks) {
    const name = `${page.replace(/[^A-Za-z]+/g, "-")}-line-${line}.ts`;
    writeFileSync(join(folder, name), `${code}\nexport {};\n`);
  }
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ extends: "../../../tsconfig.base.json", include: ["*.ts"] }),
  );
  try {
    execFileSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8", stdio: "pipe" });
    return "";
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("every block of TypeScript in the documentation compiles", { timeout: 120_000 }, () => {
  const blocks = pages().flatMap(codeBlocks);
  expect(blocks.length).toBeGreaterThan(5);
  expect(compile(blocks)).toBe("");
});

it("one that does not compile is found", { timeout: 120_000 }, () => {
  const wrong = 'import { createRegistryClient } from "@magicbyte/registry"; createRegistryClient({ url: "x" });';
  expect(compile([{ page: "wrong", line: 1, code: wrong }])).toContain("'url' does not exist");
});

const runnable = pages()
  .filter(({ path }) => path.startsWith("packages"))
  .flatMap(codeBlocks)
  .filter(({ code }) => !code.includes("declare const"));

it.each(runnable)("the example in $page at line $line runs", async ({ code }) => {
  const registry = await startRegistry();
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "example.mjs");
  writeFileSync(
    file,
    transpileModule(code, { compilerOptions: { module: ModuleKind.ESNext, target: ScriptTarget.ES2022 } }).outputText,
  );
  const env = { ...process.env, SCHEMA_REGISTRY_URL: registry.url };
  const { stdout } = await promisify(execFile)(process.execPath, [file], { env });
  await registry.stop();
  expect(stdout).not.toBe("");
});

it.each(pages())("the links of $path lead somewhere", (page) => {
  const from = dirname(join(root, page.path));
  expect(localLinks(page).filter((target) => !existsSync(join(from, target)))).toEqual([]);
});
