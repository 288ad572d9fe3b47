import type { AnyTopic } from "../topics/define-topic.js";
import type { Deliver } from "./delivery.js";
import type { ConsumingSettings } from "./settings.js";
import { createTopicReader, type TopicReader, type TopicReaderOptions } from "./topic-reader.js";

/** How the messages of a topic are read, and who handles them. */
export type TopicPlan = {
  readonly reader: TopicReader;
  readonly deliver: Deliver;
  /** Whether it is a retry topic, whose messages are due at some time. */
  readonly isRetryTopic: boolean;
};

/** Plans by the name of the topic to read: those named, and their retry topics. */
export function topicPlans(
  topics: readonly { readonly topic: AnyTopic; readonly deliver: Deliver }[],
  options: TopicReaderOptions,
  { retryTopics }: ConsumingSettings,
): ReadonlyMap<string, TopicPlan> {
  const plans = new Map<string, TopicPlan>();
  for (const { topic, deliver } of topics) {
    const reader = createTopicReader(topic, options);
    for (const name of retryTopics?.topicsFor(topic.name) ?? []) {
      plans.set(name, { reader, deliver, isRetryTopic: true });
    }
    plans.set(topic.name, { reader, deliver, isRetryTopic: false });
  }
  return plans;
}
