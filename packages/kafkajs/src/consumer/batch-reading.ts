import { DeserializationError, failureKind, SchemaNotLoadedError } from "@magicbyte/registry";
import type { ReceivedRecord } from "../client/kafka-client.js";
import { outageWait } from "./outage-wait.js";
import type { PartitionMemory } from "./partition-memory.js";
import { type Persistence, waitForOutage } from "./persist.js";
import type { SchemaGrace } from "./schema-grace.js";
import type { BadReading, TopicReader } from "./topic-reader.js";
import { waitOrPause } from "./turn.js";

/** What follows from a record that was not read: it is poison, it may be read now, or the turn is to end. */
export type Verdict = "poison" | "again" | "halted";

/** Loads schemas, and waits for those that are not to be had. */
export type BatchReading = {
  /** Loads the schemas of records; false when that takes too long, and the turn is to end. */
  load(records: readonly ReceivedRecord[]): Promise<boolean>;
  /** Judges a record that was not read, and waits where that may help. */
  judge(record: ReceivedRecord, reading: BadReading): Promise<Verdict>;
};

/** What it is made of. */
export type BatchReadingParts = {
  readonly reader: TopicReader;
  readonly persistence: Persistence;
  readonly memory: PartitionMemory;
  readonly grace: SchemaGrace;
};

/** A registry that answers slowly gets at least that long before the partition is paused. */
const LEAST_LOAD_MS = 1_000;

export function createBatchReading({ reader, persistence, memory, grace }: BatchReadingParts): BatchReading {
  const { turn, waits, report } = persistence;
  const { topic, partition } = turn;
  /** The record whose schemas were asked for once more although nothing was wrong: a batch of very many schemas. */
  let reloadedFor: string | undefined;

  async function waitForSchema(record: ReceivedRecord, error: DeserializationError): Promise<Verdict> {
    const key = error.schemaId ?? error.guid;
    const leftMs = key === undefined ? 0 : grace.left(key);
    if (leftMs === 0) return "poison";
    const tries = memory.triesOf(record);
    const delayMs = Math.min(leftMs, outageWait(tries.outageRounds++, waits).ms);
    report({ type: "unknown-schema", topic, partition, offset: record.offset, error, delayMs });
    return (await waitOrPause(turn, delayMs)) ? "again" : "halted";
  }

  return {
    async load(records) {
      const loading = reader.prefetch(records).then(() => "loaded" as const);
      const limit = Math.max(LEAST_LOAD_MS, turn.inPlaceLeftMs);
      const outcome = await turn.within(loading, limit);
      if (outcome === "loaded") return true;
      // What is asked for stays asked for; the next load joins it.
      turn.end({ kind: "paused", ms: waits.pauseMs });
      return false;
    },
    async judge(record, { error }) {
      switch (failureKind(error)) {
        case "bad-data":
          return "poison";
        case "unknown-schema":
          return error instanceof DeserializationError ? waitForSchema(record, error) : "poison";
        case "outage": {
          const task = { record, tries: memory.triesOf(record) };
          return (await waitForOutage(turn, waits, task, error, report)) ? "again" : "halted";
        }
        default:
          if (error instanceof SchemaNotLoadedError && reloadedFor !== record.offset) {
            reloadedFor = record.offset;
            return "again";
          }
          turn.end({ kind: "failed", error });
          return "halted";
      }
    },
  };
}
