import type { TopicPartition } from "../client/kafka-client.js";
import type { TransactionScope, TypedTransaction } from "../producer/transaction.js";

/** The transactions of one input partition: one producer, whose id is the partition's. */
export type PartitionTransactions = {
  /** Whether a producer is there, and has not been fenced as far as is known. */
  readonly isOwned: boolean;
  /**
   * Runs work in a transaction, and commits it together with the next offset to read, which the work gives. When it
   * gives none, or fails, the transaction is aborted. Makes sure first that nobody else can commit for the partition:
   * whoever had it before is fenced. `position` is where it goes on; what stands before that has been dealt with.
   */
  run(work: (transaction: TransactionScope, position: bigint) => Promise<bigint | undefined>): Promise<void>;
  /** Lets go of the partition. A transaction that is open ends with its time-out, or with the next owner. */
  drop(): Promise<void>;
};

/** What is needed of a producer. */
type TransactionalProducer = { transaction(): Promise<TypedTransaction>; disconnect(): Promise<void> };

/** What they are made of. */
export type PartitionTransactionsParts = {
  readonly place: TopicPartition;
  readonly makeProducer: () => TransactionalProducer;
  /** The committed offset of the group in this partition; undefined where there is none. */
  readonly committedOffset: () => Promise<bigint | undefined>;
  /** The group's name, and the client's own consumer for clients that need it. */
  readonly group: { readonly consumerGroupId: string; readonly consumer: unknown };
  /** Whether another producer has taken over. */
  readonly isFenced: (error: unknown) => boolean;
};

type Owned = { readonly producer: TransactionalProducer; position: bigint };

export function createPartitionTransactions(parts: PartitionTransactionsParts): PartitionTransactions {
  const { place, group } = parts;
  let owned: Owned | undefined;

  async function drop(): Promise<void> {
    const dropped = owned;
    owned = undefined;
    await dropped?.producer.disconnect().catch(() => {});
  }

  async function acquire(): Promise<Owned> {
    if (owned !== undefined) return owned;
    const producer = parts.makeProducer();
    try {
      // Clients fence others when the first transaction begins.
      const transaction = await producer.transaction();
      await transaction.abort();
      // Only now: whoever had the partition before could have committed until a moment ago.
      owned = { producer, position: (await parts.committedOffset()) ?? 0n };
      return owned;
    } catch (error) {
      await producer.disconnect().catch(() => {});
      throw error;
    }
  }

  async function abort(transaction: TypedTransaction, error: unknown): Promise<void> {
    try {
      if (transaction.isActive()) await transaction.abort();
    } catch {
      await drop();
    }
    if (parts.isFenced(error)) await drop();
  }

  return {
    get isOwned() {
      return owned !== undefined;
    },
    drop,
    async run(work) {
      const mine = await acquire();
      const transaction = await mine.producer.transaction();
      let nextOffset: bigint | undefined;
      try {
        nextOffset = await work(transaction, mine.position);
        if (nextOffset === undefined || nextOffset <= mine.position) {
          await abort(transaction, undefined);
          return;
        }
        const partitions = [{ partition: place.partition, offset: nextOffset.toString() }];
        await transaction.sendOffsets({ ...group, topics: [{ topic: place.topic, partitions }] });
      } catch (error) {
        await abort(transaction, error);
        throw error;
      }
      try {
        await transaction.commit();
      } catch (error) {
        // Nobody knows whether it was committed: a new producer of the same id settles that, and the offset tells.
        await drop();
        throw error;
      }
      mine.position = nextOffset;
    },
  };
}
