import type { FailureKind } from "./failure-kind.js";
import { brand, MagicbyteError } from "./magicbyte-error.js";
import type { ValueIssue } from "./value-issue.js";

/** Where the bytes came from. */
export type DeserializationPlace = {
  readonly topic?: string | undefined;
  readonly partition?: number | undefined;
  readonly offset?: string | undefined;
  readonly schemaId?: number | undefined;
  readonly guid?: string | undefined;
};

/** What {@link DeserializationError} is made of, besides its message. */
export type DeserializationErrorDetails = DeserializationPlace & {
  readonly kind?: FailureKind | undefined;
  readonly issues?: readonly ValueIssue[] | undefined;
  readonly cause?: unknown;
};

/** A framed message could not be turned into a value. `kind` says whose fault that is. */
export class DeserializationError extends MagicbyteError {
  readonly code = "MAGICBYTE_DESERIALIZATION";
  readonly kind: FailureKind;
  readonly topic: string | undefined;
  readonly partition: number | undefined;
  readonly offset: string | undefined;
  readonly schemaId: number | undefined;
  readonly guid: string | undefined;
  /** Every place that does not fit the reader's schema, where the format compares the two. */
  readonly issues: readonly ValueIssue[];

  static {
    brand(DeserializationError, "DeserializationError");
  }

  constructor(message: string, details: DeserializationErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = details.kind ?? "bad-data";
    this.topic = details.topic;
    this.partition = details.partition;
    this.offset = details.offset;
    this.schemaId = details.schemaId;
    this.guid = details.guid;
    this.issues = details.issues ?? [];
  }

  /** The same error, with the place of the message added. */
  at(place: DeserializationPlace): DeserializationError {
    const { topic, partition, offset } = place;
    if (topic === undefined) return this;
    const where = `${topic}${partition === undefined ? "" : `[${partition}]`}${offset === undefined ? "" : `@${offset}`}`;
    const { kind, schemaId, guid, issues } = this;
    return new DeserializationError(`${where}: ${this.message}`, {
      kind,
      schemaId,
      guid,
      topic,
      partition,
      offset,
      issues,
      cause: this.cause,
    });
  }
}
