import { RestError } from "../api/rest-error.js";

/** There is no such key, or it is soft-deleted. */
export function keyNotFound(name: string): RestError {
  return new RestError(404, 40470, `Key '${name}' not found`);
}

/** It has to be soft-deleted first. */
export function keyNotSoftDeleted(name: string): RestError {
  return new RestError(404, 40471, `Key '${name}' was not deleted first before being permanently deleted`);
}

/** The key that encrypts it is soft-deleted. */
export function keySoftDeleted(name: string): RestError {
  return new RestError(404, 40472, `Key '${name}' must be undeleted first`);
}

/** There is another one of that name. */
export function keyExists(name: string): RestError {
  return new RestError(409, 40971, `Key '${name}' already exists; use a different value`);
}

/** A member is missing or wrong. */
export function invalidKey(member: string): RestError {
  return new RestError(422, 42271, `Invalid or missing value for field '${member}' of key`);
}

/** It encrypts other keys. */
export function keyInUse(name: string): RestError {
  return new RestError(422, 42272, `One or more references exist to the key ${name}`);
}

/** A shared key would have to be used, and there is no key management service in this process. */
export function noKeyManagement(action: "encrypted" | "raw", subject: string, kekUrl: string): RestError {
  const reason = `No kms client found for ${kekUrl}`;
  return new RestError(500, 50070, `Could not generate ${action} dek for ${subject}: ${reason}`);
}
