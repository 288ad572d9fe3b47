import { RestError } from "../api/rest-error.js";

/** A resource has no association of the kind asked for. */
export function associationNotFound(resourceId: string): RestError {
  return new RestError(404, 40410, `Association for '${resourceId}' not found.`);
}

/** The resource uses a subject for that already. */
export function resourceAssociated(associationType: string, resourceId: string): RestError {
  const message = `An association of type '${associationType}' already exists for resource '${resourceId}'`;
  return new RestError(409, 40903, message);
}

/** A strong association must be a subject's only one. */
export function subjectAssociated(subject: string): RestError {
  return new RestError(409, 40904, `An association already exists for subject '${subject}'`);
}

/** Beside a strong association there is no other. */
export function subjectStronglyAssociated(subject: string): RestError {
  return new RestError(409, 40905, `A strong association already exists for subject '${subject}'`);
}

/** What is associated must have a version. */
export function noActiveVersion(subject: string): RestError {
  return new RestError(409, 40907, `No active (non-deleted) version exists for subject '${subject}'`);
}

/** The association may no longer be changed. The two blanks are the registry's. */
export function associationFrozen(associationType: string, subject: string): RestError {
  const message = `The association of type  '${associationType}' is frozen for subject '${subject}'`;
  return new RestError(409, 40908, message);
}

/** A member of the request is wrong. */
export function invalidAssociation(member: string, reason: string): RestError {
  const message = `The association specified an invalid value for property: '${member}', reason: ${reason}`;
  return new RestError(422, 42212, message);
}
