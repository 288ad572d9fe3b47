import { type ErrorCode, errorCode } from "../wire/error-code.js";
import type { Reader } from "../wire/reader.js";
import type { Writer } from "../wire/writer.js";

/** Writes what a broker without an authorizer answers to all that concerns access control. */
export function writeNoAuthorizer(writer: Writer, failWith: ErrorCode): Writer {
  const error = failWith === errorCode.NONE ? errorCode.SECURITY_DISABLED : failWith;
  return writer.int16(error).string("No Authorizer is configured.");
}

/** Steps over an access control entry, or the pattern of one, which this broker has no use for. */
export function skipAclEntry(request: Reader, version: number): void {
  request.int8();
  request.nullableString();
  if (version >= 1) request.int8();
  request.nullableString();
  request.nullableString();
  request.int8();
  request.int8();
}
