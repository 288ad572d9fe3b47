import { isNotFound } from "../client/not-found.js";
import { DeserializationError } from "../errors/deserialization-error.js";
import type { FailureKind } from "../errors/failure-kind.js";
import { ResponseError } from "../errors/response-error.js";
import { SchemaReferenceError } from "../errors/schema-reference-error.js";
import { TransportError } from "../errors/transport-error.js";
import { WireFormatError } from "../errors/wire-format-error.js";

/**
 * Whose fault it is that a message could not be read, from any error; undefined when the error says nothing of it.
 * An answer that is no registry's (a login page, a 404 without the registry's code) counts as an outage: it says
 * nothing of the message.
 */
export function failureKind(error: unknown): FailureKind | undefined {
  if (error instanceof DeserializationError || error instanceof WireFormatError) return error.kind;
  if (error instanceof TransportError) return "outage";
  if (error instanceof ResponseError) return isNotFound(error) ? "unknown-schema" : "outage";
  if (error instanceof SchemaReferenceError) return error.reason === "missing" ? "unknown-schema" : "bad-data";
  return undefined;
}
