// Contenders run in turns, in an order that is shuffled for each round, so that a machine that slows down slows
// them all down. What is reported is the median of the rounds, and the median of each round's ratios to another
// contender, from which slow drifts of the machine cancel out.

/** @typedef {{ name: string, run: (count: number) => unknown | Promise<unknown> }} Contender */
/** @typedef {{ name: string, samples: number[] }} Measured nanoseconds a call, round by round */

/** How long one round of one contender should take. */
const ROUND_MS = 20;
const ROUNDS = 31;
/** How long a contender runs before anything is measured. */
const WARM_UP_MS = 300;

/** @param {string} title @param {Contender[]} contenders */
export async function compare(title, contenders) {
  const measured = await measure(contenders);
  console.log(`\n${title}`);
  console.log("  ns a call     min     max   ratio");
  for (const one of measured) {
    const { name, samples } = one;
    const cells = [median(samples), Math.min(...samples), Math.max(...samples)].map((ns) => ns.toFixed(0).padStart(8));
    const ratio = ratioOf(one, measured[0]).toFixed(2).padStart(8);
    console.log(`  ${cells[0].padStart(9)}${cells[1]}${cells[2]}${ratio}  ${name}`);
  }
  return new Map(measured.map(({ name, samples }) => [name, median(samples)]));
}

/**
 * @param {Contender[]} contenders
 * @param {{ rounds?: number, roundMs?: number }} [options] longer rounds for calls so long that collections of garbage,
 *   which not every round has, would make most of the difference
 * @returns {Promise<Measured[]>}
 */
export async function measure(contenders, { rounds = ROUNDS, roundMs = ROUND_MS } = {}) {
  const entries = [];
  for (const contender of contenders) {
    entries.push({ ...contender, count: await calibrate(contender, roundMs), samples: [] });
  }
  for (let round = 0; round < rounds; round++) {
    for (const entry of shuffled(entries)) entry.samples.push((await time(entry, entry.count)) / entry.count);
  }
  return entries;
}

/** The median of the ratios that two contenders had in the same rounds. @param {Measured} one @param {Measured} other */
export function ratioOf(one, other) {
  return median(one.samples.map((ns, round) => ns / other.samples[round]));
}

/** Warms a contender up for a while, then finds how many calls fill a round. */
async function calibrate(contender, roundMs) {
  let count = 1;
  for (const end = performance.now() + WARM_UP_MS; ; ) {
    const ns = await time(contender, count);
    if (ns < (roundMs * 1e6) / 2) count *= 2;
    else if (performance.now() > end) return Math.max(1, Math.round((count * roundMs * 1e6) / ns));
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
