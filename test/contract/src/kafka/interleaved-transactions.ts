import type { Transaction } from "kafkajs";
import type { KafkaUnderTest } from "./kafka-under-test.js";

const PRODUCERS = 10;
const ROUNDS = 4;
/** Each step of a transaction writes one message to each partition. */
const STEPS = 3;

/** What the transactions wrote, sorted. */
export type Written = {
  readonly committed: readonly string[];
  /** With what was aborted. */
  readonly all: readonly string[];
};

export type Interleaving = {
  readonly partitions: number;
  /**
   * Whether transactions that abort do so in the order in which they began. A broker lists aborted transactions in the
   * order of their ends, and KafkaJS reads that list as if it were the order of their beginnings.
   */
  readonly aborts: "in order" | "in any order";
};

/**
 * Runs 40 transactions, ten at a time, whose messages alternate in every partition. They end in another order than they
 * began, half of them by aborting, and messages without a transaction stand between theirs.
 */
export async function runInterleavedTransactions(
  kafka: KafkaUnderTest,
  topic: string,
  { partitions, aborts }: Interleaving,
): Promise<Written> {
  const committed: string[] = [];
  const aborted: string[] = [];
  const toEach = (label: string) =>
    Array.from({ length: partitions }, (_, partition) => ({ partition, value: `${label} in ${partition}` }));
  const plain = await kafka.producer();
  const producers = await Promise.all(
    Array.from({ length: PRODUCERS }, () =>
      kafka.producer({ transactionalId: kafka.name("transaction"), maxInFlightRequests: 1, idempotent: true }),
    ),
  );

  for (let round = 0; round < ROUNDS; round++) {
    const running: { transaction: Transaction; commits: boolean; write(step: number): Promise<void> }[] = [];
    for (const [index, producer] of producers.entries()) {
      const commits = (index + round) % 2 === 0;
      const transaction = await producer.transaction();
      const write = async (step: number) => {
        const messages = toEach(`${commits ? "committed" : "aborted"} ${round}/${index}/${step}`);
        await transaction.send({ topic, messages });
        (commits ? committed : aborted).push(...messages.map(({ value }) => value));
      };
      running.push({ transaction, commits, write });
      await write(0);
    }
    for (let step = 1; step < STEPS; step++) {
      const messages = toEach(`plain ${round}/${step}`);
      await Promise.all([plain.send({ topic, messages }), ...running.map(({ write }) => write(step))]);
      committed.push(...messages.map(({ value }) => value));
    }
    const committing = running.filter(({ commits }) => commits).reverse();
    const aborting = running.filter(({ commits }) => !commits);
    if (aborts === "in any order") aborting.reverse();
    for (const [index, { transaction }] of aborting.entries()) {
      await committing[index]?.transaction.commit();
      await transaction.abort();
    }
  }
  return { committed: committed.toSorted(), all: [...committed, ...aborted].sort() };
}
