import type { TypedMessage } from "../consumer/message.js";
import type { TypedBatch } from "../consumer/message-batch.js";
import type { TransactionScope } from "../producer/transaction.js";
import type { PartitionTransactions } from "./partition-transactions.js";

/** Works on a message. What it sends with the transaction becomes visible with the message's offset, or never. */
export type TransactionalHandler<M = TypedMessage> = (message: M, transaction: TransactionScope) => unknown;

/** Handles messages in one transaction; those before one that fails in one of their own, so that only it is at fault. */
export async function runTransaction(
  batch: TypedBatch,
  transactions: PartitionTransactions,
  handler: TransactionalHandler,
  messages: readonly TypedMessage[] = batch.messages,
): Promise<void> {
  if (messages.length === 0) return;
  // Whoever is no longer in the group must not take the partition from its new owner.
  if (!transactions.isOwned) await batch.heartbeat();
  let handled = 0;
  let failed = false;
  try {
    await transactions.run(async (transaction, position) => {
      handled = 0;
      for (const message of messages) {
        // What has been handled is committed, even where the rest has to wait.
        if (batch.signal.aborted) break;
        // The offset that the client began with may be older than what has been committed since.
        if (BigInt(message.offset) >= position) {
          failed = true;
          await handler(message, transaction);
          failed = false;
        }
        handled++;
      }
      return nextOffset(messages[handled - 1]);
    });
  } catch (error) {
    // When one message fails, those before it are committed without it.
    if (failed) await runTransaction(batch, transactions, handler, messages.slice(0, handled));
    throw error;
  }
  const last = messages[handled - 1];
  if (last !== undefined) batch.done(last);
  batch.signal.throwIfAborted();
}

function nextOffset(last: TypedMessage | undefined): bigint | undefined {
  return last === undefined ? undefined : BigInt(last.offset) + 1n;
}
