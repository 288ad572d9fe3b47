import { UsageError } from "@magicbyte/registry";
import type { Consumer } from "kafkajs";
import type { KafkaConsumerAdapter } from "../client/kafka-client.js";
import { kafkaJsConsumer } from "../client/kafkajs-consumer.js";
import type { AnyTopic } from "../topics/define-topic.js";
import type { Consumption } from "./consumption.js";
import type { ConsumingOptions } from "./settings.js";

/** What can be done with a consumer besides consuming. */
export type ConsumerControls<Raw = unknown> = {
  /** The client's own consumer, with its logger, its events and all else. */
  readonly raw: Raw;
  /** The names of the client's events, where it has some. */
  readonly events: Raw extends { readonly events: infer Events } ? Events : undefined;
  /** Listens to an event of the client, where it has some. Returns what ends it. */
  readonly on: Raw extends { readonly on: infer On } ? On : undefined;
  /**
   * Settles when consumption ends: resolves when that was asked for, rejects with the original error otherwise. An error
   * that nobody asks for becomes an unhandled rejection, which ends the process: silence would look like health.
   */
  readonly closed: Promise<void>;
  /**
   * Ends consumption: aborts the signals of messages, lets handlers under way finish for `stopTimeoutMs`, commits what is
   * done, leaves the group and disconnects. May be called at any time, and more than once.
   */
  stop(): Promise<void>;
  /** The same, under KafkaJS's name. */
  disconnect(): Promise<void>;
  /** The same. */
  [Symbol.asyncDispose](): Promise<void>;
  /** Has no further messages of a topic delivered, or of some of its partitions, until `resume`. */
  pause(topic: AnyTopic | string, partitions?: readonly number[]): void;
  /** Ends what `pause` began; without partitions, for all of the topic. */
  resume(topic: AnyTopic | string, partitions?: readonly number[]): void;
};

/** What every consumer of ours has, whatever it does with messages. */
export function consumerControls(adapter: KafkaConsumerAdapter, consumption: Consumption): ConsumerControls<never> {
  const { raw } = adapter;
  const { events, on } = raw as { readonly events?: unknown; readonly on?: unknown };
  const { lifecycle, pauses, stop } = consumption;
  return {
    raw,
    events,
    on,
    get closed() {
      return lifecycle.closed;
    },
    stop,
    disconnect: stop,
    [Symbol.asyncDispose]: stop,
    pause: (topic, partitions) => pauses.hold(nameOf(topic), partitions),
    resume: (topic, partitions) => pauses.release(nameOf(topic), partitions),
  } as ConsumerControls<never>;
}

function nameOf(topic: AnyTopic | string): string {
  return typeof topic === "string" ? topic : topic.name;
}

/** @throws UsageError when it is no consumer, or one of a client that cannot do what is needed */
export function consumerAdapter(
  caller: string,
  consumer: Consumer | KafkaConsumerAdapter,
  { fromBeginning }: Pick<ConsumingOptions, "fromBeginning"> = {},
): KafkaConsumerAdapter {
  if (typeof consumer !== "object" || consumer === null || !("subscribe" in consumer)) {
    throw new UsageError(`${caller} takes a consumer: ${caller}(kafka.consumer({ groupId }), { client })`);
  }
  if (!("capabilities" in consumer)) return kafkaJsConsumer(consumer);
  const { clientName, capabilities } = consumer;
  if (!capabilities.resolveOffsets || !capabilities.pausePartitions) {
    throw new UsageError(`${caller}: ${clientName} must be able to resolve offsets and to pause partitions`);
  }
  if (!capabilities.settingsPerRun && fromBeginning !== undefined) {
    throw new UsageError(`${caller}: ${clientName} takes \`fromBeginning\` when the consumer is made, not here`);
  }
  return consumer;
}
