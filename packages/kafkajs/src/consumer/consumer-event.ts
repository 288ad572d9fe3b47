import type { TopicPartition } from "../client/kafka-client.js";

/** What a consumer does about messages that cannot be handled at once. For logs and metrics. */
export type ConsumerEvent = TopicPartition &
  (
    | {
        /** A handler failed, and is called again after the delay. */
        readonly type: "retry";
        readonly offset: string;
        readonly error: unknown;
        /** How often it has failed. */
        readonly attempts: number;
        readonly delayMs: number;
      }
    | {
        /** Something that is needed does not answer: the registry, or brokers. The message waits. */
        readonly type: "outage";
        readonly offset: string;
        readonly error: unknown;
        readonly delayMs: number;
      }
    | {
        /** The registry does not know a schema, which has some time left to appear. The message waits. */
        readonly type: "unknown-schema";
        readonly offset: string;
        readonly error: unknown;
        readonly delayMs: number;
      }
    | {
        /** A message cannot be read, or its handler failed for good, and this was decided. */
        readonly type: "poison-pill" | "handler-error";
        readonly offset: string;
        readonly error: unknown;
        readonly decision: "throw" | "skip" | "dead-letter" | "retry-topics" | "dealt-with";
      }
    | {
        /** The partition is paused for so long. Others go on. */
        readonly type: "paused";
        readonly forMs: number;
      }
    | { readonly type: "resumed" }
  );
