import { randomUUID } from "node:crypto";
import { UsageError } from "@magicbyte/registry";
import type { TypedSender } from "../producer/typed-sender.js";
import type { AnyTopic, MessageInput } from "../topics/define-topic.js";
import type { InputOfPart } from "../topics/part.js";
import { shapeOf } from "../topics/part.js";
import { type CloudEventsOptions, cloudEventHeaders } from "./cloud-events.js";
import type { EventData, EventEnvelope, EventTypeOf } from "./envelope.js";

/** How events are published. */
export type EventPublisherOptions<T extends AnyTopic, E> = {
  readonly producer: TypedSender;
  /** `oneOf` with a schema for each type of event, or one schema for them all with a member `eventType`. */
  readonly topic: T;
  /** The name of the service that publishes. With `cloudEvents` a URI reference. */
  readonly source: string;
  /**
   * What of the envelope goes into the value, under the names and in the types of your schemas; `false`: nothing, so
   * that headers alone say it (`cloudEvents`).
   * @default all of it, under the names of {@link EventEnvelope}
   */
  readonly envelope?: ((envelope: EventEnvelope) => E) | false | undefined;
  /**
   * Whether the envelope is also sent in headers, as CloudEvents in binary mode.
   * @default false
   */
  readonly cloudEvents?: boolean | CloudEventsOptions | undefined;
  /** What events are called. @default randomUUID of node:crypto */
  readonly newEventId?: (() => string) | undefined;
};

/** What is said of an event besides its type and its data. */
export type PublishOptions<T extends AnyTopic> = Pick<MessageInput<T>, "key" & keyof MessageInput<T>> &
  Pick<MessageInput<T>, "headers" | "partition"> & {
    /** @default empty */
    readonly metadata?: Readonly<Record<string, string>> | undefined;
    /** The event that led to this one: gives correlation and causation. */
    readonly causedBy?: Pick<EventEnvelope, "eventId" | "correlationId"> | undefined;
    /** @default that of the cause, or the event's own id */
    readonly correlationId?: string | undefined;
    /** @default the id of the cause, or null */
    readonly causationId?: string | undefined;
    /** When it happened. @default now */
    readonly timestamp?: Date | undefined;
    /** For an event whose id is given, as when it is published again. @default a new one */
    readonly eventId?: string | undefined;
  };

/** Options may be left out where the topic's key may be. */
type OptionsArgument<T extends AnyTopic> =
  null extends InputOfPart<T["key"]> ? [options?: PublishOptions<T>] : [options: PublishOptions<T>];

/** Publishes events of a topic. */
export type EventPublisher<T extends AnyTopic, E> = {
  /**
   * Publishes an event and gives its id once the broker has it.
   *
   * @throws SerializationError when the event does not fit its schema
   */
  publish<Type extends EventTypeOf<T>>(
    type: Type,
    data: EventData<T, Type, E>,
    ...options: OptionsArgument<T>
  ): Promise<string>;
  /** The same publisher in a transaction. */
  within(transaction: TypedSender): EventPublisher<T, E>;
};

/** No envelope in the value. */
type NoEnvelope = Readonly<Record<never, never>>;

/**
 * Publishes events with an envelope: id, type, time, source, metadata, correlation and causation.
 *
 * @throws UsageError when the options cannot be right
 */
export function eventPublisher<const T extends AnyTopic>(
  options: EventPublisherOptions<T, NoEnvelope> & { readonly envelope: false },
): EventPublisher<T, NoEnvelope>;
export function eventPublisher<const T extends AnyTopic, E extends object = EventEnvelope>(
  options: EventPublisherOptions<T, E>,
): EventPublisher<T, E>;
export function eventPublisher<const T extends AnyTopic, E extends object>(
  options: EventPublisherOptions<T, E>,
): EventPublisher<T, E> {
  const {
    producer,
    topic,
    source,
    envelope: shape = (whole: EventEnvelope) => whole,
    newEventId = randomUUID,
  } = options;
  const cloudEvents = options.cloudEvents === true ? {} : options.cloudEvents;
  checkOptions(options as EventPublisherOptions<AnyTopic, unknown>);
  const tagged = isOneOf(topic);

  async function publish(
    type: string,
    data: Readonly<Record<string, unknown>>,
    { metadata = {}, causedBy, headers, key, partition, ...rest }: LoosePublishOptions = {},
  ): Promise<string> {
    const eventId = rest.eventId ?? newEventId();
    const envelope: EventEnvelope = {
      eventId,
      eventType: type,
      timestamp: rest.timestamp ?? new Date(),
      source,
      metadata,
      correlationId: rest.correlationId ?? causedBy?.correlationId ?? causedBy?.eventId ?? eventId,
      causationId: rest.causationId ?? causedBy?.eventId ?? null,
    };
    const record = shape === false ? data : { ...data, ...shape(envelope) };
    const message = {
      key,
      value: tagged ? { type, value: record } : record,
      headers: cloudEvents ? { ...headers, ...cloudEventHeaders(envelope, cloudEvents) } : headers,
      partition,
      timestamp: envelope.timestamp,
    };
    await producer.send(topic, [message as unknown as MessageInput<T>]);
    return eventId;
  }

  return {
    publish: publish as unknown as EventPublisher<T, E>["publish"],
    within: (transaction) => eventPublisher<T, E>({ ...options, producer: transaction }),
  };
}

/** The options of any topic, as the implementation sees them. */
type LoosePublishOptions = Omit<PublishOptions<AnyTopic>, "key" | "headers"> & {
  readonly key?: unknown;
  readonly headers?: Readonly<Record<string, unknown>> | undefined;
};

function isOneOf(topic: AnyTopic): boolean {
  const shape = shapeOf(topic.value);
  return shape.kind === "schema" && "variants" in shape.schema;
}

function checkOptions({
  producer,
  topic,
  source,
  envelope,
  cloudEvents,
}: EventPublisherOptions<AnyTopic, unknown>): void {
  if (
    typeof producer?.send !== "function" ||
    topic?.value === undefined ||
    typeof source !== "string" ||
    source === ""
  ) {
    throw new UsageError(
      "eventPublisher needs a typed `producer`, a `topic` of defineTopic, and the service's name: `source`",
    );
  }
  if (envelope === false && (cloudEvents === undefined || cloudEvents === false)) {
    throw new UsageError(
      "eventPublisher with `envelope: false` needs `cloudEvents`, or nothing says which event it is",
    );
  }
}
