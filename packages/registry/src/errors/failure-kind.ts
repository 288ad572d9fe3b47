/**
 * Whose fault it is that a message could not be read:
 *
 * - `"bad-data"`: the bytes are not framed or do not decode. Trying again changes nothing.
 * - `"unknown-schema"`: the registry answers that it has no such schema. It may be on its way.
 * - `"outage"`: the registry gave no usable answer (none at all, a time-out, 401, 403, 429, 5xx). Never the
 *   message's fault: wait and try again.
 */
export type FailureKind = "bad-data" | "unknown-schema" | "outage";
