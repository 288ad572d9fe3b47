import { brand, MagicbyteError } from "./magicbyte-error.js";

/** One reason why a schema is incompatible. */
export type IncompatibilityIssue = {
  /** Where in the schema, as the registry names it; empty where it does not say. */
  readonly path: string;
  /** The registry's name for the rule, such as `READER_FIELD_MISSING_DEFAULT_VALUE`; empty where it does not say. */
  readonly rule: string;
  readonly message: string;
};

/** What {@link IncompatibleSchemaError} is made of, besides its message. */
export type IncompatibleSchemaErrorDetails = {
  readonly subject: string;
  readonly issues: readonly IncompatibilityIssue[];
  readonly level?: string | undefined;
  readonly version?: number | undefined;
  readonly cause?: unknown;
};

/** The registry refused a schema because it would break readers or writers of an earlier version. */
export class IncompatibleSchemaError extends MagicbyteError {
  readonly code = "MAGICBYTE_INCOMPATIBLE_SCHEMA";
  readonly subject: string;
  readonly issues: readonly IncompatibilityIssue[];
  /** The level that was checked, such as `BACKWARD`, where the registry says. */
  readonly level: string | undefined;
  /** The version that the schema does not go with, where the registry says. */
  readonly version: number | undefined;

  static {
    brand(IncompatibleSchemaError, "IncompatibleSchemaError");
  }

  constructor(message: string, details: IncompatibleSchemaErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.subject = details.subject;
    this.issues = details.issues;
    this.level = details.level;
    this.version = details.version;
  }
}
