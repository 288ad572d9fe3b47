import type { FailureKind } from "./failure-kind.js";
import { brand, MagicbyteError } from "./magicbyte-error.js";

/**
 * What is wrong with a frame:
 *
 * - `"empty"`: no bytes at all
 * - `"unknown-magic-byte"`: the first byte is neither 0 nor 1, so the bytes are not in the Confluent wire format
 * - `"truncated"`: the bytes end inside the schema id, the GUID or the message indexes
 * - `"bad-schema-id"`: a schema id that no registry gives out (negative as a 32-bit integer)
 * - `"bad-message-indexes"`: Protobuf message indexes that cannot be right (a negative or huge count or index)
 */
export type WireFormatReason = "empty" | "unknown-magic-byte" | "truncated" | "bad-schema-id" | "bad-message-indexes";

/** Bytes are not in the Confluent wire format. Carries at most the first 24 bytes, never the payload. */
export class WireFormatError extends MagicbyteError {
  readonly code = "MAGICBYTE_WIRE_FORMAT";
  /** Always the message's own fault: see {@link FailureKind}. */
  readonly kind: FailureKind = "bad-data";
  readonly reason: WireFormatReason;
  /** The first bytes of what was read, in hex: the header only, as far as there is one. */
  readonly header: string;

  static {
    brand(WireFormatError, "WireFormatError");
  }

  constructor(reason: WireFormatReason, message: string, header: string) {
    super(message);
    this.reason = reason;
    this.header = header;
  }
}
