import type { Position } from "./position.js";

/** What {@link ProtoSyntaxError} is made of, besides what was wrong. */
export type ProtoSyntaxErrorDetails = {
  /** Where in the text; undefined where there is no text, as in a binary descriptor. */
  readonly position?: Position | undefined;
  /** What should have stood there. */
  readonly expected?: string | undefined;
  readonly cause?: unknown;
};

/** The text is not a `.proto` file that the registry's parser accepts, or a name in it means nothing. */
export class ProtoSyntaxError extends Error {
  readonly code = "MAGICBYTE_PROTO_SYNTAX";
  override readonly name = "ProtoSyntaxError";
  readonly position: Position | undefined;
  readonly expected: string | undefined;

  constructor(problem: string, details: ProtoSyntaxErrorDetails = {}) {
    const { position, expected, cause } = details;
    const where = position === undefined ? "" : ` at line ${position.line}, column ${position.column}`;
    super(`${problem}${where}`, cause === undefined ? undefined : { cause });
    this.position = position;
    this.expected = expected;
  }
}
