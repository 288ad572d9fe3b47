import { normalizeProto, printProto } from "@magicbyte/proto-text";
import type { ParseOptions } from "../options.js";
import { parseProtobuf, withSchemaErrors } from "./parse-protobuf.js";

/**
 * The text that the registry stores, hashes and returns. Names are not looked up, unless `strict` is true.
 * @throws SchemaError if it cannot be parsed
 */
export function canonicalizeProtobuf(text: string, options: ParseOptions = {}): string {
  return printProto(parseProtobuf(text, { ...options, strict: options.strict ?? false }).file);
}

/**
 * The text that the registry stores, hashes and returns with `normalize=true`.
 * @throws SchemaError if it cannot be parsed, or names a type that is not found
 */
export function normalizeProtobuf(text: string, options: ParseOptions = {}): string {
  const { file, dependencies } = parseProtobuf(text, { ...options, strict: false });
  return withSchemaErrors(() => printProto(normalizeProto(file, dependencies)));
}
