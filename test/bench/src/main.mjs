// npm run bench [-- part ...]: all of it, or the parts that are named. `formats` takes words of its own behind it:
// npm run bench -- formats avro small codec --rounds=61
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { benchClient } from "./client.mjs";
import { benchCompat } from "./compat.mjs";
import { benchEmbeddedBroker } from "./embedded-broker.mjs";
import { benchEmbeddedRegistry } from "./embedded-registry.mjs";
import { benchFormats } from "./formats/bench-formats.mjs";
import { benchMemory } from "./memory.mjs";
import { benchSeam } from "./seam.mjs";

const PARTS = {
  seam: benchSeam,
  memory: benchMemory,
  client: benchClient,
  compat: benchCompat,
  broker: benchEmbeddedBroker,
  registry: benchEmbeddedRegistry,
};

const { values, positionals } = parseArgs({ options: { rounds: { type: "string" } }, allowPositionals: true });
const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
const formats = positionals.indexOf("formats");
const parts = formats < 0 ? positionals : positionals.slice(0, formats);
const unknown = parts.find((part) => !Object.hasOwn(PARTS, part));
if (unknown !== undefined) {
  throw new Error(`there is no part ${unknown}: ${[...Object.keys(PARTS), "formats"].join(", ")}`);
}

const load = loadavg().map((average) => average.toFixed(1));
console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? "unknown"}, load ${load.join(" ")}`);
for (const [part, bench] of Object.entries(PARTS)) {
  if (positionals.length === 0 || parts.includes(part)) await bench();
}
if (positionals.length === 0 || formats >= 0)
  await benchFormats(formats < 0 ? [] : positionals.slice(formats + 1), rounds);
console.log(
  `\nload at the end ${loadavg()
    .map((average) => average.toFixed(1))
    .join(" ")}`,
);
