// What the embedded broker costs a test: its start, the way to a first message, and how fast KafkaJS writes and reads.
// Beside it runs the prototype whose figures it must not fall behind, where ../shared holds it.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { startBroker } from "@magicbyte/testkit/broker";
import { Kafka, logLevel, Partitioners } from "kafkajs";
import { median, shuffled } from "./measure.mjs";

const PROTOTYPE = new URL("../../../../shared/reference/embedded-broker-prototype.cjs", import.meta.url);
const ROUNDS = 15;
const BATCH = 500;
const BATCHES = 60;
const MESSAGES = BATCH * BATCHES;
const VALUE = Buffer.alloc(200, "0123456789");

/** @typedef {{ addresses: readonly string[], stop(): Promise<unknown> }} Running */
/** @typedef {{ name: string, start: () => Promise<Running> }} Contender */
/** @typedef {{ start: number, first: number, produced: number, consumed: number }} Sample */

const MEASURES = /** @type {const} */ ([
  ["start", "start", "ms", 2],
  ["first", "start, connect, create, write and read a first message", "ms", 1],
  ["produced", "written", "messages/s", 0],
  ["consumed", "read", "messages/s", 0],
]);

export async function benchEmbeddedBroker() {
  const contenders = [{ name: "embedded", start: () => startBroker() }, ...prototype()];
  const samples = new Map(contenders.map(({ name }) => [name, /** @type {Sample[]} */ ([])]));
  for (let round = -2; round < ROUNDS; round++) {
    for (const contender of shuffled(contenders)) {
      const sample = await measure(contender);
      // The first rounds warm up the broker, KafkaJS, and both ends of the sockets.
      if (round >= 0) samples.get(contender.name)?.push(sample);
    }
  }
  console.log(
    `\nThe embedded broker, KafkaJS in the same process: ${MESSAGES} messages of ${VALUE.length} bytes in batches of ${BATCH}, ${ROUNDS} rounds`,
  );
  console.log("     median     min     max   ratio");
  for (const [measure, label, unit, digits] of MEASURES) {
    const base = of(samples, contenders[0].name, measure);
    for (const { name } of contenders) {
      const values = of(samples, name, measure);
      const cells = [median(values), Math.min(...values), Math.max(...values)].map((value) => value.toFixed(digits));
      // Round by round, because a machine that others use is not equally fast in all of them.
      const ratio = median(values.map((value, round) => base[round] / value));
      console.log(
        `  ${cells[0].padStart(9)}${cells[1].padStart(8)}${cells[2].padStart(8)}${ratio.toFixed(2).padStart(8)}  ${unit} ${label}, ${name}`,
      );
    }
  }
  if (contenders.length > 1)
    console.log("  A ratio is the embedded broker's figure divided by this one's, in the same round.");
}

/** @returns {Contender[]} */
function prototype() {
  if (!existsSync(PROTOTYPE)) {
    console.log("\nThe embedded broker runs alone: ../shared/reference, with the prototype, is not there.");
    return [];
  }
  const { EmbeddedKafka } = createRequire(import.meta.url)(PROTOTYPE.pathname);
  return [
    {
      name: "prototype",
      async start() {
        const kafka = await new EmbeddedKafka().start();
        return { addresses: kafka.bootstrap, stop: () => kafka.stop() };
      },
    },
  ];
}

/** @param {Contender} contender @returns {Promise<Sample>} */
async function measure({ start }) {
  const started = performance.now();
  const broker = await start();
  const ready = performance.now();
  const kafka = new Kafka({ brokers: [...broker.addresses], logLevel: logLevel.NOTHING });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  await producer.send({ topic: "first", messages: [{ value: VALUE }] });
  await consume(kafka, "first", 1);
  const first = performance.now();

  const messages = Array.from({ length: BATCH }, (_, index) => ({ key: String(index), value: VALUE }));
  await producer.send({ topic: "many", messages: messages.slice(0, 1) });
  const producing = performance.now();
  for (let batch = 0; batch < BATCHES; batch++) await producer.send({ topic: "many", messages });
  const produced = performance.now();
  const consuming = await consume(kafka, "many", MESSAGES + 1);
  await producer.disconnect();
  await broker.stop();
  return {
    start: ready - started,
    first: first - started,
    produced: MESSAGES / ((produced - producing) / 1000),
    consumed: MESSAGES / (consuming / 1000),
  };
}

/**
 * How many milliseconds pass from a consumer's assignment until it has all messages.
 *
 * @param {Kafka} kafka @param {string} topic @param {number} count
 */
async function consume(kafka, topic, count) {
  const consumer = kafka.consumer({ groupId: topic, maxWaitTimeInMs: 20 });
  let started = 0;
  consumer.on("consumer.group_join", () => {
    started = performance.now();
  });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  let left = count;
  const ended = await new Promise((resolve) => {
    void consumer.run({
      eachBatch: async ({ batch }) => {
        left -= batch.messages.length;
        if (left <= 0) resolve(performance.now());
      },
    });
  });
  await consumer.disconnect();
  return ended - started;
}

/** @param {Map<string, Sample[]>} samples @param {string} name @param {keyof Sample} measure */
function of(samples, name, measure) {
  return (samples.get(name) ?? []).map((sample) => sample[measure]);
}
