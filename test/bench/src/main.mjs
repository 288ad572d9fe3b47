// npm run bench
import { cpus } from "node:os";
import { benchClient } from "./client.mjs";
import { benchCompat } from "./compat.mjs";
import { benchEmbeddedBroker } from "./embedded-broker.mjs";
import { benchEmbeddedRegistry } from "./embedded-registry.mjs";
import { benchMemory } from "./memory.mjs";
import { benchSeam } from "./seam.mjs";

console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? "unknown"}`);
await benchSeam();
await benchMemory();
await benchClient();
await benchCompat();
await benchEmbeddedBroker();
await benchEmbeddedRegistry();
