import type { BrokerMessage } from "@magicbyte/testkit/broker";
import type { RawHeaders } from "../src/client/kafka-client.js";
import type { FailedMessage } from "../src/dead-letters/failed-message.js";

/** A message of the broker as one that failed. */
export function failedMessage(topic: string, message: BrokerMessage | undefined, error: unknown): FailedMessage {
  if (message === undefined) throw new Error(`there is no message in ${topic}`);
  const { partition, offset, timestamp, key, value, headers } = message;
  return {
    topic,
    partition,
    offset: String(offset),
    timestamp: String(timestamp),
    key,
    value,
    headers: headers as RawHeaders,
    error,
    schemaId: value !== null && value[0] === 0 && value.length > 4 ? value.readInt32BE(1) : undefined,
  };
}

/** Headers as text. */
export function headerTexts(message: BrokerMessage | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(message?.headers ?? {}).map(([name, value]) => [name, String(value)]));
}
