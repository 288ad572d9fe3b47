import { PerformanceObserver } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { median } from "../measure.mjs";
import { cellToMeasure, contendersOf } from "./contender.mjs";
import { frameOf } from "./frames.mjs";
import { answer } from "./in-process.mjs";
import { contenderLoop } from "./loop.mjs";
import { valuesOf } from "./values.mjs";

const SAMPLES = 9;
const WARM_UP_MS = 600;
/** Beyond these V8 collects. */
const HEAP_LIMIT = 60e6;
const BUFFERS_LIMIT = 20e6;

let collections = 0;
new PerformanceObserver((list) => {
  collections += list.getEntries().length;
}).observe({ entryTypes: ["gc"] });

const cell = cellToMeasure();
const all = contendersOf(cell.format);
const values = valuesOf(cell.size);
const frames = (await written(all[0])).map((payload) => frameOf(cell.format, cell.schemaId, payload));
const contender = all.find(({ name }) => name === cell.name);
const { input = (value) => value, writer, reader } = await contender.open(cell);
const bytes = contender.kind === "bare" ? frames.map(payloadOf) : frames;
const write = await writer();
const serialise = await allocated(await contenderLoop("serialise", write, values.map(input)));
const deserialise = await allocated(await contenderLoop("deserialise", await reader(bytes), bytes));
answer({ wire: bytes[0].length, serialise, deserialise });

async function written({ open }) {
  const { input = (value) => value, writer } = await open(cell);
  const write = await writer();
  return values.map((value) => Buffer.from(write(input(value))));
}

function payloadOf(frame) {
  return frame.subarray(cell.format === "protobuf" ? 6 : 5);
}

/** The medians of samples in which nothing was collected. */
async function allocated({ run }) {
  for (const end = performance.now() + WARM_UP_MS; performance.now() < end; ) await run(values.length);
  let count = 16;
  const trial = await sample(run, count);
  count = Math.round(
    Math.min(50_000, HEAP_LIMIT / Math.max(trial.heap, 1), BUFFERS_LIMIT / Math.max(trial.buffers, 1)),
  );
  for (; count >= 4; count = count >> 1) {
    // Once, so that the loop is optimised for so many.
    await run(count);
    const samples = [];
    for (let i = 0; i < SAMPLES; i++) samples.push(await sample(run, count));
    const clean = samples.filter((one) => one.collections === 0);
    if (clean.length >= 3) {
      return { heap: median(clean.map(({ heap }) => heap)), buffers: median(clean.map(({ buffers }) => buffers)) };
    }
  }
  return { heap: Number.NaN, buffers: Number.NaN };
}

async function sample(run, count) {
  globalThis.gc?.();
  // Collections are told of, and buffers given back, some time later.
  await sleep(5);
  collections = 0;
  const before = process.memoryUsage();
  await run(count);
  const after = process.memoryUsage();
  await sleep(5);
  return {
    heap: (after.heapUsed - before.heapUsed) / count,
    buffers: (after.arrayBuffers - before.arrayBuffers) / count,
    collections,
  };
}
