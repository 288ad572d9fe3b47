import type { ReceivedRecord } from "../client/kafka-client.js";
import type { AnyTopic, HeadersOf, KeyOf, ValueOf } from "../topics/define-topic.js";
import type { GoodReading } from "./topic-reader.js";

/** A message as its handler gets it. Its functions need no `this`, so that all of it can be taken apart. */
export type TypedMessage<T extends AnyTopic = AnyTopic> = MessageContent<T> & MessageControls;

/** What a message says, and where it stands. */
export type MessageContent<T extends AnyTopic = AnyTopic> = {
  readonly key: KeyOf<T>;
  readonly value: ValueOf<T>;
  readonly headers: HeadersOf<T>;
  /** Where it was read: the topic of the definition, or one of its retry topics. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly timestamp: Date;
  /** The id of the schema that the value was written with; undefined where it has none, or names it by GUID. */
  readonly schemaId: number | undefined;
  /** The subject of that schema, where the registry says it. */
  readonly subject: string | undefined;
  /** Key, value and headers as they are in Kafka. */
  readonly raw: ReceivedRecord;
  /** Counts the calls of the handler with this message in this delivery, from 1. */
  readonly attempt: number;
};

/** What a handler may do while it works on a message or a batch. */
export type MessageControls = {
  /**
   * Tells the group that this consumer is alive. That happens by itself while a handler waits; only one that computes
   * for long without waiting needs it. Rejects with the client's error while the group rebalances: let it pass.
   */
  heartbeat(): Promise<void>;
  /**
   * Has no further messages of this partition delivered, once those under way are done. This one counts as usual.
   * Returns what resumes.
   */
  pause(): () => void;
  /**
   * Aborted when going on may be in vain: the group rebalances, the partition was lost, the consumer is being stopped.
   * A handler that fails after that has not failed: the message is delivered again, here or elsewhere.
   */
  readonly signal: AbortSignal;
};

/** Puts a message together. */
export function createMessage(
  place: { readonly topic: string; readonly partition: number },
  record: ReceivedRecord,
  reading: GoodReading,
  attempt: number,
  { heartbeat, pause, signal }: MessageControls,
): TypedMessage {
  return {
    key: reading.key,
    value: reading.value,
    headers: reading.headers as TypedMessage["headers"],
    topic: place.topic,
    partition: place.partition,
    offset: record.offset,
    timestamp: new Date(Number(record.timestamp)),
    schemaId: reading.schemaId,
    subject: reading.subject,
    raw: record,
    attempt,
    heartbeat,
    pause,
    signal,
  };
}
