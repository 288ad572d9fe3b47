import { UsageError } from "@magicbyte/registry";
import type { KafkaTransactionAdapter, TopicOffsets } from "../client/kafka-client.js";
import type { TypedSender } from "./typed-sender.js";

/** Offsets of a consumer group that are committed with a transaction. */
export type TransactionOffsets = {
  /** The name of the group. Clients that know it of the consumer need it not. */
  readonly consumerGroupId?: string | undefined;
  /** The client's own consumer. KafkaJS needs it not. */
  readonly consumer?: unknown;
  /** For each partition the next offset to read: that of the last message, plus one. */
  readonly topics: readonly TopicOffsets[];
};

/** What can be done in a transaction: all of it takes effect, or nothing. */
export type TransactionScope = TypedSender & {
  /** Commits offsets of a consumer group together with what is sent. */
  sendOffsets(offsets: TransactionOffsets): Promise<void>;
  /** Whether it is still open. */
  isActive(): boolean;
};

/** An open transaction. */
export type TypedTransaction = TransactionScope & {
  /**
   * Makes all of it visible. When this fails nobody knows whether it was committed, and KafkaJS's producer takes no
   * further transaction: disconnect it, and go on with a new one of the same id, which settles the matter.
   */
  commit(): Promise<void>;
  /** Makes all of it void. */
  abort(): Promise<void>;
};

/** A transaction of a client with typed messages. */
export function createTypedTransaction(
  adapter: KafkaTransactionAdapter,
  sender: TypedSender,
  clientName: string,
  transactionalOffsets: "group-id" | "consumer" | false,
): TypedTransaction {
  return {
    ...sender,
    async sendOffsets({ consumerGroupId, consumer, topics }) {
      if (transactionalOffsets === false) {
        throw new UsageError(`${clientName} cannot commit offsets in a transaction`);
      }
      if (transactionalOffsets === "group-id" ? consumerGroupId === undefined : consumer === undefined) {
        const needed = transactionalOffsets === "group-id" ? "consumerGroupId" : "consumer";
        throw new UsageError(`sendOffsets: ${clientName} needs the \`${needed}\``);
      }
      await adapter.sendOffsets({ groupId: consumerGroupId, consumer, topics });
    },
    isActive: () => adapter.isActive(),
    commit: () => adapter.commit(),
    abort: () => adapter.abort(),
  };
}

/** Commits when the work is done, aborts when it fails, and passes its result or its error on. */
export async function runInTransaction<R>(
  transaction: TypedTransaction,
  work: (transaction: TransactionScope) => Promise<R>,
): Promise<R> {
  let result: R;
  try {
    result = await work(transaction);
  } catch (error) {
    // The work's error says why; when aborting fails too, the broker aborts after the transaction's time-out.
    if (transaction.isActive()) await transaction.abort().catch(() => {});
    throw error;
  }
  await transaction.commit();
  return result;
}
