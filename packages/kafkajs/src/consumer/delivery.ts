import type { BatchWork, Unit } from "./batch-work.js";
import { createKeyLanes } from "./key-lanes.js";
import type { TypedMessage } from "./message.js";
import type { TypedBatch } from "./message-batch.js";
import type { BadReading, GoodReading, Reading } from "./topic-reader.js";

/** Brings what was read to whoever handles it. */
export type Delivery = {
  /** Takes a record. A promise where the next one has to wait. Neither rejects nor throws: failures are dealt with. */
  take(index: number, reading: GoodReading | BadReading): Promise<void> | undefined;
  /** Resolves when all that was taken is dealt with. */
  flush(): Promise<void>;
};

/** Makes the delivery of one fetched batch. `highWatermark` is the batch's. */
export type Deliver = (work: BatchWork, highWatermark: string) => Delivery;

/** How much is taken ahead of those at work, for each of them: a key that is busy must not stop the others too soon. */
const AHEAD = 32;

/** One message after another, or several at once in the order of their keys. */
export function deliverEach(handler: (message: TypedMessage) => unknown, concurrency: number): Deliver {
  return (work) => {
    const deliver = (index: number, reading: Reading) =>
      reading.ok ? deliverOne(work, handler, index, reading) : work.settlePoison(index, reading);
    if (concurrency === 1) return { take: deliver, flush: () => Promise.resolve() };
    const lanes = createKeyLanes({ concurrency, capacity: concurrency * AHEAD });
    return {
      take: (index, reading) =>
        lanes.push(work.records[index]?.key?.toString("latin1"), async () => deliver(index, reading)),
      flush: lanes.drain,
    };
  };
}

/** Most messages succeed at once: they cost no promise of ours. */
function deliverOne(
  work: BatchWork,
  handler: (message: TypedMessage) => unknown,
  index: number,
  reading: GoodReading,
): Promise<void> | undefined {
  const unit: Unit = {
    indices: [index],
    blame: "all",
    readingOf: () => reading,
    call: (attempt) => handler(work.message(index, reading, attempt)),
  };
  if (!work.isFirstTry()) return work.handle(unit);
  try {
    const result = unit.call(1);
    if (!isThenable(result)) {
      work.finish(index);
      return undefined;
    }
    return Promise.resolve(result).then(
      () => work.finish(index),
      (error: unknown) => work.handle(unit, { error }),
    );
  } catch (error) {
    return work.handle(unit, { error });
  }
}

function isThenable(result: unknown): result is PromiseLike<unknown> {
  return typeof result === "object" && result !== null && "then" in result && typeof result.then === "function";
}

/** Messages in groups, as they were fetched. What cannot be read comes between two groups. */
export function deliverBatches(
  handler: (batch: TypedBatch) => unknown,
  maxMessages: number,
  blame: Unit["blame"] = "all",
): Deliver {
  return (work, highWatermark) => {
    let group = new Map<number, GoodReading>();

    async function flush(): Promise<void> {
      if (group.size === 0) return;
      const readings = group;
      group = new Map();
      await work.handle({ ...groupUnit(work, handler, readings, highWatermark), blame });
    }

    return {
      flush,
      take(index, reading) {
        if (!reading.ok) return flush().then(() => (work.isHalted() ? undefined : work.settlePoison(index, reading)));
        group.set(index, reading);
        return group.size < maxMessages ? undefined : flush();
      },
    };
  };
}

function groupUnit(
  work: BatchWork,
  handler: (batch: TypedBatch) => unknown,
  readings: ReadonlyMap<number, GoodReading>,
  highWatermark: string,
): Omit<Unit, "blame"> {
  const indices = [...readings.keys()];

  function readingOf(index: number): GoodReading {
    const reading = readings.get(index);
    if (reading === undefined) throw new RangeError(`record ${index} is not in this group`);
    return reading;
  }

  return {
    indices,
    readingOf,
    call(attempt) {
      const left = indices.filter((index) => !work.isFinished(index));
      const messages = left.map((index) => work.message(index, readingOf(index), attempt));
      const [first] = messages;
      if (first === undefined) return undefined;
      const { topic, partition } = first;
      return handler({
        ...work.controls,
        topic,
        partition,
        messages,
        highWatermark,
        attempt,
        done(message) {
          for (const index of left.slice(0, messages.indexOf(message) + 1)) work.finish(index);
        },
      });
    },
  };
}
