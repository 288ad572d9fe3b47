import { skipMessageIndexes } from "@magicbyte/registry/wire";

/** Whose frames are read besides those of the wire format. */
export type LegacyFrames = "kafkajs";

/** A payload never begins with a byte below this one: the number of its first field would be 0. */
const LEAST_TAG = 8;

/**
 * Where the message indexes end in frames of which some have none, because the KafkaJS client wrote them: there the
 * payload follows, or, if it is empty, nothing. What begins as no payload can is message indexes. Those of a message
 * that is nested four levels deep, or deeper, begin as a payload can, and are mistaken for one.
 */
export function skipLegacyMessageIndexes(bytes: Uint8Array, offset: number): number {
  const first = bytes[offset];
  return first === undefined || first >= LEAST_TAG ? offset : skipMessageIndexes(bytes, offset);
}
