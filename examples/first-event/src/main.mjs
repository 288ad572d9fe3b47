// The product's main job, on a small registry in this process: npm run demo
import { checkCompatibility, semanticVersion } from "@magicbyte/compat";
import { createDeserializer, createRegistryClient, createSerializer, failureKind } from "@magicbyte/registry";
import { readFrame } from "@magicbyte/registry/wire";
import { createStubRegistry } from "@magicbyte-test/stub-registry";
import { plainJson } from "./plain-json.mjs";

/** @param {string} title @param {string} [why] */
function chapter(title, why) {
  console.log(`\n\x1b[1m${title}\x1b[0m${why === undefined ? "" : `\n${why}`}`);
}

/** @param {string} label @param {unknown} shown */
function show(label, shown) {
  console.log(`  ${label.padEnd(24)} ${typeof shown === "string" ? shown : JSON.stringify(shown)}`);
}

/** @param {() => Promise<unknown>} work @returns {Promise<Error>} */
async function failureOf(work) {
  try {
    await work();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("this was expected to fail");
}

const registry = createStubRegistry();
const url = await registry.listen();
const client = createRegistryClient({ baseUrl: url, retries: 0 });

console.log("magicbyte: typed Kafka events in the Confluent wire format");
console.log(`A registry for tests listens on ${url}; the client talks to it over HTTP.`);

chapter("1. An event, in the bytes that every Kafka client understands");
/** @typedef {{ id: string, title: string, priority: number }} Task */
/** @type {import("@magicbyte/registry").TypedSchema<Task, Partial<Task>>} */
const Task = plainJson({
  title: "Task",
  required: ["id", "title"],
  properties: { id: { type: "string" }, title: { type: "string" }, priority: { type: "integer", default: 3 } },
});
const tasks = createSerializer({ client, schema: Task });
const bytes = await tasks.serialize({ id: "t-1", title: "Point the telescope" }, { topic: "tasks" });
const { schemaId, payloadOffset } = readFrame(bytes);
show("magic byte", `${bytes.toString("hex", 0, 1)}            this is the Confluent wire format`);
show("schema id", `${bytes.toString("hex", 1, 5)}      schema ${schemaId} of the registry, subject tasks-value`);
show("payload", `${bytes.toString("hex", payloadOffset).slice(0, 24)}…  ${bytes.toString("utf8", payloadOffset)}`);

chapter("2. A consumer reads it, typed, with defaults filled in");
const reader = createDeserializer({ client, schema: Task });
show("value", await reader.deserialize(bytes, { topic: "tasks" }));
show("a tombstone stays null", await reader.deserialize(null));

chapter("3. The registry is asked once, not for every message");
const prepared = await tasks.prepare({ topic: "tasks" });
const before = registry.requests.length;
const started = performance.now();
const count = 200_000;
for (let i = 0; i < count; i++) reader.decode(prepared.encode({ id: `t-${i}`, title: "Point the telescope" }));
const perSecond = Math.round((count / (performance.now() - started)) * 1000);
show(
  "written and read",
  `${count.toLocaleString("en")} events, ${perSecond.toLocaleString("en")} a second in this process`,
);
show("requests meanwhile", registry.requests.length - before);

chapter("4. Wrong data is refused, with the place and never the value");
const wrong = await failureOf(() => tasks.serialize({ title: "no id" }, { topic: "tasks" }));
show(wrong.name, wrong.message);
const plain = await failureOf(() => reader.deserialize(Buffer.from('{"password":"hunter2"}')));
show(plain.name, plain.message);
const unknown = await failureOf(() => reader.deserialize(Buffer.from([0, 0, 0, 0, 99, 123, 125]), { topic: "tasks" }));
show(unknown.name, `${failureKind(unknown)}: ${unknown.message}`);

chapter(
  "5. The registry goes away",
  "What is known goes on; what is not known is an outage, and no fault of the message.",
);
registry.intercept(() => ({ status: 503, json: { error_code: 50302, message: "down for a while" } }));
show("known schema", reader.decode(prepared.encode({ id: "t-2", title: "Close the dome" })));
const outage = await failureOf(() => reader.deserialize(Buffer.from([0, 0, 0, 0, 7, 123, 125]), { topic: "tasks" }));
show(outage.name, `${failureKind(outage)}: ${outage.message}`);
registry.intercept(() => undefined);

chapter("6. One of two addresses is dead");
const cluster = createRegistryClient({ baseUrl: ["http://127.0.0.1:1", url] });
show("subjects", await cluster.subjects.list());
const { requests, failovers, nodes } = cluster.stats();
show("requests, failovers", `${requests}, ${failovers}`);
show(
  "set aside for a while",
  nodes.filter((node) => node.setAside).map((node) => node.url),
);

chapter(
  "7. Does a schema change break anybody?",
  "Asked before anything is registered: no registry is needed for the answer.",
);
const order = (/** @type {string} */ more) =>
  `{"type":"record","name":"Order","fields":[{"name":"sku","type":"string"}${more}]}`;
const changes = {
  "email, without a default": ',{"name":"email","type":"string"}',
  "email, nullable": ',{"name":"email","type":["null","string"],"default":null}',
};
for (const [what, field] of Object.entries(changes)) {
  const next = order(field);
  const { compatible, failures } = checkCompatibility({ type: "AVRO", level: "BACKWARD", previous: [order("")], next });
  const step = semanticVersion({ type: "AVRO", original: order(""), update: next });
  show(what, `${compatible ? "compatible" : "refused"}, a ${step} change`);
  const reasons = failures.flatMap(({ differences }) => differences).filter((difference) => !difference.compatible);
  for (const { type, message, suggestion } of reasons) show("", `${type}: ${message}. ${suggestion ?? ""}`);
}

const { ids, registrations } = client.stats().caches;
chapter("The client's caches at the end");
show("schemas by id", `${ids.size} kept, ${ids.hits} hits, ${ids.misses} misses`);
show("registrations", `${registrations.size} kept, ${registrations.hits} hits, ${registrations.misses} misses`);

await Promise.all([client.close(), cluster.close()]);
await registry.close();
