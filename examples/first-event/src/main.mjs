// The product's main job, on a registry and a Kafka broker in this process: npm run demo
import { avro } from "@magicbyte/avro";
import { checkCompatibility, semanticVersion } from "@magicbyte/compat";
import { jsonSchema } from "@magicbyte/json-schema";
import { createDeserializer, createRegistryClient, createSerializer, failureKind } from "@magicbyte/registry";
import { readFrame } from "@magicbyte/registry/wire";
import { startBroker, startRegistry } from "@magicbyte/testkit";
import { Kafka, logLevel, Partitioners } from "kafkajs";

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

const begun = performance.now();
const registry = await startRegistry();
const broker = await startBroker();
const ready = Math.ceil(performance.now() - begun);
const { url } = registry;
const client = createRegistryClient({ baseUrl: url, retries: 0 });

console.log("magicbyte: typed Kafka events in the Confluent wire format");
console.log(`A schema registry (${url}) and a Kafka broker (${broker.addresses}) run in this process.`);
console.log(`No Docker, no Java: both were there after ${ready} ms.`);

chapter("1. An event, in the bytes that every Kafka client understands");
const Task = avro({
  type: "record",
  name: "Task",
  namespace: "observatory",
  fields: [
    { name: "id", type: "string" },
    { name: "title", type: "string" },
    { name: "due", type: { type: "long", logicalType: "timestamp-millis" } },
    { name: "priority", type: "int", default: 3 },
  ],
});
const due = new Date("2027-01-01T21:00:00Z");
const tasks = createSerializer({ client, schema: Task });
const bytes = await tasks.serialize({ id: "t-1", title: "Point the telescope", due }, { topic: "tasks" });
const { schemaId, payloadOffset } = readFrame(bytes);
show("magic byte", `${bytes.toString("hex", 0, 1)}            this is the Confluent wire format`);
show("schema id", `${bytes.toString("hex", 1, 5)}      schema ${schemaId} of the registry, subject tasks-value`);
show("payload", `${bytes.toString("hex", payloadOffset).slice(0, 24)}…  ${bytes.length - payloadOffset} bytes of Avro`);
const asJson = jsonSchema({
  title: "Task",
  type: "object",
  required: ["id"],
  properties: { id: { type: "string" }, title: { type: "string" } },
});
const jsonBytes = await createSerializer({ client, schema: asJson }).serialize({ id: "t-1" }, { topic: "tasks-json" });
show("the same with JSON", `${jsonBytes.toString("hex", 0, 5)}    ${jsonBytes.toString("utf8", 5)}`);

chapter("2. A consumer reads it, typed, with defaults filled in");
const reader = createDeserializer({ client, schema: Task });
show("value", await reader.deserialize(bytes, { topic: "tasks" }));
show("a tombstone stays null", await reader.deserialize(null));

chapter("3. On its way through Kafka, by unmodified KafkaJS");
const kafka = new Kafka({ brokers: broker.addresses, logLevel: logLevel.ERROR });
const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
const consumer = kafka.consumer({ groupId: "observatory" });
await Promise.all([producer.connect(), consumer.connect()]);
await producer.send({ topic: "tasks", messages: [{ key: "t-1", value: bytes }] });
await consumer.subscribe({ topic: "tasks", fromBeginning: true });
await new Promise((resolve, reject) => {
  consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
  void consumer.run({
    async eachMessage({ topic, partition, message }) {
      const value = await reader.deserialize(message.value, { topic, headers: message.headers });
      show(`${topic}[${partition}]@${message.offset}`, value);
      resolve(undefined);
    },
  });
});
await Promise.all([producer.disconnect(), consumer.disconnect()]);

chapter("4. The registry is asked once, not for every message");
const prepared = await tasks.prepare({ topic: "tasks" });
const before = registry.requests.length;
const started = performance.now();
const count = 200_000;
for (let i = 0; i < count; i++) reader.decode(prepared.encode({ id: `t-${i}`, title: "Point the telescope", due }));
const perSecond = Math.round((count / (performance.now() - started)) * 1000);
show(
  "written and read",
  `${count.toLocaleString("en")} events, ${perSecond.toLocaleString("en")} a second in this process`,
);
show("requests meanwhile", registry.requests.length - before);

chapter("5. Wrong data is refused, with the place and never the value");
const wrong = await failureOf(() =>
  tasks.serialize(/** @type {any} */ ({ id: 7, title: "no due" }), { topic: "tasks" }),
);
show(wrong.name, wrong.message);
const plain = await failureOf(() => reader.deserialize(Buffer.from('{"password":"hunter2"}')));
show(plain.name, plain.message);
const unknown = await failureOf(() => reader.deserialize(Buffer.from([0, 0, 0, 0, 99, 123, 125]), { topic: "tasks" }));
show(unknown.name, `${failureKind(unknown)}: ${unknown.message}`);

chapter(
  "6. The registry goes away",
  "What is known goes on; what is not known is an outage, and no fault of the message.",
);
const down = registry.intercept("*", { status: 503, body: { error_code: 50302, message: "down for a while" } });
show("known schema", reader.decode(prepared.encode({ id: "t-2", title: "Close the dome", due })));
const outage = await failureOf(() => reader.deserialize(Buffer.from([0, 0, 0, 0, 7, 123, 125]), { topic: "tasks" }));
show(outage.name, `${failureKind(outage)}: ${outage.message}`);
down.remove();

chapter("7. One of two addresses is dead");
const cluster = createRegistryClient({ baseUrl: ["http://127.0.0.1:1", url] });
show("subjects", await cluster.subjects.list());
const { requests, failovers, nodes } = cluster.stats();
show("requests, failovers", `${requests}, ${failovers}`);
show(
  "set aside for a while",
  nodes.filter((node) => node.setAside).map((node) => node.url),
);

chapter(
  "8. Does a schema change break anybody?",
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

chapter("9. The registry refuses it too, and says why");
const subject = "orders-value";
await client.subjects.register(subject, { schema: order("") });
const refused = await failureOf(() =>
  client.subjects.register(subject, { schema: order(changes["email, without a default"]) }),
);
show(refused.name, refused.message);
const evolved = await client.subjects.register(subject, { schema: order(changes["email, nullable"]) });
show("email, nullable", `accepted: schema ${evolved.id}, version ${evolved.version}`);

const { ids, registrations } = client.stats().caches;
chapter("The client's caches at the end");
show("schemas by id", `${ids.size} kept, ${ids.hits} hits, ${ids.misses} misses`);
show("registrations", `${registrations.size} kept, ${registrations.hits} hits, ${registrations.misses} misses`);

await Promise.all([client.close(), cluster.close()]);
await Promise.all([registry.stop(), broker.stop()]);
