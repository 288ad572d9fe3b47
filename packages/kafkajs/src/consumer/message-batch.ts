import type { AnyTopic } from "../topics/define-topic.js";
import type { MessageControls, TypedMessage } from "./message.js";

/** Messages of one partition, in their order, that were fetched together. */
export type TypedBatch<T extends AnyTopic = AnyTopic> = MessageControls & {
  readonly topic: string;
  readonly partition: number;
  /** At least one. What cannot be read is not among them. */
  readonly messages: readonly TypedMessage<T>[];
  /** The offset of the next message that will be written to the partition. */
  readonly highWatermark: string;
  /** Counts the calls of the handler with these messages in this delivery, from 1. */
  readonly attempt: number;
  /**
   * This message and those before it are done, whatever becomes of the rest: when the handler fails, it gets the rest
   * again.
   */
  done(message: TypedMessage<T>): void;
};
