import type { RawHeaders } from "../client/kafka-client.js";
import { headerText } from "../dead-letters/failure-headers.js";
import type { EventEnvelope } from "./envelope.js";

/** How envelopes are written as headers of CloudEvents. */
export type CloudEventsOptions = {
  /**
   * The media type of the values, for the header `content-type`.
   * @default none is written
   */
  readonly contentType?: string | undefined;
  /**
   * The attribute `subject`: what the event is about.
   * @default none is written
   */
  readonly subject?: ((envelope: EventEnvelope) => string | undefined) | undefined;
};

/**
 * The headers of CloudEvents 1.0 in Kafka's binary mode: `ce_id`, `ce_source`, `ce_type`, `ce_time` and the extensions
 * `ce_correlationid` and `ce_causationid`. Metadata have no place in them: names of extensions are letters and digits.
 */
export function cloudEventHeaders(envelope: EventEnvelope, options: CloudEventsOptions = {}): Record<string, string> {
  const { eventId, eventType, timestamp, source, correlationId, causationId } = envelope;
  const subject = options.subject?.(envelope);
  return {
    ce_specversion: "1.0",
    ce_id: eventId,
    ce_source: source,
    ce_type: eventType,
    ce_time: timestamp.toISOString(),
    ce_correlationid: correlationId,
    ...(causationId === null ? {} : { ce_causationid: causationId }),
    ...(subject === undefined ? {} : { ce_subject: subject }),
    ...(options.contentType === undefined ? {} : { "content-type": options.contentType }),
  };
}

/** The envelope that stands in the headers of a CloudEvent; undefined where a required one is missing. */
export function readCloudEvent(headers: RawHeaders): EventEnvelope | undefined {
  const text = (name: string) => headerText(headers, `ce_${name}`);
  const [eventId, source, eventType] = [text("id"), text("source"), text("type")];
  if (text("specversion") === undefined || eventId === undefined || source === undefined || eventType === undefined) {
    return undefined;
  }
  const timestamp = new Date(text("time") ?? 0);
  return {
    eventId,
    eventType,
    timestamp: Number.isNaN(timestamp.getTime()) ? new Date(0) : timestamp,
    source,
    metadata: {},
    correlationId: text("correlationid") ?? eventId,
    causationId: text("causationid") ?? null,
  };
}
