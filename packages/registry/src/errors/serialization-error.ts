import { brand, MagicbyteError } from "./magicbyte-error.js";
import { describeIssues, type ValueIssue } from "./value-issue.js";

/** Where a value was going when it could not be written. */
export type SerializationPlace = {
  readonly topic?: string | undefined;
  readonly subject?: string | undefined;
  readonly schemaId?: number | undefined;
  readonly part?: "key" | "value" | undefined;
  /** Which message of a batch. */
  readonly index?: number | undefined;
};

/** What {@link SerializationError} is made of, besides its message. */
export type SerializationErrorDetails = SerializationPlace & {
  readonly issues?: readonly ValueIssue[] | undefined;
  readonly cause?: unknown;
};

/** A value does not fit its schema, or a step on its way to the frame failed. Nothing was written. */
export class SerializationError extends MagicbyteError {
  readonly code = "MAGICBYTE_SERIALIZATION";
  readonly topic: string | undefined;
  readonly subject: string | undefined;
  readonly schemaId: number | undefined;
  readonly part: "key" | "value" | undefined;
  readonly index: number | undefined;
  /** Every place that is wrong, as far as the format finds them. */
  readonly issues: readonly ValueIssue[];

  static {
    brand(SerializationError, "SerializationError");
  }

  constructor(message: string, details: SerializationErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.topic = details.topic;
    this.subject = details.subject;
    this.schemaId = details.schemaId;
    this.part = details.part;
    this.index = details.index;
    this.issues = details.issues ?? [];
  }

  /** The path of the first wrong place. */
  get path(): string | undefined {
    return this.issues[0]?.path;
  }

  /** What the schema wants at {@link path}. */
  get expected(): string | undefined {
    return this.issues[0]?.expected;
  }

  /** The error a codec throws: it knows what is wrong with the value, not where the value is going. */
  static forIssues(issues: readonly ValueIssue[], cause?: unknown): SerializationError {
    return new SerializationError(describeIssues(issues), { issues, cause });
  }

  /** Adds to what a codec or a step threw where the value was going, unless it says so itself. */
  static from(reason: unknown, place: SerializationPlace): SerializationError {
    const known = reason instanceof SerializationError ? reason : undefined;
    if (known?.part !== undefined) return known;
    const words = reason instanceof Error ? reason.message : "see cause";
    return new SerializationError(`${describePlace(place)} does not serialize: ${words}`, {
      ...place,
      issues: known?.issues,
      cause: known === undefined ? reason : known.cause,
    });
  }
}

function describePlace({ topic, subject, part = "value", index }: SerializationPlace): string {
  const where =
    topic !== undefined ? ` for topic "${topic}"` : subject !== undefined ? ` for subject "${subject}"` : "";
  return `${part}${where}${index === undefined ? "" : ` at index ${index}`}`;
}
