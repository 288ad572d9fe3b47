import { createHash } from "node:crypto";
import type { ParseOptions } from "../options.js";
import { crc64 } from "./crc64.js";
import { avroParsingCanonicalForm } from "./parsing-form.js";

/** How a fingerprint is computed: CRC-64-AVRO, MD5 or SHA-256, as Avro's specification has them. */
export type AvroFingerprintAlgorithm = "crc64" | "md5" | "sha256";

/**
 * The fingerprint of a schema's Parsing Canonical Form, in hex. That of CRC-64-AVRO is a number, so its first digits
 * are the most significant ones; the header of a single-object encoding has its bytes the other way round.
 *
 * @throws SchemaError where the text is no valid schema
 */
export function avroFingerprint(text: string, algorithm: AvroFingerprintAlgorithm, options: ParseOptions = {}): string {
  const form = avroParsingCanonicalForm(text, options);
  if (algorithm === "crc64") return crc64(new TextEncoder().encode(form));
  return createHash(algorithm).update(form, "utf8").digest("hex");
}
