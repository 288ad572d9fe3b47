import { channel, type TracingChannel, tracingChannel } from "node:diagnostics_channel";
import type { TransportError } from "../errors/transport-error.js";
import type { MessagePart } from "../wire/headers.js";

/** Published on `tracing:magicbyte:request:*` around one call of the REST API, retries included. */
export type RequestEvent = {
  readonly method: string;
  /** The endpoint with its parameters unfilled: fit for a metric's label. */
  readonly route: string;
  readonly path: string;
  /** Set when the call ends. */
  status?: number;
  /** How many requests it took. Set when the call ends. */
  attempts?: number;
  /** Set by the tracing channel when the call fails. */
  error?: unknown;
};

/** Published on `magicbyte:retry` before the wait that precedes another round. */
export type RetryEvent = {
  readonly method: string;
  readonly route: string;
  readonly path: string;
  readonly attempt: number;
  readonly delayMs: number;
  readonly status: number | undefined;
  readonly error: TransportError | undefined;
};

/** Published on `magicbyte:failover` when a request goes on to the next node. */
export type FailoverEvent = {
  readonly method: string;
  readonly route: string;
  readonly path: string;
  readonly from: string;
  readonly to: string;
  readonly status: number | undefined;
  readonly error: TransportError | undefined;
};

/** Published on `magicbyte:cache` for every look-up in a cache. */
export type CacheEvent = {
  readonly cache: string;
  /** `"stale"`: answered from the cache while it is renewed; `"shared"`: joined a request that was under way. */
  readonly result: "hit" | "miss" | "stale" | "shared" | "negative";
};

/** Published on `magicbyte:serialize` for every value written. */
export type SerializeEvent = {
  readonly part: MessagePart;
  readonly topic: string | undefined;
  readonly subject: string;
  readonly schemaId: number | undefined;
  readonly bytes: number;
  readonly durationMs: number;
  readonly error: unknown;
};

/** Published on `magicbyte:deserialize` for every value read. */
export type DeserializeEvent = {
  readonly part: MessagePart;
  /** A schema id or GUID; undefined where the bytes are not framed. */
  readonly schema: number | string | undefined;
  readonly bytes: number;
  readonly durationMs: number;
  readonly error: unknown;
};

/** The names of the channels, for `diagnostics_channel.subscribe` and `tracingChannel`. */
export const channelNames = {
  request: "magicbyte:request",
  retry: "magicbyte:retry",
  failover: "magicbyte:failover",
  cache: "magicbyte:cache",
  serialize: "magicbyte:serialize",
  deserialize: "magicbyte:deserialize",
} as const;

export const requestChannel: TracingChannel<RequestEvent> = tracingChannel(channelNames.request);
export const retryChannel: EventChannel<RetryEvent> = channel(channelNames.retry);
export const failoverChannel: EventChannel<FailoverEvent> = channel(channelNames.failover);
export const cacheChannel: EventChannel<CacheEvent> = channel(channelNames.cache);
export const serializeChannel: EventChannel<SerializeEvent> = channel(channelNames.serialize);
export const deserializeChannel: EventChannel<DeserializeEvent> = channel(channelNames.deserialize);

/** The publishing side of a channel. Asking `hasSubscribers` first makes it cost nothing while nobody listens. */
type EventChannel<E> = { readonly hasSubscribers: boolean; publish(event: E): void };
