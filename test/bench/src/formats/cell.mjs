// One part of the comparison, in a process of its own: what avsc, ajv and protobuf-es share between schemas is optimised
// by the engine for none of them when there are many.
import { measure, median, ratioOf } from "../measure.mjs";
import { cellToMeasure, contendersOf, optionsOf } from "./contender.mjs";
import { checkValue, frameKind, frameOf, isSameValue } from "./frames.mjs";
import { answer } from "./in-process.mjs";
import { contenderLoop } from "./loop.mjs";
import { printTable } from "./table.mjs";
import { targetOf } from "./targets.mjs";
import { valuesOf } from "./values.mjs";

/** Large messages make garbage that is collected every few of them. */
const LARGE_ROUND_MS = 100;
const GROUPS = { codec, batch, evolution, options };

/** @type {import("./contender.mjs").Cell & { group: string, rounds?: number, schemaId: number }} */
const cell = cellToMeasure();
const { format, size, group, rounds } = cell;
const values = valuesOf(size);
/** Made by the bare codec, for everybody. */
const payloads = await barePayloads();
const frames = payloads.map((payload) => frameOf(format, cell.schemaId, payload));
answer(await GROUPS[group]());

async function barePayloads() {
  const { readerSchema: _, ...writing } = cell;
  const { input = (value) => value, writer } = await contendersOf(format)[0].open(writing);
  const write = await writer();
  return values.map((value) => Buffer.from(write(input(value))));
}

async function codec() {
  const opened = await openAll(contendersOf(format));
  const holds = (payload) => {
    try {
      return isSameValue(opened[0].read(payload), values[0]);
    } catch {
      return false;
    }
  };
  printTable(
    [`${format}, ${size}, ${payloads[0].length} bytes of payload`, "writes"],
    opened
      .filter(({ contender }) => contender.kind !== "codec")
      .map(({ contender, written }) => [
        contender.name,
        frameKind(Buffer.from(written), frames[0], payloads[0], holds),
      ]),
  );
  const writing = [];
  const reading = [];
  for (const { contender, write, inputs, read, bytes } of opened) {
    writing.push({ contender, ...(await contenderLoop(contender.name, write, inputs)) });
    reading.push({ contender, ...(await contenderLoop(contender.name, read, bytes)) });
  }
  return [await report("serialise", writing), await report("deserialise", reading)];
}

/** Opens every contender, and checks that all of them write and read the same. */
async function openAll(contenders) {
  const opened = [];
  for (const contender of contenders) {
    const session = await contender.open(cell);
    const { input = (value) => value, writer, reader } = session;
    const bytes = contender.kind === "bare" ? payloads : frames;
    const write = await writer();
    const read = await reader(bytes);
    const inputs = values.map(input);
    for (const [i, value] of values.entries()) checkValue(await read(bytes[i]), value, contender.name);
    const written = await write(inputs[0]);
    if (contender.kind !== "codec") checkValue(await read(written), values[0], contender.name);
    opened.push({ contender, session, write, inputs, read, bytes, written });
  }
  return opened;
}

/** Many messages at once: as each library's callers would write it. */
async function batch() {
  const count = size === "large" ? 16 : 1_000;
  const many = (items) => Array.from({ length: count }, (_, i) => items[i % items.length]);
  const writing = [];
  const reading = [];
  for (const { contender, session, write, inputs, read, bytes } of await openAll(contendersOf(format))) {
    if (contender.kind === "other" || contender.kind === "codec") continue;
    writing.push(...(await batches(contender, write, many(inputs), await session.batchWriter?.())));
    reading.push(...(await batches(contender, read, many(bytes), await session.batchReader?.(bytes))));
  }
  const perMessage = (contenders) => contenders.map((one) => ({ ...one, messages: count }));
  return [
    await report(`serialise ${count} at once`, perMessage(writing)),
    await report(`deserialise ${count} at once`, perMessage(reading)),
  ];
}

