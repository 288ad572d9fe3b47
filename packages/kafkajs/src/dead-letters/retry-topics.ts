import { UsageError } from "@magicbyte/registry";
import type { Producer } from "kafkajs";
import type { KafkaProducerAdapter, RawHeaders, WritableHeaders } from "../client/kafka-client.js";
import type { RecordsSender } from "../producer/typed-sender.js";
import type { DeadLetter } from "./dead-letter.js";
import { deadLetterHeaders as names } from "./dead-letter-headers.js";
import type { HandlerFailure } from "./failed-message.js";
import { carriedHeaders, failureHeaders, headerText, sourceTopicOf } from "./failure-headers.js";
import { recordsSender } from "./records-sender.js";

/** Topics through which messages go whose handler failed, each with a delay, so that those behind them need not wait. */
export type RetryTopics = {
  readonly kind: "retry-topics";
  /** The retry topics of a topic, in the order in which messages go through them: a consumer reads them all. */
  topicsFor(source: string): readonly string[];
  /** What becomes of a message that failed in the last one. */
  readonly whenExhausted: "throw" | "skip" | DeadLetter;
  /**
   * Resolves once the broker has the message in its next retry topic, with the delay; or with `"exhausted"` when it came
   * from the last one: nothing was sent then. In a transaction, give it to send it with that.
   */
  send(
    failure: HandlerFailure,
    transaction?: RecordsSender,
  ): Promise<{ readonly topic: string; readonly delayMs: number } | "exhausted">;
};

/** How messages are tried again. */
export type RetryTopicsOptions = {
  /** How long a message waits in each of the topics, in their order: as many topics as there are delays. */
  readonly delaysMs: readonly number[];
  /**
   * The name of a retry topic; `retry` counts from 1.
   * @default the source topic's name, `.retry.` and the count
   */
  readonly topic?: ((source: string, retry: number) => string) | undefined;
  /** What becomes of a message that failed in the last one: `deadLetter(...)`, as a rule. */
  readonly whenExhausted: "throw" | "skip" | DeadLetter;
};

/** A timer of Node cannot wait longer, and neither should a message: `retention.ms` goes on. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/**
 * Sends messages whose handler failed through topics with delays. Key, value and headers stay as they were; what went
 * wrong, the count and the time of the next try stand in further headers (`deadLetterHeaders`). The order of a key is
 * not kept: a message that waits is overtaken by those behind it.
 *
 * @throws UsageError when the options cannot be right
 */
export function retryTopics(
  producer: RecordsSender | Producer | KafkaProducerAdapter,
  options: RetryTopicsOptions,
): RetryTopics {
  const {
    delaysMs,
    whenExhausted,
    topic: nameOf = (source: string, retry: number) => `${source}.retry.${retry}`,
  } = options;
  if (!Array.isArray(delaysMs) || delaysMs.length === 0 || !delaysMs.every(isDelay)) {
    throw new UsageError(
      "retryTopics needs `delaysMs`: whole milliseconds, one for each topic, such as [10_000, 60_000]",
    );
  }
  if (whenExhausted === undefined) {
    throw new UsageError('retryTopics needs `whenExhausted`: deadLetter(producer, { topic }), "throw" or "skip"');
  }
  const sender = recordsSender(producer, "retryTopics");

  return {
    kind: "retry-topics",
    whenExhausted,
    topicsFor: (source) => delaysMs.map((_, index) => nameOf(source, index + 1)),
    async send(failure, transaction) {
      const retry = retryOf(carriedHeaders(failure)) + 1;
      const delayMs = delaysMs[retry - 1];
      if (delayMs === undefined) return "exhausted";
      const topic = nameOf(sourceTopicOf(failure), retry);
      if (topic === failure.topic) {
        throw new UsageError(`retryTopics: messages of "${topic}" would be tried again in "${topic}" itself`);
      }
      const headers: WritableHeaders = {
        ...failureHeaders(failure, topic),
        [names.retry]: String(retry),
        [names.retryDueAt]: String(Date.now() + delayMs),
      };
      await (transaction ?? sender).sendRecords([
        { topic, records: [{ key: failure.key, value: failure.value, headers }] },
      ]);
      return { topic, delayMs };
    },
  };
}

function isDelay(delayMs: unknown): boolean {
  return Number.isSafeInteger(delayMs) && Number(delayMs) >= 0 && Number(delayMs) <= LONGEST_DELAY_MS;
}

/** How many retry topics a message has come through. */
function retryOf(headers: RawHeaders): number {
  const retry = Number(headerText(headers, names.retry) ?? 0);
  return Number.isSafeInteger(retry) && retry > 0 ? retry : 0;
}

/** When a message of a retry topic is to be tried, in milliseconds since 1970; undefined for any other message. */
export function retryDueAt(headers: RawHeaders): number | undefined {
  const dueAt = Number(headerText(headers, names.retryDueAt));
  return Number.isSafeInteger(dueAt) ? dueAt : undefined;
}
