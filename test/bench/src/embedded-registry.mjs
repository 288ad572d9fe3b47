// The embedded registry as a process of its own with a dataDir, and the load in this one: what is measured is the
// server with its fsyncs, over HTTP, while the client takes its share of the same machine.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { startRegistry } from "@magicbyte/testkit/registry";
import { median } from "./measure.mjs";

const SCHEMAS = 10_000;
const SUBJECTS = 2_500;
const READS_A_SECOND = 2_000;
const REGISTRATIONS_A_SECOND = 300;
const LOAD_SECONDS = 10;
const ROUNDS = 11;

const PROGRAM = `
  import { startRegistry } from "@magicbyte/testkit/registry";
  const registry = await startRegistry({ dataDir: process.argv[1] });
  console.log(registry.url);
`;

export async function benchEmbeddedRegistry() {
  console.log("\nthe embedded registry");
  await measureStart();
  const dataDir = mkdtempSync(join(tmpdir(), "magicbyte-bench-"));
  try {
    const empty = await launch(dataDir);
    report("start as a process, empty", `${empty.ms.toFixed(0)} ms until it listens`);
    const filled = await fill(empty.client);
    report(`${SCHEMAS} schemas registered, 32 at a time`, `${filled.toFixed(0)} a second`);
    report("memory with them", await memory(empty.client));
    await measureLoad(empty.client);
    report("memory after the load", await memory(empty.client));
    await measureMost(empty.client);
    await empty.stop();
    const full = await launch(dataDir);
    report("start as a process, with them", `${full.ms.toFixed(0)} ms until it listens`);
    report("memory then", await memory(full.client));
    await full.stop();
  } finally {
    rmSync(dataDir, { recursive: true });
  }
}

async function measureStart() {
  const samples = [];
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    const registry = await startRegistry();
    samples.push(performance.now() - started);
    await registry.stop();
  }
  report("start in process", `${samples[0].toFixed(1)} ms the first time, then ${median(samples).toFixed(1)} ms`);
}

/** Starts the server, and measures from the spawn until it listens. */
async function launch(dataDir) {
  const started = performance.now();
  const child = spawn(process.execPath, ["--input-type=module", "--eval", PROGRAM, dataDir], {
    cwd: import.meta.dirname,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [url] = await once(createInterface({ input: child.stdout }), "line");
  const ms = performance.now() - started;
  const client = createClient(url);
  const stop = async () => {
    client.close();
    child.kill();
    await once(child, "exit");
  };
  return { client, ms, stop };
}

/** As little of a client as there can be. */
function createClient(url) {
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const send = (method, path, body) =>
    new Promise((resolve, reject) => {
      const headers = body === undefined ? {} : { "content-type": "application/json" };
      const sent = request({ hostname, port, agent, method, path, headers }, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk) => {
          text += chunk;
        });
        response.on("end", () => {
          if (response.statusCode === 200) resolve(text);
          else reject(new Error(`${method} ${path}: ${response.statusCode} ${text}`));
        });
      });
      sent.on("error", reject).end(body);
    });
  return {
    get: (path) => send("GET", path),
    register: (number) =>
      send("POST", `/subjects/subject-${number % SUBJECTS}-value/versions`, JSON.stringify({ schema: schema(number) })),
    close: () => agent.destroy(),
  };
}

/** About 700 characters; each version of a subject is compatible with the one before it. */
function schema(number) {
  const fields = Array.from({ length: 8 }, (_, index) => ({
    name: `field_${index}`,
    type: ["null", "string"],
    doc: `What is known of ${index} in the events of subject ${number % SUBJECTS}`,
    default: null,
  }));
  const added = { name: `added_${Math.floor(number / SUBJECTS)}`, type: "long", default: number };
  return JSON.stringify({
    type: "record",
    name: `Event${number % SUBJECTS}`,
    namespace: "bench",
    fields: [...fields, added],
  });
}

async function fill(client) {
  let number = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: 32 }, async () => {
      while (number < SCHEMAS) await client.register(number++);
    }),
  );
  return SCHEMAS / ((performance.now() - started) / 1000);
}

/** Sends at a fixed rate, whether answers come or not, as many callers do who know nothing of each other. */
async function measureLoad(client) {
  const reads = [];
  const writes = [];
  const open = new Set();
  const begin = (samples, call) => {
    const started = performance.now();
    const done = call.then(() => samples.push(performance.now() - started)).finally(() => open.delete(done));
    open.add(done);
  };
  let sentReads = 0;
  let sentWrites = 0;
  const started = performance.now();
  for (let seconds = 0; seconds < LOAD_SECONDS; seconds = (performance.now() - started) / 1000) {
    for (; sentReads < seconds * READS_A_SECOND; sentReads++) begin(reads, client.get(pathOf(sentReads)));
    for (; sentWrites < seconds * REGISTRATIONS_A_SECOND; sentWrites++) {
      begin(writes, client.register(SCHEMAS + sentWrites));
    }
    await sleep(2);
  }
  await Promise.all(open);
  const seconds = (performance.now() - started) / 1000;
  const figures = (samples) =>
    `${(samples.length / seconds).toFixed(0)} a second, median ${quantile(samples, 0.5)} ms, 99th ${quantile(samples, 0.99)} ms`;
  report(`${READS_A_SECOND} reads a second wanted, with the next`, figures(reads));
  report(`${REGISTRATIONS_A_SECOND} new schemas a second wanted`, figures(writes));
}

/** As fast as 32 callers can. */
async function measureMost(client) {
  const [reads, writes] = [0, 1].map((kind) => async () => {
    let count = 0;
    const started = performance.now();
    await Promise.all(
      Array.from({ length: 32 }, async () => {
        while (performance.now() - started < 3_000) {
          count++;
          await (kind === 0 ? client.get(pathOf(count)) : client.register(2 * SCHEMAS + count));
        }
      }),
    );
    return count / ((performance.now() - started) / 1000);
  });
  report("reads alone, as fast as 32 callers can", `${(await reads()).toFixed(0)} a second`);
  report("new schemas alone", `${(await writes()).toFixed(0)} a second`);
}

function pathOf(number) {
  const spread = (number * 7_919) % SCHEMAS;
  return number % 2 === 0
    ? `/schemas/ids/${spread + 1}`
    : `/subjects/subject-${spread % SUBJECTS}-value/versions/latest`;
}

async function memory(client) {
  const [, bytes] = /^process_resident_memory_bytes (\d+)$/m.exec(await client.get("/metrics"));
  return `${(Number(bytes) / 1e6).toFixed(0)} MB resident`;
}

function quantile(samples, share) {
  return [...samples].sort((left, right) => left - right)[Math.floor(samples.length * share)].toFixed(1);
}

function report(what, figure) {
  console.log(`  ${what.padEnd(48)}${figure}`);
}
