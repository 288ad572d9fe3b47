import type { InputOf, OneOf } from "@magicbyte/registry";
import type { AnyTopic } from "../topics/define-topic.js";
import type { Nullable } from "../topics/nullable.js";
import type { InputOfPart } from "../topics/part.js";

/** What every event says of itself, whatever its type. */
export type EventEnvelope = {
  readonly eventId: string;
  readonly eventType: string;
  /** When it happened. */
  readonly timestamp: Date;
  /** The service that says so. */
  readonly source: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** The same for all events that follow from one: the id of that one, unless it is given. */
  readonly correlationId: string;
  /** The event that led to this one; null for the first. */
  readonly causationId: string | null;
};

/** What a topic's values are made of, null apart. */
type ContentOf<T extends AnyTopic> = T["value"] extends Nullable<infer C> ? C : T["value"];

/**
 * The types of the events of a topic: the names in `oneOf`, or the `eventType` of its values where it is one schema for
 * them all.
 */
export type EventTypeOf<T extends AnyTopic> =
  ContentOf<T> extends OneOf<infer V>
    ? keyof V & string
    : Exclude<InputOfPart<T["value"]>, null> extends infer In
      ? In extends { readonly eventType: infer Type extends string }
        ? Type
        : never
      : never;

/** What is written for an event of a type, with its envelope. */
type EventValue<T extends AnyTopic, Type> =
  ContentOf<T> extends OneOf<infer V>
    ? Type extends keyof V
      ? InputOf<V[Type]>
      : never
    : Exclude<InputOfPart<T["value"]>, null> extends infer In
      ? In extends { readonly eventType: infer Known }
        ? Type extends Known
          ? In
          : never
        : never
      : never;

/** What is given for an event of a type: all of its value but the members that the envelope `E` brings. */
export type EventData<T extends AnyTopic, Type, E> = WithoutEnvelope<EventValue<T, Type>, E>;

/** An envelope that does not fit the schema leaves nothing that could be given. Its `eventType` is the one published. */
type WithoutEnvelope<V, E> = V extends unknown
  ? E extends Pick<V, Exclude<keyof V & keyof E, "eventType">>
    ? { readonly [M in Exclude<keyof V, keyof E> as M]: V[M] }
    : { readonly "the envelope does not fit the schema": never }
  : never;
