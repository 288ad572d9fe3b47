import { type ErrorCode, errorCode } from "../wire/error-code.js";

/** What a fenced producer is told: versions before `since` have no word of their own for it. */
export function fencedError(error: ErrorCode, version: number, since: number): ErrorCode {
  return error === errorCode.PRODUCER_FENCED && version < since ? errorCode.INVALID_PRODUCER_EPOCH : error;
}
