import { UsageError } from "@magicbyte/registry";
import type { Codec } from "./codec.js";
import type { HeaderCodecs, HeadersInput, HeadersOutput } from "./headers.js";
import type { Nothing } from "./none.js";
import type { Nullable } from "./nullable.js";
import { type InputOfPart, type OutputOfPart, type Part, shapeOf } from "./part.js";
import { rawKey } from "./raw-key.js";

/** What a topic's keys are when it does not declare them: bytes or none, and text when writing. */
export type RawKey = Nullable<Codec<Buffer, Buffer | string>>;

/** A topic and what its messages are made of. Made once with `defineTopic` and shared by producers and consumers. */
export type Topic<K extends Part = Part, V extends Part = Part, H extends HeaderCodecs = HeaderCodecs> = {
  readonly name: string;
  readonly key: K;
  readonly value: V;
  /** The codecs of declared headers. */
  readonly headers: H;
};

/** A topic of whatever types. */
export type AnyTopic = Topic;

/** What a topic is made of. */
export type TopicParts<K extends Part, V extends Part, H extends HeaderCodecs> = {
  /**
   * The keys: a schema, `oneOf(...)`, a codec, `nullable(...)` of them, or `none`.
   * @default undeclared: bytes, which may be missing; writing takes text as well
   */
  readonly key?: K | undefined;
  /** The values: a schema, `oneOf(...)`, a codec, `nullable(...)` of them, or `none`. */
  readonly value: V;
  /**
   * Codecs of headers by name. What is not declared passes as bytes.
   * @default none
   */
  readonly headers?: H | undefined;
};

/** Headers of which none is declared. */
export type NoHeaders = Readonly<Record<never, never>>;

/** What is sent to a topic. */
export type MessageInput<T extends AnyTopic> = KeyMember<T["key"]> &
  ValueMember<T["value"]> & {
    /** Never changed: what must be added is added to a copy. */
    readonly headers?: HeadersInput<T["headers"]> | undefined;
    /** @default chosen by the client's partitioner, from the key */
    readonly partition?: number | undefined;
    /** Milliseconds since 1970. @default now */
    readonly timestamp?: Date | number | undefined;
  };

/** What the key of a topic's messages is read as. */
export type KeyOf<T extends AnyTopic> = OutputOfPart<T["key"]>;
/** What the value of a topic's messages is read as. */
export type ValueOf<T extends AnyTopic> = OutputOfPart<T["value"]>;
/** What the headers of a topic's messages are read as. */
export type HeadersOf<T extends AnyTopic> = HeadersOutput<T["headers"]>;

type KeyMember<P> =
  null extends InputOfPart<P> ? { readonly key?: InputOfPart<P> | undefined } : { readonly key: InputOfPart<P> };

/** A value that was forgotten must not become a tombstone, so that `null` has to be written. */
type ValueMember<P> = P extends Nothing ? { readonly value?: null | undefined } : { readonly value: InputOfPart<P> };

/** The rules of Kafka. */
const LEGAL_NAME = /^[a-zA-Z0-9._-]{1,249}$/;

/**
 * Names a topic and says what its messages are made of: `defineTopic("orders", { key: utf8, value: Order })`.
 *
 * @throws UsageError when the name is none that Kafka allows, or when a part is no schema and no codec
 */
export function defineTopic<
  const V extends Part,
  const K extends Part = RawKey,
  const H extends HeaderCodecs = NoHeaders,
>(name: string, parts: TopicParts<K, V, H>): Topic<K, V, H> {
  if (typeof name !== "string" || !LEGAL_NAME.test(name) || name === "." || name === "..") {
    throw new UsageError(
      `defineTopic: ${JSON.stringify(name)} is no topic name: 1 to 249 letters, digits, dots, dashes and underscores`,
    );
  }
  const key = parts.key ?? (rawKey as Part as K);
  checkPart(name, "key", key);
  checkPart(name, "value", parts.value);
  return { name, key, value: parts.value, headers: parts.headers ?? ({} as H) };
}

function checkPart(topic: string, which: "key" | "value", part: Part): void {
  if (typeof part === "object" && part !== null) {
    const shape = shapeOf(part);
    if (shape.kind === "nothing") return;
    if (shape.kind === "codec" ? "decode" in shape.codec : isSchema(shape.schema)) return;
  }
  throw new UsageError(
    `defineTopic("${topic}"): \`${which}\` must be a schema (avro(...), jsonSchema(...), protobuf(...)), oneOf(...), a codec such as utf8, nullable(...) of those, or none`,
  );
}

function isSchema(schema: object): boolean {
  return "variants" in schema || ("format" in schema && "schema" in schema);
}
