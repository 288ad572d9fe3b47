import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";

// Vitest loads ES modules in a way of its own. Here Node does, without anything in between.
const PROGRAMS = {
  "import ES modules": `
    const entries = ["@magicbyte/registry", "@magicbyte/registry/serde", "@magicbyte/registry/wire"];
    for (const entry of entries) if (!(await import(entry)).MagicbyteError) throw new Error(entry);`,
  "require CommonJS": `
    const { createRequire } = await import("node:module");
    const require = createRequire(import.meta.url);
    const entries = ["@magicbyte/registry", "@magicbyte/registry/serde", "@magicbyte/registry/wire"];
    for (const entry of entries) if (!require(entry).MagicbyteError) throw new Error(entry);`,
  "dispose of a client": `
    const { createRegistryClient } = await import("@magicbyte/registry");
    const client = createRegistryClient({ baseUrl: "http://localhost:8081" });
    await client[Symbol.asyncDispose]();
    if (!client.closed) throw new Error("still open");`,
};

describe(`Node ${process.version}`, () => {
  it.each(Object.entries(PROGRAMS))("can %s, without a warning", (_, program) => {
    const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], {
      cwd: import.meta.dirname,
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });
});
