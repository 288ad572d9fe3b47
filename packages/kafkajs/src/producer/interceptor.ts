import type { SendSettings, SentPartition } from "../client/kafka-client.js";
import type { AnyTopic } from "../topics/define-topic.js";

/** A message on its way, before it is serialized. It is the producer's own: the caller's message stays as it is. */
export type OutgoingRecord = {
  readonly key: unknown;
  readonly value: unknown;
  /** Never undefined, so that a header can be added: bytes, text, or what the topic's codec takes. */
  headers: Record<string, unknown>;
  partition: number | undefined;
  /** Milliseconds since 1970. */
  timestamp: Date | number | undefined;
};

/** Messages of a topic on their way. */
export type OutgoingBatch = { readonly topic: AnyTopic; readonly records: readonly OutgoingRecord[] };

/** All that is sent by one call. */
export type SendRequest = {
  readonly batches: readonly OutgoingBatch[];
  readonly settings: SendSettings;
  /** Whether it is sent in a transaction. */
  readonly transactional: boolean;
};

/** Sends a request. */
export type SendHandler = (request: SendRequest) => Promise<readonly SentPartition[]>;

/**
 * Stands around every send: `(next) => async (request) => { ...; const sent = await next(request); ...; return sent; }`.
 * Before `next` it may add headers and choose partitions; after it, it knows the result or the error.
 */
export type ProducerInterceptor = (next: SendHandler) => SendHandler;
