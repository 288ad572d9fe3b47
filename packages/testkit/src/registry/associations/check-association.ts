import {
  associationFrozen,
  invalidAssociation,
  resourceAssociated,
  subjectAssociated,
  subjectStronglyAssociated,
} from "./association-errors.js";
import type { Association, Resource } from "./association-store.js";
import type { AssociationRequest } from "./read-associations.js";

/** What is asked of the subjects that schemas are registered under. */
export type SubjectFacts = {
  readonly hasVersion: (subject: string) => boolean;
  /** Whether a subject has that schema already. */
  readonly hasSchema: (request: AssociationRequest) => boolean;
};

/**
 * Whether a resource may use a subject beside what is associated already.
 *
 * @param existing what the resource uses for the same already
 * @param others who else uses the subject
 * @throws RestError 40903 to 40905, 40908, 42212
 */
export function checkAssociation(
  resource: Resource,
  request: AssociationRequest,
  existing: Association | undefined,
  others: readonly Association[],
  createOnly: boolean,
  facts: SubjectFacts,
): void {
  if (existing === undefined) checkNew(request, facts);
  else if (!isSame(existing, request)) {
    if (createOnly) throw resourceAssociated(request.associationType, resource.resourceId ?? resource.resourceName);
    checkChange(existing, request);
  } else if (createOnly && request.schema !== undefined && !facts.hasSchema(request))
    throw resourceAssociated(request.associationType, resource.resourceId ?? resource.resourceName);

  const lifecycle = request.lifecycle ?? existing?.lifecycle ?? "WEAK";
  if (others.length === 0) return;
  if (lifecycle === "STRONG") throw subjectAssociated(request.subject);
  if (others.some((other) => other.lifecycle === "STRONG")) throw subjectStronglyAssociated(request.subject);
}

function checkNew(request: AssociationRequest, facts: SubjectFacts): void {
  if (request.frozen !== true) return;
  if (request.lifecycle !== "STRONG")
    throw invalidAssociation("frozen", "association with lifecycle of WEAK cannot be frozen");
  if (request.schema === undefined)
    throw invalidAssociation("schema", "schema must be provided when creating a frozen association");
  if (facts.hasVersion(request.subject))
    throw invalidAssociation("frozen", "cannot create a frozen association when schemas already exist in the subject");
}

function checkChange(existing: Association, request: AssociationRequest): void {
  if (existing.subject !== request.subject)
    throw invalidAssociation("subject", "subject of association cannot be changed");
  if (request.frozen !== undefined && request.frozen !== existing.frozen)
    throw invalidAssociation("frozen", "frozen attribute of association cannot be changed");
  if (existing.frozen) throw associationFrozen(existing.associationType, existing.subject);
}

function isSame(existing: Association, request: AssociationRequest): boolean {
  return (
    existing.subject === request.subject &&
    (request.lifecycle ?? existing.lifecycle) === existing.lifecycle &&
    (request.frozen ?? existing.frozen) === existing.frozen
  );
}
