import { DeserializationError, type MagicbyteError, WireFormatError } from "@magicbyte/registry";
import type { ReceivedRecord, TopicPartition } from "../client/kafka-client.js";
import type { HandlerFailure, PoisonPill } from "../dead-letters/failed-message.js";
import type { BadReading } from "./topic-reader.js";

/** A record that cannot be read, for policies and dead letters. */
export function poisonPill(
  place: TopicPartition,
  record: ReceivedRecord,
  { part, error, schemaId }: BadReading,
): PoisonPill {
  return { ...failedRecord(place, record, error, schemaId), part };
}

/** A record whose handler failed for good, for policies and dead letters. */
export function handlerFailure(
  place: TopicPartition,
  record: ReceivedRecord,
  error: unknown,
  schemaId: number | undefined,
  attempts: number,
): HandlerFailure {
  return { ...failedRecord(place, record, error, schemaId), attempts };
}

function failedRecord(
  { topic, partition }: TopicPartition,
  { offset, timestamp, key, value, headers }: ReceivedRecord,
  error: unknown,
  schemaId: number | undefined,
) {
  return { topic, partition, offset, timestamp, key, value, headers: headers ?? {}, error, schemaId };
}

/** The error of a record that cannot be read, with the place of the record. */
export function placed(error: MagicbyteError, { topic, partition }: TopicPartition, offset: string): MagicbyteError {
  if (error instanceof DeserializationError) return error.at({ topic, partition, offset });
  if (!(error instanceof WireFormatError)) return error;
  return new WireFormatError(error.reason, `${topic}[${partition}]@${offset}: ${error.message}`, error.header);
}
