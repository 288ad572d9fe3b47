import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "vitest";

const KILLS = 50;
const WRITERS = 4;
const program = fileURLToPath(new URL("./fixtures/registry-process.mjs", import.meta.url));

const dataDir = mkdtempSync(join(tmpdir(), "magicbyte-kill-"));
const children = new Set<ChildProcess>();
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(dataDir, { recursive: true });
});

/** What the writers were told. It must hold for ever. */
type Told = {
  /** The schema of each id that was given, whether it was deleted since or not. */
  readonly given: Map<number, string>;
  /** The id and version of each subject that was registered and not deleted. */
  readonly live: Map<string, { readonly id: number; readonly schema: string }>;
  /** Subjects of which nobody knows: the process died before it answered. */
  readonly unsure: Set<string>;
  acknowledged: number;
};

function launch() {
  const child = spawn(process.execPath, [program, dataDir], { stdio: ["ignore", "pipe", "pipe"] });
  children.add(child);
  let complaints = "";
  child.stderr?.on("data", (chunk) => {
    complaints += chunk;
  });
  const gone = once(child, "exit").then(() => children.delete(child));
  const url = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).once("line", resolve);
    void gone.then(() => reject(new Error(`the registry ended before it listened: ${complaints}`)));
  });
  url.catch(() => {});
  const kill = async () => {
    child.kill("SIGKILL");
    await gone;
  };
  return { url, kill };
}

async function call(
  url: string,
  method: string,
  path: string,
  body?: object,
): Promise<{ status: number; json: unknown }> {
  const headers = { "content-type": "application/json" };
  const init = body === undefined ? { method } : { method, headers, body: JSON.stringify(body) };
  const response = await fetch(url + path, init);
  return { status: response.status, json: await response.json() };
}

/** Registers schemas, and deletes every third for good, until the registry is gone. */
async function write(url: string, name: string, told: Told): Promise<void> {
  for (let number = 0; ; number++) {
    const subject = `${name}-${number}`;
    const schema = JSON.stringify({
      type: "record",
      name: "R",
      fields: [{ name: `f_${subject.replaceAll("-", "_")}`, type: "int" }],
    });
    told.unsure.add(subject);
    const { status, json } = await call(url, "POST", `/subjects/${subject}/versions`, { schema });
    expect(status).toBe(200);
    const { id } = json as { id: number };
    expect(told.given.get(id) ?? schema, `id ${id} is given once`).toBe(schema);
    told.given.set(id, schema);
    told.acknowledged++;
    if (number % 3 === 0) {
      expect((await call(url, "DELETE", `/subjects/${subject}`)).json).toEqual([1]);
      expect((await call(url, "DELETE", `/subjects/${subject}?permanent=true`)).json).toEqual([1]);
      told.acknowledged += 2;
    } else told.live.set(subject, { id, schema });
    told.unsure.delete(subject);
  }
}

/** Everything that was acknowledged is there, and nothing else but what nobody was told of. */
async function verify(url: string, told: Told, all: boolean): Promise<void> {
  const { json } = await call(url, "GET", "/subjects?deleted=true");
  const subjects = new Set(json as string[]);
  for (const subject of told.live.keys()) expect(subjects.has(subject), `${subject} is there`).toBe(true);
  for (const subject of subjects) expect(told.live.has(subject) || told.unsure.has(subject), subject).toBe(true);
  const entries = [...told.live];
  for (const [subject, { id, schema }] of all ? entries : entries.slice(-20)) {
    const { json: latest } = await call(url, "GET", `/subjects/${subject}/versions/1`);
    expect(latest).toMatchObject({ id, schema });
  }
}

it(`${KILLS} kills: no acknowledged write is missing, no id is given twice`, { timeout: 300_000 }, async () => {
  const told: Told = { given: new Map(), live: new Map(), unsure: new Set(), acknowledged: 0 };
  let inTheMiddle = 0;
  for (let round = 0; round < KILLS; round++) {
    // Some die while they start, read the log and rewrite it.
    if (round % 5 === 4) {
      const { kill } = launch();
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 250));
      await kill();
      continue;
    }
    const { url, kill } = launch();
    const address = await url;
    await verify(address, told, false);
    const writers = Array.from({ length: WRITERS }, (_, writer) =>
      write(address, `s-${round}-${writer}`, told).catch((error: unknown) => {
        // The end of the process is what every writer ends with; anything else is a failure.
        if (error instanceof TypeError) inTheMiddle++;
        else throw error;
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 150));
    await kill();
    await Promise.all(writers);
  }
  const { url, kill } = launch();
  await verify(await url, told, true);
  await kill();
  // The test has tested something: there were writes, and they were cut off.
  expect(told.acknowledged).toBeGreaterThan(KILLS);
  expect(inTheMiddle).toBeGreaterThan(KILLS / 2);
  expect(readFileSync(join(dataDir, "registry.log"), "utf8")).toMatch(/^magicbyte-registry-log\/1\n/);
});