async function batches(contender, call, items, own) {
  const loop = async (label, whole, input) => ({
    contender: { ...contender, name: `${contender.name}${label}` },
    ...(await contenderLoop(`${contender.name}${label}`, whole, [input])),
  });
  if (own !== undefined) return [await loop("", own.call, items.map(own.input))];
  const first = call(items[0]);
  if (typeof first?.then !== "function") return [await loop("", (all) => all.map(call), items)];
  await first;
  const inTurn = async (all) => {
    const results = [];
    for (const item of all) results.push(await call(item));
    return results;
  };
  return [
    await loop(", Promise.all", (all) => Promise.all(all.map(call)), items),
    await loop(", one after the other", inTurn, items),
  ];
}

/** Read with a schema that is a version ahead: a field is dropped, one is added, and ints have become longs. */
async function evolution() {
  const reading = [];
  for (const contender of contendersOf(format)) {
    const { reader } = await contender.open(cell);
    const bytes = contender.kind === "bare" ? payloads : frames;
    const read = await reader(bytes);
    checkValue(await read(bytes[0]), evolved(values[0]), contender.name);
    reading.push({ contender, ...(await contenderLoop(contender.name, read, bytes)) });
  }
  return [await report("evolution", reading)];
}

function evolved(value) {
  const { declination: _declination, coupon: _coupon, ...rest } = { ...value, channel: "web" };
  if (rest.readings === undefined) return rest;
  return { ...rest, readings: rest.readings.map(({ unit: _, ...reading }) => reading) };
}

/** Our own settings, over the ones that are compared with the others. Each has frames of its own. */
async function options() {
  const writing = [];
  const reading = [];
  for (const [index, contender] of optionsOf(format).entries()) {
    const {
      input = (value) => value,
      writer,
      reader,
    } = await contender.open({ ...cell, topic: `${cell.topic}-${index}` });
    const write = await writer();
    const inputs = values.map(input);
    const own = inputs.map((value) => write(value));
    const read = await reader(own);
    for (const [i, value] of values.entries()) checkValue(read(own[i]), value, contender.name);
    writing.push({ contender, ...(await contenderLoop(contender.name, write, inputs)) });
    reading.push({ contender, ...(await contenderLoop(contender.name, read, own)) });
  }
  return [await report("options, serialise", writing), await report("options, deserialise", reading)];
}

/** Measures, prints, and gives what the summary needs. */
async function report(operation, loops) {
  const contenders = loops.map(({ contender, run }) => ({ name: contender.name, run }));
  const measured = await measure(contenders, { rounds, roundMs: size === "large" ? LARGE_ROUND_MS : undefined });
  const of = (kind) =>
    measured
      .filter((_, index) => loops[index].contender.kind === kind)
      .sort((left, right) => median(left.samples) - median(right.samples))[0];
  const rivals = Object.fromEntries(
    ["Confluent", "KafkaJS"].map((kind) => [kind, of(kind)]).filter(([, rival]) => rival !== undefined),
  );
  const over = (one, other) => ratioOf(one, other).toFixed(2);
  const rows = measured.map((one, index) => {
    const { messages = 1, waits } = loops[index];
    const ns = one.samples.map((sample) => sample / messages).sort((left, right) => left - right);
    const ends = [0.1, 0.9].map((part) => ns[Math.floor(part * ns.length)].toFixed(0));
    return [
      `${one.name}${waits ? " (await)" : ""}`,
      median(ns).toFixed(0),
      ends.join(".."),
      over(one, measured[0]),
      ...Object.values(rivals).map((rival) => over(one, rival)),
    ];
  });
  console.log();
  const head = [
    `${format}, ${size}, ${operation}`,
    "ns",
    "10%..90%",
    "over first",
    ...Object.keys(rivals).map((name) => `over ${name}`),
  ];
  printTable(head, rows);
  const ours = of("ours");
  if (ours === undefined) return { operation };
  const result = {
    operation,
    bareNs: median(measured[0].samples) / (loops[0].messages ?? 1),
    ratio: ratioOf(ours, measured[0]),
    target: targetOf(format, size, operation),
    rivals: Object.fromEntries(
      Object.entries(rivals).map(([name, rival]) => [
        name,
        { over: ratioOf(ours, rival), bare: ratioOf(rival, measured[0]) },
      ]),
    ),
  };
  if (result.target !== undefined) console.log(`  ${verdict(result)}`);
  return result;
}

function verdict({ ratio, target }) {
  return `magicbyte: ${ratio.toFixed(2)} of the bare codec, to reach ${target}: ${ratio <= target ? "within" : "MISSED"}`;
}
