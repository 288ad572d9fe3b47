import type { TopicPartition } from "../client/kafka-client.js";
import type { Clock } from "./clock.js";

/** What the client does to partitions. */
export type PauseActions = {
  pause(partitions: readonly TopicPartition[]): void;
  resume(partitions: readonly TopicPartition[]): void;
};

/** Partitions by topic. */
export type Assignment = Readonly<Record<string, readonly number[]>>;

/** Who has which partition paused, and for how long. */
export type PartitionPauses = {
  /** Pauses a partition, and resumes it by itself. A new time takes the place of the last one. */
  holdFor(place: TopicPartition, ms: number): void;
  /** Pauses a topic, or some of its partitions, until `release`. */
  hold(topic: string, partitions?: readonly number[]): void;
  /** Ends what `hold` began; without partitions, for all of the topic. */
  release(topic: string, partitions?: readonly number[]): void;
  isHeld(place: TopicPartition): boolean;
  /**
   * The group was joined: the client may have forgotten pauses (a restart), or kept those of partitions that another
   * consumer has now.
   */
  reconcile(assignment: Assignment): void;
  /** Forgets everything, and calls timers off. */
  clear(): void;
};

type Holds = { byUser: boolean; timer: (() => void) | undefined };

/** What is paused is kept here rather than in the client: there a pause survives a rebalance, but not a restart. */
export function createPartitionPauses(
  client: PauseActions,
  clock: Clock,
  onResumed: (place: TopicPartition) => void,
): PartitionPauses {
  const topicsHeld = new Set<string>();
  const partitionsHeld = new Map<string, Map<number, Holds>>();
  /** What the client was told to pause: it remembers that even while the partition is elsewhere. */
  const told = new Map<string, TopicPartition>();
  /** Not known before the group is joined, nor of clients that do not say. */
  let assigned: Assignment | undefined;

  function holdsOf({ topic, partition }: TopicPartition): Holds {
    const topicHolds = partitionsHeld.get(topic) ?? new Map<number, Holds>();
    partitionsHeld.set(topic, topicHolds);
    const holds = topicHolds.get(partition) ?? { byUser: false, timer: undefined };
    topicHolds.set(partition, holds);
    return holds;
  }

  function isHeld({ topic, partition }: TopicPartition): boolean {
    const holds = partitionsHeld.get(topic)?.get(partition);
    return topicsHeld.has(topic) || (holds !== undefined && (holds.byUser || holds.timer !== undefined));
  }

  function tellClient(place: TopicPartition): void {
    const name = `${place.topic}/${place.partition}`;
    if (isHeld(place)) {
      told.set(name, place);
      client.pause([place]);
    } else if (told.delete(name)) client.resume([place]);
  }

  /** Makes the client do what is due now. What is elsewhere is made up for when it comes back. */
  function apply(topic: string, partitions: readonly number[]): void {
    for (const partition of partitions) {
      if (assigned === undefined || assigned[topic]?.includes(partition)) tellClient({ topic, partition });
    }
  }

  function knownPartitions(topic: string): readonly number[] {
    return assigned?.[topic] ?? [];
  }

  function endTimer(place: TopicPartition): void {
    const holds = holdsOf(place);
    holds.timer?.();
    holds.timer = undefined;
  }

  return {
    isHeld,
    holdFor(place, ms) {
      const { topic, partition } = place;
      endTimer(place);
      holdsOf(place).timer = clock.after(ms, () => {
        holdsOf(place).timer = undefined;
        apply(topic, [partition]);
        if (!isHeld(place)) onResumed(place);
      });
      apply(topic, [partition]);
    },
    hold(topic, partitions) {
      if (partitions === undefined) topicsHeld.add(topic);
      for (const partition of partitions ?? []) holdsOf({ topic, partition }).byUser = true;
      apply(topic, partitions ?? knownPartitions(topic));
    },
    release(topic, partitions) {
      if (partitions === undefined) topicsHeld.delete(topic);
      const released = partitions ?? [...(partitionsHeld.get(topic)?.keys() ?? [])];
      for (const partition of released) holdsOf({ topic, partition }).byUser = false;
      apply(topic, partitions ?? knownPartitions(topic));
    },
    reconcile(assignment) {
      assigned = assignment;
      for (const [topic, topicHolds] of partitionsHeld) {
        for (const [partition, holds] of topicHolds) {
          const place = { topic, partition };
          // The wait was ours, and ends with the partition.
          if (holds.timer !== undefined && !assignment[topic]?.includes(partition)) endTimer(place);
          if (!isHeld(place)) topicHolds.delete(partition);
        }
      }
      for (const place of told.values()) if (!isHeld(place)) tellClient(place);
      for (const [topic, partitions] of Object.entries(assignment)) apply(topic, partitions);
    },
    clear() {
      for (const [topic, topicHolds] of partitionsHeld) {
        for (const partition of topicHolds.keys()) endTimer({ topic, partition });
      }
      partitionsHeld.clear();
      topicsHeld.clear();
      told.clear();
      assigned = undefined;
    },
  };
}
