import { UsageError } from "@magicbyte/registry";

/** A message with an event, as far as dispatching is concerned. */
export type EventMessage = { readonly value: unknown };

/** The types of events that a value may be: the names in `oneOf`, or its `eventType`. */
export type EventTypes<V> = V extends { readonly type: infer Type extends string; readonly value: unknown }
  ? Type
  : V extends { readonly eventType: infer Type extends string }
    ? Type
    : never;

/** The event of a type: the value within `oneOf`, or the value itself. */
export type EventOfType<V, Type> = V extends { readonly type: infer Known extends string; readonly value: infer Event }
  ? Type extends Known
    ? Event
    : never
  : V extends { readonly eventType: infer Known }
    ? Type extends Known
      ? V
      : never
    : never;

/** Handles an event; the message it came with has the rest. */
export type EventHandler<Event, M> = (event: Event, message: M) => void | Promise<void>;

/** Takes what there is no handler for: unknown types, tombstones, and types that were left out. */
type Fallback<M> = (event: unknown, message: M) => void | Promise<void>;

/** A handler for each type, and one for everything else if you like. */
export type EventHandlers<M extends EventMessage> = AllHandlers<M> & { readonly fallback?: Fallback<M> | undefined };

/** Handlers for some types, and one for everything else. */
export type SomeEventHandlers<M extends EventMessage> = Partial<AllHandlers<M>> & { readonly fallback: Fallback<M> };

type AllHandlers<M extends EventMessage> = {
  readonly [Type in EventTypes<M["value"]>]: EventHandler<EventOfType<M["value"], Type>, M>;
};

/**
 * One handler out of many, by type of event: `consumer.run(events, eventHandlers({ "memory.created": async (event) =>
 * ... }))`. All types need a handler, unless there is a `fallback`, which gets everything else. Without it a message of
 * an unknown type fails with a UsageError that names the type, and the consumer's `onHandlerError` decides. With `oneOf`
 * a message whose schema is none of those is a poison pill and comes to no handler.
 */
export function eventHandlers<M extends EventMessage>(handlers: EventHandlers<M>): (message: M) => Promise<void>;
export function eventHandlers<M extends EventMessage>(handlers: SomeEventHandlers<M>): (message: M) => Promise<void>;
export function eventHandlers<M extends EventMessage>(
  handlers: EventHandlers<M> | SomeEventHandlers<M>,
): (message: M) => Promise<void> {
  const { fallback, ...rest } = handlers as { readonly fallback?: Fallback<M> } & Record<
    string,
    EventHandler<unknown, M>
  >;
  const byType = new Map(Object.entries(rest as Record<string, EventHandler<unknown, M>>));
  return async (message) => {
    const { type, event } = eventOf(message.value);
    const handler = (type === undefined ? undefined : byType.get(type)) ?? fallback;
    if (handler === undefined) {
      const what = type === undefined ? "a message that is no event" : `events of type ${JSON.stringify(type)}`;
      throw new UsageError(`eventHandlers: there is no handler for ${what}: add one, or a \`fallback\``);
    }
    await handler(event, message);
  };
}

function eventOf(value: unknown): { readonly type: string | undefined; readonly event: unknown } {
  if (typeof value !== "object" || value === null) return { type: undefined, event: value };
  const { eventType, type, value: inner } = value as { eventType?: unknown; type?: unknown; value?: unknown };
  if (typeof eventType === "string") return { type: eventType, event: value };
  return typeof type === "string" && inner !== undefined ? { type, event: inner } : { type: undefined, event: value };
}
