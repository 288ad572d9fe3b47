import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "vitest";

const program = fileURLToPath(new URL("./fixtures/registry-process.mjs", import.meta.url));
const dataDir = mkdtempSync(join(tmpdir(), "magicbyte-full-"));
const kills: (() => void)[] = [];
afterEach(() => {
  for (const kill of kills.splice(0)) kill();
  rmSync(dataDir, { recursive: true });
});

const canLimit = process.platform !== "win32" && spawnSync("bash", ["-c", "ulimit -f 64"]).status === 0;

/** A registry whose files cannot get larger than some KiB, which the system refuses as a full disk does. */
async function launch(limitKiB: number | "unlimited") {
  const command = `ulimit -f ${limitKiB}; exec "$0" "$1" "$2"`;
  const child = spawn("bash", ["-c", command, process.execPath, program, dataDir], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const gone = once(child, "exit");
  kills.push(() => child.kill("SIGKILL"));
  let complaints = "";
  child.stderr.on("data", (chunk) => {
    complaints += chunk;
  });
  const [url] = await once(createInterface({ input: child.stdout }), "line");
  const call = async (path: string, body?: object) => {
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    const response = await fetch(`${url}${path}`, body === undefined ? {} : init);
    return { status: response.status, json: await response.json() };
  };
  const stop = async () => {
    child.kill("SIGKILL");
    await gone;
  };
  return { call, stop, complaints: () => complaints };
}

const schema = (number: number) => ({
  schema: JSON.stringify({
    type: "record",
    name: "R",
    doc: "x".repeat(500),
    fields: [{ name: `f${number}`, type: "int" }],
  }),
});

it.runIf(canLimit)("a full disk: writes are refused and leave no trace, reads go on, nothing is lost", async () => {
  const full = await launch(32);
  const registered: number[] = [];
  let refusal: { status: number; json: unknown } | undefined;
  while (refusal === undefined) {
    const next = registered.length;
    const writes = [next, next + 1, next + 2].map((number) =>
      full.call(`/subjects/s${number}/versions`, schema(number)),
    );
    // Reads wait for the writes that they have seen, but do not fail with them.
    const reads = await Promise.all([1, 2, 3].map(() => full.call("/subjects")));
    const answers = await Promise.all(writes);
    expect(reads.map(({ status }) => status)).toEqual([200, 200, 200]);
    for (const [index, answer] of answers.entries()) {
      if (answer.status === 200) registered.push(next + index);
      else refusal = answer;
    }
  }
  expect(registered.length).toBeGreaterThan(10);
  expect(refusal).toMatchObject({ status: 500, json: { error_code: 50_001 } });
  const subjects = registered.map((number) => `s${number}`).sort();
  expect((await full.call("/subjects")).json).toEqual(subjects);
  expect((await full.call("/health")).json).toMatchObject({ status: "degraded", dataDir: { state: "read-only" } });
  expect((await full.call(`/subjects/s${registered.length}/versions`, schema(1))).status).toBe(500);
  expect((await full.call("/subjects/s0/versions", schema(0))).json).toMatchObject({ id: 1 });
  expect((await full.call("/schemas/ids/1")).status).toBe(200);
  expect(full.complaints()).toMatch(
    /registry\.log cannot be written: EFBIG.* Writes are refused until there is room again/,
  );
  await full.stop();

  const roomy = await launch("unlimited");
  expect((await roomy.call("/subjects")).json).toEqual(subjects);
  expect((await roomy.call("/subjects/more/versions", schema(1_000_000))).json).toMatchObject({
    id: registered.length + 1,
  });
  expect(roomy.complaints()).toBe("");
});
