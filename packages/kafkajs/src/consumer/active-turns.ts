import type { TopicPartition } from "../client/kafka-client.js";
import type { Clock } from "./clock.js";
import type { Halt } from "./halt.js";
import { createPartitionMemory, type PartitionMemory } from "./partition-memory.js";
import type { Assignment } from "./partition-pauses.js";
import type { Turn } from "./turn.js";

/** The batches that are being worked on, and what is remembered of partitions between them. */
export type ActiveTurns = {
  begin(turn: Turn): void;
  finish(turn: Turn): void;
  memoryOf(place: TopicPartition): PartitionMemory;
  /** Has all of them end, and aborts their signals. */
  abortAll(halt: Halt, reason: Error): void;
  /** Has all of them end because the consumer stops, and gives up what still runs when the time is over. */
  stopAll(timeoutMs: number): void;
  /** The group was joined: what is no longer assigned is lost, and what was known of it is void. */
  keepOnly(assignment: Assignment): void;
};

export function createActiveTurns(clock: Clock): ActiveTurns {
  const turns = new Set<Turn>();
  const memories = new Map<string, PartitionMemory>();
  return {
    begin: (turn) => void turns.add(turn),
    finish: (turn) => void turns.delete(turn),
    memoryOf(place) {
      const name = nameOf(place);
      let memory = memories.get(name);
      if (memory === undefined) {
        memory = createPartitionMemory();
        memories.set(name, memory);
      }
      return memory;
    },
    abortAll(halt, reason) {
      for (const turn of turns) turn.abort(halt, reason);
    },
    stopAll(timeoutMs) {
      for (const turn of turns) {
        if (turn.halt?.kind === "stopping") continue;
        turn.abort({ kind: "stopping" }, new Error("the consumer is being stopped"));
        clock.after(timeoutMs, turn.abandon);
      }
    },
    keepOnly(assignment) {
      const kept = new Set<string>();
      for (const [topic, partitions] of Object.entries(assignment)) {
        for (const partition of partitions) kept.add(nameOf({ topic, partition }));
      }
      for (const turn of turns) {
        if (!kept.has(nameOf(turn))) turn.abort({ kind: "lost" }, partitionLost(turn));
      }
      for (const name of memories.keys()) if (!kept.has(name)) memories.delete(name);
    },
  };
}

function partitionLost({ topic, partition }: TopicPartition): Error {
  return new Error(`${topic}[${partition}] belongs to another consumer now`);
}

/** Names of topics have no slash. */
function nameOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}
