import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const runbook = readFileSync(new URL("../../../docs/runbook.md", import.meta.url), "utf8");

/** The blocks of a page, each with its language. */
const blocks = [...runbook.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = "", code = ""]) => ({
  language,
  code,
}));
const program = blocks.find(({ language }) => language === "js")?.code ?? "";

/** Every example, and what the page says that it prints. */
const examples = blocks.flatMap(({ language, code }, index) => {
  if (language !== "sh" || code.startsWith("REGISTRY=")) return [];
  const output = blocks[index + 1];
  return [{ command: code.trimEnd(), language: output?.language, output: output?.code ?? "" }];
});

const tools = ["bash", "curl", "grep", "cut"];
const missing = tools.filter((tool) => spawnSync(tool, ["--version"]).error !== undefined);

describe.runIf(missing.length === 0)("the runbook", () => {
  const folder = mkdtempSync(join(tmpdir(), "magicbyte-runbook-"));
  const dataDir = join(folder, "data");
  // Beside this test, so that the program finds the package as a user's would.
  const file = fileURLToPath(new URL("./runbook.generated.mjs", import.meta.url));
  let child: ReturnType<typeof launch>;
  let address = "";

  function launch() {
    writeFileSync(file, program);
    const env = { ...process.env, PORT: "0", DATA_DIR: dataDir };
    return spawn(process.execPath, [file], { env, stdio: ["ignore", "pipe", "inherit"] });
  }

  beforeAll(async () => {
    child = launch();
    const [line] = await once(createInterface({ input: child.stdout }), "line");
    address = /the registry listens on (\S+)/.exec(String(line))?.[1] ?? "";
  });
  afterAll(() => {
    child.kill("SIGKILL");
    rmSync(file, { force: true });
    rmSync(folder, { recursive: true, force: true });
  });

  it("has examples, each followed by what it prints", () => {
    expect(examples.length).toBeGreaterThan(10);
    expect(examples.filter(({ language }) => language !== "json" && language !== "text")).toEqual([]);
  });

  it.each(examples)("$command", ({ command, language, output }) => {
    const env = { ...process.env, REGISTRY: address, DATA_DIR: dataDir };
    const { status, stdout, stderr } = spawnSync("bash", ["-euo", "pipefail", "-c", command], {
      env,
      encoding: "utf8",
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    if (language === "json") expect(JSON.parse(stdout)).toMatchObject(JSON.parse(output));
    else expect(stdout.trimEnd()).toBe(output.trimEnd());
  });

  it("ends with status 0 when it is asked to", async () => {
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
  });
});
