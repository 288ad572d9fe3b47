import { RestError } from "./rest-error.js";

// One table of what the registry refuses: statuses, codes and words are Confluent's, misprints included.

/** Of a subject that is unknown, or of a scope where nothing is configured. */
export function subjectNotFound(subject: string): RestError {
  return new RestError(404, 40401, `Subject '${subject}' not found.`);
}

/** @param version -1 for the latest */
export function versionNotFound(version: number): RestError {
  return new RestError(404, 40402, `Version ${version} not found.`);
}

export function schemaNotFound(idOrGuid?: number | string): RestError {
  return new RestError(404, 40403, idOrGuid === undefined ? "Schema not found" : `Schema ${idOrGuid} not found`);
}

export function subjectSoftDeleted(subject: string): RestError {
  const message = `Subject '${subject}' was soft deleted.Set permanent=true to delete permanently`;
  return new RestError(404, 40404, message);
}

export function subjectNotSoftDeleted(subject: string): RestError {
  const message = `Subject '${subject}' was not deleted first before being permanently deleted`;
  return new RestError(404, 40405, message);
}

/** @param version as it was asked for */
export function versionSoftDeleted(subject: string, version: string): RestError {
  const message = `Subject '${subject}' Version ${version} was soft deleted.Set permanent=true to delete permanently`;
  return new RestError(404, 40406, message);
}

export function versionNotSoftDeleted(subject: string, version: number): RestError {
  const message = `Subject '${subject}' Version ${version} was not deleted first before being permanently deleted`;
  return new RestError(404, 40407, message);
}

export function configNotFound(subject: string): RestError {
  const message = `Subject '${subject}' does not have subject-level compatibility configured`;
  return new RestError(404, 40408, message);
}

export function modeNotFound(subject: string): RestError {
  return new RestError(404, 40409, `Subject '${subject}' does not have subject-level mode configured`);
}

export function invalidSchema(message: string): RestError {
  return new RestError(422, 42201, message);
}

export function invalidVersion(version: string): RestError {
  const message =
    `The specified version '${version}' is not a valid version id. ` +
    'Allowed values are between [1, 2^31-1] and the string "latest"';
  return new RestError(422, 42202, message);
}

const VALID_LEVELS =
  "Invalid compatibility level. Valid values are none, backward, forward, full, backward_transitive, " +
  "forward_transitive, and full_transitive";

export function invalidCompatibility(message = VALID_LEVELS): RestError {
  return new RestError(422, 42203, message);
}

export function invalidMode(
  message = "Invalid mode. Valid values are READWRITE, READONLY, IMPORT and FORWARD.",
): RestError {
  return new RestError(422, 42204, message);
}

export function notPermitted(message: string): RestError {
  return new RestError(422, 42205, message);
}

export function referenceExists(subject: string, version: number): RestError {
  const message = `One or more references exist to the schema {magic=1,keytype=SCHEMA,subject=${subject},version=${version}}.`;
  return new RestError(422, 42206, message);
}

export function invalidSubject(subject: string): RestError {
  return new RestError(422, 42208, `The specified subject '${subject}' is not a valid.`);
}

export function schemaTooLarge(): RestError {
  return new RestError(422, 42209, "Register operation failed because schema is too large");
}

export function invalidRuleSet(message: string): RestError {
  return new RestError(422, 42210, message);
}

export function contextNotEmpty(context: string): RestError {
  return new RestError(422, 42211, `The specified context '${context}' is not empty.`);
}

/** The entity that a route takes is missing. */
export function missingBody(): RestError {
  return new RestError(422, 422, "The request has no body, or it is null");
}

/** The body is not JSON, or JSON of another shape. */
export function malformedBody(message: string): RestError {
  return new RestError(400, 400, message);
}

/** There is no such route in this release. */
export function routeNotFound(): RestError {
  return new RestError(404, 404, "HTTP 404 Not Found");
}

/** A change could not be made safe, or a read waited for one that could not. */
export function storeFailed(): RestError {
  return new RestError(500, 50001, "Error while writing to the backend store");
}
