import type { Lookup, MessagePart, SerdeClient, Step, SubjectStrategy } from "@magicbyte/registry";
import type { AnyTopic } from "../topics/define-topic.js";
import type { ProducerInterceptor } from "./interceptor.js";

/** The key or the value of a topic. */
export type TopicPart = { readonly topic: string; readonly part: MessagePart };

/** How a typed producer is made. */
export type TypedProducerOptions = {
  /** The registry: `createRegistryClient({ baseUrl })`. */
  readonly client: SerdeClient;
  /**
   * Which schema of the registry is used; a function says it for each key and value.
   * @default "register", so that a first run just works; use "existing" in production
   */
  readonly lookup?: Lookup | ((of: TopicPart) => Lookup) | undefined;
  /**
   * The topics whose schemas `connect` prepares, so that a send to them cannot fail for the registry's sake.
   * @default none: a topic is prepared with its first message
   */
  readonly topics?: readonly AnyTopic[] | undefined;
  /**
   * Stand around every send, the first outermost.
   * @default none
   */
  readonly interceptors?: readonly ProducerInterceptor[] | undefined;
  /**
   * Where a message names its schema: by id in front of the payload, or by GUID in a record header (8.0).
   * @default "prefix", which every client reads
   */
  readonly schemaIdIn?: "prefix" | "header" | undefined;
  /** Under which subject the schemas of keys are registered. @default topicName; topicRecordName for `oneOf` */
  readonly keySubject?: SubjectStrategy | undefined;
  /** Under which subject the schemas of values are registered. @default topicName; topicRecordName for `oneOf` */
  readonly valueSubject?: SubjectStrategy | undefined;
  /** Whether the registry normalises schemas. Default: what the registry is configured for. */
  readonly normalize?: boolean | undefined;
  /** What is done to keys and their payloads on their way. @default nothing */
  readonly keySteps?: readonly Step[] | undefined;
  /** What is done to values and their payloads on their way. @default nothing */
  readonly valueSteps?: readonly Step[] | undefined;
  /**
   * How often what was prepared with `"latest"` or `{ metadata }` is renewed.
   * @default 60_000
   */
  readonly renewMs?: number | undefined;
};
