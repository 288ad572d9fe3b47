import { UsageError } from "@magicbyte/registry";
import type { Producer } from "kafkajs";
import type { KafkaProducerAdapter, WritableHeaders } from "../client/kafka-client.js";
import type { RecordsSender } from "../producer/typed-sender.js";
import type { FailedMessage } from "./failed-message.js";
import { failureHeaders, sourceTopicOf } from "./failure-headers.js";
import { recordsSender } from "./records-sender.js";

/** Where messages go that cannot be handled. */
export type DeadLetter = {
  readonly kind: "dead-letter";
  /** The topic of the dead letters of a topic. */
  topicFor(source: string): string;
  /**
   * Resolves once the broker has the dead letter, and rejects when it could not be written. In a transaction, give it
   * to send it with that.
   */
  send(failed: FailedMessage, transaction?: RecordsSender): Promise<void>;
};

/** How dead letters are written. */
export type DeadLetterOptions = {
  /** The topic of the dead letters, or what gives it for the topic in which a message was at first. */
  readonly topic: string | ((source: string) => string);
  /**
   * Further headers, as text.
   * @default none
   */
  readonly headers?: ((failed: FailedMessage) => Readonly<Record<string, string>>) | undefined;
};

/**
 * Keeps messages that cannot be handled: key, value and headers as they were, and what went wrong in further headers
 * (`deadLetterHeaders`). The producer is a typed one, or the client's own; it is connected where that is still to do.
 * Without a key of its own a dead letter goes to any partition, otherwise to that of the key.
 *
 * @throws UsageError when the options cannot be right
 */
export function deadLetter(
  producer: RecordsSender | Producer | KafkaProducerAdapter,
  options: DeadLetterOptions,
): DeadLetter {
  const { topic, headers } = options ?? {};
  if (typeof topic !== "string" && typeof topic !== "function") {
    throw new UsageError(
      "deadLetter needs a `topic`: a name, or a function that gives it for the name of a source topic",
    );
  }
  const sender = recordsSender(producer, "deadLetter");

  function topicFor(source: string): string {
    return typeof topic === "string" ? topic : topic(source);
  }

  return {
    kind: "dead-letter",
    topicFor,
    async send(failed, transaction) {
      const target = topicFor(sourceTopicOf(failed));
      // A dead letter that cannot be handled would be followed by itself for ever.
      if (target === failed.topic) {
        throw new UsageError(`deadLetter: messages of "${target}" would be dead-lettered to "${target}" itself`);
      }
      const all: WritableHeaders = { ...failureHeaders(failed, target), ...headers?.(failed) };
      await (transaction ?? sender).sendRecords([
        { topic: target, records: [{ key: failed.key, value: failed.value, headers: all }] },
      ]);
    },
  };
}
