import type { Position } from "./difference.js";

/** What {@link SchemaError} is made of, besides its message. */
export type SchemaErrorDetails = {
  /** Where in the text. */
  readonly position?: Position | undefined;
  /** Where in the schema: a JSON pointer, or the full name of a Protobuf element. */
  readonly pointer?: string | undefined;
  /** What was expected there. */
  readonly expected?: string | undefined;
  /** The name of the reference whose text is wrong; undefined for the schema itself. */
  readonly reference?: string | undefined;
  readonly cause?: unknown;
};

/** A schema's text cannot be parsed, or is not valid for a new registration. */
export class SchemaError extends Error {
  readonly code = "MAGICBYTE_SCHEMA";
  override readonly name = "SchemaError";
  readonly position: Position | undefined;
  readonly pointer: string | undefined;
  readonly expected: string | undefined;
  readonly reference: string | undefined;

  constructor(message: string, details: SchemaErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.position = details.position;
    this.pointer = details.pointer;
    this.expected = details.expected;
    this.reference = details.reference;
  }
}
