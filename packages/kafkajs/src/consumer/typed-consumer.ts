import { UsageError } from "@magicbyte/registry";
import type { Consumer } from "kafkajs";
import type { KafkaConsumerAdapter } from "../client/kafka-client.js";
import type { AnyTopic } from "../topics/define-topic.js";
import { type ConsumerControls, consumerAdapter, consumerControls } from "./consumer-controls.js";
import { createConsumption } from "./consumption.js";
import { deliverBatches, deliverEach } from "./delivery.js";
import { type ConsumingOptions, consumingSettings } from "./settings.js";
import { type BatchHandler, checkSubscriptions, type MessageHandler, on, type Subscription } from "./subscription.js";

/** A consumer whose messages are typed by their topic. It consumes once, from `run` to `stop`. */
export type TypedConsumer<Raw = unknown> = ConsumerControls<Raw> & {
  /**
   * Consumes topics, each with its handler. Connects and subscribes, and resolves when the group has been joined.
   * Promised is at least once: a message is committed when its handler has succeeded, or when the policies have dealt
   * with it, and comes again otherwise.
   *
   * @throws UsageError when called twice
   */
  run<T extends AnyTopic>(topic: T, handler: MessageHandler<T>): Promise<void>;
  run(subscriptions: readonly Subscription[]): Promise<void>;
  /** Consumes a topic by batches: the messages of a partition that were fetched together. Otherwise as `run`. */
  runBatch<T extends AnyTopic>(topic: T, handler: BatchHandler<T>, options?: RunBatchOptions): Promise<void>;
};

/** How batches are made. */
export type RunBatchOptions = {
  /** How many messages a batch may have. @default as many as were fetched */
  readonly maxMessages?: number | undefined;
};

/** How a typed consumer is made. */
export type TypedConsumerOptions = ConsumingOptions;

/**
 * Consumes typed messages: `typedConsumer(kafka.consumer({ groupId }), { client })`. Wraps the consumer and changes
 * nothing of it.
 *
 * @throws UsageError when the options cannot be right
 */
export function typedConsumer(consumer: Consumer, options: TypedConsumerOptions): TypedConsumer<Consumer>;
export function typedConsumer<Raw>(
  consumer: KafkaConsumerAdapter<Raw>,
  options: TypedConsumerOptions,
): TypedConsumer<Raw>;
export function typedConsumer(
  consumer: Consumer | KafkaConsumerAdapter,
  options: TypedConsumerOptions,
): TypedConsumer<never> {
  const adapter = consumerAdapter("typedConsumer", consumer, options);
  const settings = consumingSettings("typedConsumer", options);
  const consumption = createConsumption({
    adapter,
    settings,
    readerOptions: options,
    autoCommit: true,
    async dispatch(_failed, send) {
      await send();
    },
  });

  return Object.assign(consumerControls(adapter, consumption), {
    async run(first: AnyTopic | readonly Subscription[], handler?: MessageHandler<never>) {
      const subscriptions = isList(first) ? first : [on(first, handler as MessageHandler)];
      checkSubscriptions("run", subscriptions);
      await consumption.start(
        subscriptions.map((each) => ({
          topic: each.topic,
          deliver: deliverEach(each.handler as MessageHandler, settings.concurrency),
        })),
      );
    },
    async runBatch(topic: AnyTopic, handler: BatchHandler, { maxMessages = Number.POSITIVE_INFINITY } = {}) {
      checkSubscriptions("runBatch", [{ topic, handler }]);
      if (!(maxMessages >= 1)) throw new UsageError("runBatch: `maxMessages` must be a number from 1 on");
      await consumption.start([{ topic, deliver: deliverBatches(handler, maxMessages) }]);
    },
  }) as TypedConsumer<never>;
}

function isList(first: AnyTopic | readonly Subscription[]): first is readonly Subscription[] {
  return Array.isArray(first);
}
