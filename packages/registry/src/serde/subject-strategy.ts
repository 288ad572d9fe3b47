import type { SchemaType } from "../client/schema-types.js";
import { UsageError } from "../errors/usage-error.js";
import type { MessagePart } from "../wire/headers.js";

/** What there is to make a subject of. */
export type SubjectContext = {
  readonly topic: string | undefined;
  readonly part: MessagePart;
  readonly schemaType: SchemaType;
  /** The full name of the record; undefined for what has no name. */
  readonly recordName: string | undefined;
};

/** Says under which subject a schema is registered. Asked once for a topic, not for every message. */
export type SubjectStrategy = (context: SubjectContext) => string | Promise<string>;

/** `orders-value`: one schema a topic and part. What every client does by default. */
export function topicName({ topic, part }: SubjectContext): string {
  return `${requireTopic(topic)}-${part}`;
}

/** `com.example.Order`: one subject a record, whatever the topic. */
export function recordName(context: SubjectContext): string {
  return requireRecord(context);
}

/** `orders-com.example.Order`: one subject a record and topic. For several kinds of message on one topic. */
export function topicRecordName(context: SubjectContext): string {
  return `${requireTopic(context.topic)}-${requireRecord(context)}`;
}

function requireTopic(topic: string | undefined): string {
  if (topic === undefined || topic === "") {
    throw new UsageError(
      'the subject strategy needs a topic: serialize(value, { topic: "orders" }), or use recordName or a strategy of your own',
    );
  }
  return topic;
}

function requireRecord({ recordName: name, schemaType }: SubjectContext): string {
  if (name === undefined) {
    const where = schemaType === "JSON" ? "give it a `title`" : "only records have one";
    throw new UsageError(
      `the subject strategy needs a record name, and this ${schemaType} schema has none: ${where}, or use topicName`,
    );
  }
  return name;
}
