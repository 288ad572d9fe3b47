import { ResponseError } from "../errors/response-error.js";

/** Subject, version and schema not found. A 404 without such a code is no registry's answer, but a wrong address. */
const CODES = new Set([40401, 40402, 40403]);

/** Whether the registry itself says that there is no such subject, version or schema. */
export function isNotFound(error: unknown): boolean {
  return error instanceof ResponseError && error.status === 404 && CODES.has(error.errorCode ?? 0);
}
