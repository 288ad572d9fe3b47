import { UsageError } from "@magicbyte/registry";
import type { Kafka, Producer } from "kafkajs";
import type { KafkaProducerAdapter, RawRecord } from "../client/kafka-client.js";
import type { RecordsSender } from "../producer/typed-sender.js";
import { boundedRead } from "./bounded-read.js";
import { type DeadLetterMessage, readDeadLetter } from "./read-dead-letter.js";
import { recordsSender } from "./records-sender.js";

/** Which dead letters are sent back, and how. */
export type ReplayOptions = {
  /** KafkaJS's client: dead letters are read with a consumer and an admin client of it. */
  readonly kafka: Pick<Kafka, "admin" | "consumer">;
  /** Sends the messages: a typed producer, or the client's own. */
  readonly producer: RecordsSender | Producer | KafkaProducerAdapter;
  /** The topic of the dead letters. */
  readonly topic: string;
  /**
   * Which of them are sent back. Those that are not stay in the topic, but the next replay passes them by unless it begins
   * at the beginning.
   * @default all
   */
  readonly filter?: ((message: DeadLetterMessage) => boolean) | undefined;
  /**
   * Where a message is sent; undefined leaves it out.
   * @default the topic from which it came
   */
  readonly to?: ((message: DeadLetterMessage) => string | undefined) | undefined;
  /**
   * Whether nothing is sent and nothing committed: tells what would be done.
   * @default false
   */
  readonly dryRun?: boolean | undefined;
  /**
   * Where to begin: where the last replay of the same group ended, or at the beginning.
   * @default "committed", so that running it twice does not send twice
   */
  readonly from?: "committed" | "beginning" | undefined;
  /**
   * The consumer group that remembers how far replays have come.
   * @default the name of the dead letters' topic and `.replay`
   */
  readonly groupId?: string | undefined;
  /**
   * Ends the run when nothing has come for this long, as behind an open transaction. The result's `remaining` says so.
   * @default 30_000: a group that a crashed replay is still a member of lets nobody in before
   */
  readonly idleTimeoutMs?: number | undefined;
  /** Ends the run after the batch under way. */
  readonly signal?: AbortSignal | undefined;
};

/** What a replay has done, or with `dryRun` would do. */
export type ReplayResult = {
  /** How many dead letters were read. */
  readonly read: number;
  /** How many were sent, and how many to which topic. */
  readonly replayed: number;
  readonly byTopic: Readonly<Record<string, number>>;
  /** How many the filter left out. */
  readonly filtered: number;
  /** How many do not say from where they came, or were given no topic by `to`. */
  readonly withoutTopic: number;
  /** How many offsets were not reached: none, unless the run ended early. */
  readonly remaining: number;
};

/**
 * Sends dead letters back: key, value, headers, partition and timestamp as they were, in their order, without the
 * headers that say what went wrong. Ends where the topic ended when the run began, so that those that fail again are
 * not sent round in circles. Offsets are committed once the broker has what was sent: a run that is cut off and
 * begun again may send the last batch twice.
 *
 * @throws UsageError when the options cannot be right, or a message's partition does not exist any more
 */
export async function replayDeadLetters(options: ReplayOptions): Promise<ReplayResult> {
  const { kafka, producer, topic, filter, to, dryRun = false, signal } = options;
  if (typeof topic !== "string" || kafka === undefined) {
    throw new UsageError("replayDeadLetters needs `kafka`, `producer` and `topic`: that of the dead letters");
  }
  const sender = recordsSender(producer, "replayDeadLetters");
  const byTopic: Record<string, number> = {};
  let read = 0;
  let replayed = 0;
  let filtered = 0;
  let withoutTopic = 0;

  const remaining = await boundedRead({
    kafka,
    topic,
    groupId: options.groupId ?? `${topic}.replay`,
    from: options.from ?? "committed",
    commit: !dryRun,
    idleTimeoutMs: options.idleTimeoutMs ?? 30_000,
    signal,
    async each(batch, received) {
      const batches = new Map<string, RawRecord[]>();
      for (const message of received.map((record) => readDeadLetter(batch, record))) {
        read += 1;
        if (filter?.(message) === false) {
          filtered += 1;
          continue;
        }
        const target = to === undefined ? message.source?.topic : to(message);
        if (target === undefined) {
          withoutTopic += 1;
          continue;
        }
        if (target === topic) throw new UsageError(`replayDeadLetters: "${topic}" would be replayed into itself`);
        const records = batches.get(target) ?? [];
        records.push(originalOf(message, target));
        batches.set(target, records);
      }
      const all = [...batches].map(([name, records]) => ({ topic: name, records }));
      if (!dryRun && all.length > 0) await sender.sendRecords(all);
      for (const { topic: name, records } of all) {
        replayed += records.length;
        byTopic[name] = (byTopic[name] ?? 0) + records.length;
      }
    },
  });
  return { read, replayed, byTopic, filtered, withoutTopic, remaining: Number(remaining) };
}

/** The message as it was. In another topic its partition would mean nothing. */
function originalOf({ key, value, headers, source }: DeadLetterMessage, target: string): RawRecord {
  return {
    key,
    value,
    headers,
    partition: source?.topic === target ? source.partition : undefined,
    timestamp: source?.timestamp === undefined ? undefined : String(source.timestamp),
  };
}
