import type { RawHeaders, ReceivedRecord, WritableHeaders } from "../client/kafka-client.js";
import { deadLetterHeaders as names } from "./dead-letter-headers.js";
import { headerText, ownHeaders } from "./failure-headers.js";

/** A dead letter as it is read: the message as it was, and what went wrong with it. */
export type DeadLetterMessage = {
  /** Where the dead letter stands. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** The message's own headers, as it had them. */
  readonly headers: WritableHeaders;
  readonly error: {
    readonly class: string | undefined;
    readonly code: string | undefined;
    readonly message: string | undefined;
    readonly part: string | undefined;
    /** What `quarantine` found to be wrong, as JSON. */
    readonly issues: string | undefined;
  };
  /** Where the message was at first; undefined for a message that is no dead letter of ours. */
  readonly source:
    | {
        readonly topic: string;
        readonly partition: number | undefined;
        readonly offset: string | undefined;
        /** Milliseconds since 1970. */
        readonly timestamp: number | undefined;
      }
    | undefined;
  readonly schemaId: number | undefined;
  readonly failedAt: Date | undefined;
  /** How often its handler was called. */
  readonly attempts: number | undefined;
};

/** Reads the headers of a dead letter. Never fails: what is missing, or makes no sense, is undefined. */
export function readDeadLetter(
  place: { readonly topic: string; readonly partition: number },
  record: ReceivedRecord,
): DeadLetterMessage {
  const { key, value, offset, headers } = record;
  const text = (name: string) => headerText(headers, name);
  const sourceTopic = text(names.sourceTopic);
  const failedAt = new Date(text(names.failedAt) ?? Number.NaN);
  return {
    topic: place.topic,
    partition: place.partition,
    offset,
    key,
    value,
    headers: ownHeaders(headers),
    error: {
      class: text(names.errorClass),
      code: text(names.errorCode),
      message: text(names.errorMessage),
      part: text(names.errorPart),
      issues: text(names.errorIssues),
    },
    source:
      sourceTopic === undefined
        ? undefined
        : {
            topic: sourceTopic,
            partition: count(headers, names.sourcePartition),
            offset: text(names.sourceOffset),
            timestamp: count(headers, names.sourceTimestamp),
          },
    schemaId: count(headers, names.schemaId),
    failedAt: Number.isNaN(failedAt.getTime()) ? undefined : failedAt,
    attempts: count(headers, names.attempts),
  };
}

function count(headers: RawHeaders, name: string): number | undefined {
  const text = headerText(headers, name);
  const number = Number(text);
  return text === undefined || !Number.isSafeInteger(number) || number < 0 ? undefined : number;
}
