import { brand, MagicbyteError } from "./magicbyte-error.js";

/** The caller's options or arguments cannot be right. The message says which, and what to write instead. */
export class UsageError extends MagicbyteError {
  readonly code = "MAGICBYTE_USAGE";

  static {
    brand(UsageError, "UsageError");
  }
}
