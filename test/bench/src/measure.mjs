// Contenders run in turns, in an order that is shuffled for each round, so that a machine that slows down slows
// them all down. What is reported is the median of the rounds, and its ratio to the first contender's.

/** @typedef {{ name: string, run: (count: number) => unknown | Promise<unknown> }} Contender */

/** How long one round of one contender should take. */
const ROUND_MS = 20;
const ROUNDS = 31;
/** How long a contender runs before anything is measured. */
const WARM_UP_MS = 300;

/** @param {string} title @param {Contender[]} contenders */
export async function compare(title, contenders) {
  const entries = [];
  for (const contender of contenders) entries.push({ ...contender, count: await calibrate(contender), samples: [] });
  for (let round = 0; round < ROUNDS; round++) {
    for (const entry of shuffled(entries)) entry.samples.push((await time(entry, entry.count)) / entry.count);
  }
  const base = median(entries[0].samples);
  console.log(`\n${title}`);
  console.log("  ns a call     min     max   ratio");
  for (const { name, samples } of entries) {
    const ns = median(samples);
    const cells = [ns, Math.min(...samples), Math.max(...samples)].map((value) => value.toFixed(0).padStart(8));
    console.log(`  ${cells[0].padStart(9)}${cells[1]}${cells[2]}${(ns / base).toFixed(2).padStart(8)}  ${name}`);
  }
  return new Map(entries.map(({ name, samples }) => [name, median(samples)]));
}

/** Warms a contender up for a while, then finds how many calls fill a round. @param {Contender} contender */
async function calibrate(contender) {
  let count = 1;
  for (const end = performance.now() + WARM_UP_MS; ; ) {
    const ns = await time(contender, count);
    if (ns < (ROUND_MS * 1e6) / 2) count *= 2;
    else if (performance.now() > end) return Math.max(1, Math.round((count * ROUND_MS * 1e6) / ns));
  }
}

/** @param {Contender} contender @param {number} count */
async function time(contender, count) {
  const started = process.hrtime.bigint();
  await contender.run(count);
  return Number(process.hrtime.bigint() - started);
}

/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)];
}

/** @template T @param {T[]} items @returns {T[]} */
export function shuffled(items) {
  return items
    .map((item) => ({ item, key: Math.random() }))
    .sort((left, right) => left.key - right.key)
    .map(({ item }) => item);
}
