import { type MessagePart, SerializationError, UsageError } from "@magicbyte/registry";
import type { AnyTopic } from "../topics/define-topic.js";
import { type PartWriter, preparePartWriter } from "../topics/part-writer.js";
import type { TypedProducerOptions } from "./producer-options.js";

/** A topic whose schemas are known: its messages are encoded without asking anybody. */
export type PreparedTopic = { readonly topic: AnyTopic; readonly key: PartWriter; readonly value: PartWriter };

/** Prepares topics, each once. */
export type TopicPreparer = {
  /** The topic, if it is prepared already. */
  get(topic: AnyTopic): PreparedTopic | undefined;
  /** Prepares it now, unless it is. One that failed is tried again by the next call. */
  prepare(topic: AnyTopic): Promise<PreparedTopic>;
};

/** Remembers a topic for as long as the caller has it. */
export function createTopicPreparer(options: TypedProducerOptions): TopicPreparer {
  const ready = new WeakMap<AnyTopic, PreparedTopic>();
  const pending = new Map<AnyTopic, Promise<PreparedTopic>>();

  async function load(topic: AnyTopic): Promise<PreparedTopic> {
    const [key, value] = await Promise.all([preparePart(topic, "key", options), preparePart(topic, "value", options)]);
    const prepared = { topic, key, value };
    ready.set(topic, prepared);
    return prepared;
  }

  return {
    get: (topic) => ready.get(topic),
    prepare(topic) {
      const known = ready.get(topic);
      if (known !== undefined) return Promise.resolve(known);
      let promise = pending.get(topic);
      if (promise === undefined) {
        promise = load(topic).finally(() => pending.delete(topic));
        pending.set(topic, promise);
      }
      return promise;
    },
  };
}

async function preparePart(topic: AnyTopic, part: MessagePart, options: TypedProducerOptions): Promise<PartWriter> {
  const { client, normalize, schemaIdIn, renewMs, lookup = "register" } = options;
  const isKey = part === "key";
  try {
    return await preparePartWriter(topic[part], {
      client,
      part,
      topic: topic.name,
      normalize,
      schemaIdIn,
      renewMs,
      lookup: typeof lookup === "function" ? lookup({ topic: topic.name, part }) : lookup,
      subject: isKey ? options.keySubject : options.valueSubject,
      steps: isKey ? options.keySteps : options.valueSteps,
    });
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : "see cause";
    const message = `topic "${topic.name}": the schema of its ${part}s cannot be prepared: ${words}`;
    if (cause instanceof UsageError) throw new UsageError(message, { cause });
    throw new SerializationError(message, { topic: topic.name, part, cause });
  }
}
