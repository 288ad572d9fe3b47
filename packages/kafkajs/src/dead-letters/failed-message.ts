import type { RawHeaders } from "../client/kafka-client.js";

/** A message that could not be handled, as it stands in its topic, and why. */
export type FailedMessage = {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  /** Milliseconds since 1970, as text. */
  readonly timestamp: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: RawHeaders;
  readonly error: unknown;
  /** The schema of its value; undefined where it names none, or by GUID. */
  readonly schemaId: number | undefined;
};

/** A message that cannot be read. */
export type PoisonPill = FailedMessage & {
  /** Which part of it is at fault. */
  readonly part: "key" | "value" | "headers";
};

/** A message that was read, and whose handler failed for good. */
export type HandlerFailure = FailedMessage & {
  /** How often the handler was called with it in this delivery. */
  readonly attempts: number;
};
