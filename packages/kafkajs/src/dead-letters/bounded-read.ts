import type { Consumer, Kafka } from "kafkajs";
import type { FetchedBatch, ReceivedRecord } from "../client/kafka-client.js";
import { kafkaJsConsumer } from "../client/kafkajs-consumer.js";

/** What is read: a topic, up to where it ends when reading begins. */
export type BoundedReadOptions = {
  readonly kafka: Pick<Kafka, "admin" | "consumer">;
  readonly topic: string;
  readonly groupId: string;
  /** Whether to begin where the group has committed, or anew. */
  readonly from: "committed" | "beginning";
  /** Whether what `each` is done with is committed for the group. */
  readonly commit: boolean;
  /** Ends reading when nothing has come for this long. */
  readonly idleTimeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** Is given the records of a partition in order. What it throws ends reading. */
  each(batch: FetchedBatch, records: readonly ReceivedRecord[]): Promise<void>;
};

/** Where reading begins and ends, in one partition. */
type Range = { next: bigint; readonly end: bigint };

/** Reads a topic up to where it ended at first, and gives how many offsets of it were not reached. */
export async function boundedRead(options: BoundedReadOptions): Promise<bigint> {
  const ranges = await rangesOf(options);
  if (isDone(ranges)) return 0n;
  const consumer = options.kafka.consumer({
    groupId: options.groupId,
    allowAutoTopicCreation: false,
    // Ending waits for the fetch under way, and KafkaJS's default is five seconds.
    maxWaitTimeInMs: 250,
  });
  try {
    await consumer.connect();
    await readRanges(consumer, ranges, options);
  } finally {
    await consumer.disconnect().catch(() => {});
  }
  return [...ranges.values()].reduce((sum, { next, end }) => sum + (next < end ? end - next : 0n), 0n);
}

async function rangesOf({ kafka, topic, groupId, from }: BoundedReadOptions): Promise<ReadonlyMap<number, Range>> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    const offsets = await admin.fetchTopicOffsets(topic);
    const [committed] = await admin.fetchOffsets({ groupId, topics: [topic] });
    return new Map(
      offsets.map(({ partition, low, high }) => {
        const known = BigInt(committed?.partitions.find((one) => one.partition === partition)?.offset ?? -1);
        const first = BigInt(low);
        return [partition, { next: from === "committed" && known > first ? known : first, end: BigInt(high) }];
      }),
    );
  } finally {
    await admin.disconnect().catch(() => {});
  }
}

async function readRanges(
  consumer: Consumer,
  ranges: ReadonlyMap<number, Range>,
  options: BoundedReadOptions,
): Promise<void> {
  const { topic, signal, idleTimeoutMs, commit, each } = options;
  const { promise: ended, resolve: end, reject: fail } = withResolvers();
  const idle = setTimeout(end, idleTimeoutMs);
  const adapter = kafkaJsConsumer(consumer);
  const stopListening = adapter.listen({
    onJoined: () => {
      idle.refresh();
      // Offsets that the group has committed, and what has been read before a rebalance, are in the ranges.
      for (const [partition, { next }] of ranges) adapter.seek({ topic, partition, offset: String(next) });
    },
    onCrash: (error, restarting) => {
      if (!restarting) fail(error);
    },
  });
  const stopTracking = consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
    // Comes for batches of nothing but transaction markers as well.
    const range = ranges.get(payload.partition);
    const next = BigInt(payload.lastOffset) + 1n;
    if (range !== undefined && next > range.next) range.next = next;
    idle.refresh();
    if (isDone(ranges)) end();
  });
  const abort = () => end();
  signal?.addEventListener("abort", abort);
  try {
    if (signal?.aborted === true) return;
    await adapter.subscribe([topic], true);
    const running = adapter.run({
      partitionsConcurrently: 1,
      autoCommit: false,
      async eachBatch(batch) {
        const range = ranges.get(batch.partition);
        if (range === undefined || signal?.aborted === true) return;
        const records = batch.records.filter(
          ({ offset }) => BigInt(offset) >= range.next && BigInt(offset) < range.end,
        );
        const last = records.at(-1);
        if (last === undefined) return;
        idle.refresh();
        try {
          await each(batch, records);
          if (commit) await adapter.commitOffsets([nextOffset(batch, last)]);
        } catch (error) {
          // KafkaJS would read it again, and again.
          fail(error);
          throw error;
        }
        range.next = BigInt(last.offset) + 1n;
        batch.resolveOffset(last.offset);
      },
    });
    // Joining the group waits for its other members: it must not be waited for longer than for anything else.
    await Promise.race([running.then(() => ended), ended]);
  } finally {
    clearTimeout(idle);
    signal?.removeEventListener("abort", abort);
    stopTracking();
    stopListening();
  }
}

function nextOffset({ topic, partition }: FetchedBatch, last: ReceivedRecord) {
  return { topic, partitions: [{ partition, offset: String(BigInt(last.offset) + 1n) }] };
}

function isDone(ranges: ReadonlyMap<number, Range>): boolean {
  return [...ranges.values()].every(({ next, end }) => next >= end);
}

/** `Promise.withResolvers` comes with Node 22. */
function withResolvers() {
  let resolve: () => void = () => {};
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
