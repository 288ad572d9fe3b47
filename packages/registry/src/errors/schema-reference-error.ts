import { brand, MagicbyteError } from "./magicbyte-error.js";

/**
 * What is wrong with the references of a schema:
 *
 * - `"cycle"`: a schema references itself, by way of others
 * - `"conflict"`: one name stands for two different schemas
 * - `"missing"`: the registry does not have a referenced version
 */
export type SchemaReferenceProblem = "cycle" | "conflict" | "missing";

/** A schema cannot be used because of the schemas it references. */
export class SchemaReferenceError extends MagicbyteError {
  readonly code = "MAGICBYTE_SCHEMA_REFERENCE";
  readonly reason: SchemaReferenceProblem;
  /** The name of the reference at fault. */
  readonly reference: string;
  /** The versions that lead to it, such as `orders-value/3`, from the schema asked for on. */
  readonly chain: readonly string[];

  static {
    brand(SchemaReferenceError, "SchemaReferenceError");
  }

  constructor(
    message: string,
    details: {
      readonly reason: SchemaReferenceProblem;
      readonly reference: string;
      readonly chain: readonly string[];
      readonly cause?: unknown;
    },
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.reason = details.reason;
    this.reference = details.reference;
    this.chain = details.chain;
  }
}
