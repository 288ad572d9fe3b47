import { UsageError } from "@magicbyte/registry";
import type { AnyTopic } from "../topics/define-topic.js";
import type { TypedMessage } from "./message.js";
import type { TypedBatch } from "./message-batch.js";

/** Works on a message. It is done when what the handler gives is: a promise is waited for. */
export type MessageHandler<T extends AnyTopic = AnyTopic> = (message: TypedMessage<T>) => unknown;

/** Works on messages that were fetched together. */
export type BatchHandler<T extends AnyTopic = AnyTopic> = (batch: TypedBatch<T>) => unknown;

/** A topic and who works on its messages: made by `on`. */
export type Subscription = { readonly topic: AnyTopic; readonly handler: MessageHandler<never> };

/** Pairs a topic with the handler of its messages: `consumer.run([on(users, ...), on(orders, ...)])`. */
export function on<T extends AnyTopic>(topic: T, handler: MessageHandler<T>): Subscription {
  return { topic, handler };
}

/** @throws UsageError when there is nothing to consume, a topic or a handler is none, or a topic stands there twice */
export function checkSubscriptions(
  caller: string,
  subscriptions: readonly { readonly topic: AnyTopic; readonly handler: unknown }[],
): void {
  if (!Array.isArray(subscriptions) || subscriptions.length === 0) {
    throw new UsageError(`${caller} takes a topic and its handler, or a list: run([on(users, ...), on(orders, ...)])`);
  }
  const names = new Set<string>();
  for (const { topic, handler } of subscriptions) {
    if (typeof topic?.name !== "string" || topic.value === undefined) {
      throw new UsageError(`${caller} needs a topic that defineTopic(name, { value }) made, in place of its name`);
    }
    if (typeof handler !== "function") throw new UsageError(`${caller}: topic "${topic.name}" needs a handler`);
    if (names.has(topic.name)) {
      throw new UsageError(`${caller}: topic "${topic.name}" has two handlers; a message has one`);
    }
    names.add(topic.name);
  }
}
