import { randomUUID } from "node:crypto";
import { contextPrefix, normalizeSubject, qualifyWithParent } from "../contexts/qualified-subject.js";
import type { Registry } from "../registry.js";
import { readDraft } from "../schemas/draft.js";
import { latestOf } from "../schemas/latest.js";
import { lookUpUnderSubject } from "../schemas/look-up.js";
import type { StoredSchema } from "../storage/stored-schema.js";
import { register } from "../subjects/register.js";
import { validateSubject } from "../subjects/subject-name.js";
import { noActiveVersion } from "./association-errors.js";
import { type Association, allAssociations, putAssociations, type Resource } from "./association-store.js";
import { checkAssociation } from "./check-association.js";
import type { AssociationRequest } from "./read-associations.js";

/** How subjects are associated with a resource. */
export type Associating = {
  /** Of subjects that name none, such as `:.staging:`. */
  readonly context: string | undefined;
  /** Whether what is there already must not be changed. */
  readonly createOnly: boolean;
  /** Only checks. */
  readonly dryRun: boolean;
};

/** What became of one request: the association, and the schema that was registered for it. */
export type Associated = {
  readonly association: Association;
  readonly schema?: StoredSchema | undefined;
};

/**
 * Associates subjects with a resource, and registers their schemas first where they are given. Everything is checked
 * before anything is changed, but for what registering a schema checks.
 *
 * @returns nothing for a dry run
 * @throws RestError 40903 to 40908, 42212, and those of a registration
 */
export function associate(
  registry: Registry,
  resource: Resource,
  requests: readonly AssociationRequest[],
  how: Associating,
): readonly Associated[] {
  const qualified = requests.map((request) => ({ ...request, subject: subjectOf(request, how) }));
  for (const request of qualified) check(registry, resource, request, how.createOnly);
  if (how.dryRun) return [];
  const associated = qualified.map((request) => ({
    association: associationOf(resource, request, existingOf(registry, resource, request)),
    schema: registered(registry, request),
  }));
  putAssociations(
    registry,
    associated.map(({ association }) => association),
  );
  return associated;
}

/** What a resource uses for the same already. */
function existingOf(
  registry: Registry,
  resource: Resource,
  { associationType }: Pick<AssociationRequest, "associationType">,
): Association | undefined {
  return allAssociations(registry).find((one) => isOf(one, resource) && one.associationType === associationType);
}

function subjectOf({ subject }: AssociationRequest, { context }: Associating): string {
  const qualified =
    context === undefined ? normalizeSubject(subject) : qualifyWithParent(contextPrefix(context), subject);
  validateSubject(qualified);
  return qualified;
}

function check(registry: Registry, resource: Resource, request: AssociationRequest, createOnly: boolean): void {
  const hasVersion = (subject: string) => latestOf(registry.store.versions(subject)) !== undefined;
  if (request.schema === undefined && !hasVersion(request.subject)) throw noActiveVersion(request.subject);
  const existing = existingOf(registry, resource, request);
  const others = allAssociations(registry).filter(
    (other) =>
      other.subject === request.subject &&
      !(isOf(other, resource) && other.associationType === request.associationType),
  );
  checkAssociation(resource, request, existing, others, createOnly, {
    hasVersion,
    hasSchema: ({ subject, schema, normalize }) =>
      lookUpUnderSubject(registry, subject, readDraft(registry, schema), { normalize, deleted: false }) !== undefined,
  });
}

function registered(registry: Registry, { subject, schema, normalize }: AssociationRequest): StoredSchema | undefined {
  if (schema === undefined) return undefined;
  const { version } = register(registry, subject, readDraft(registry, schema), { normalize, force: false }).schema;
  return registry.store.schema(subject, version);
}

function associationOf(
  resource: Resource,
  request: AssociationRequest,
  existing: Association | undefined,
): Association {
  const { associationType, lifecycle, frozen, subject } = request;
  return {
    ...resource,
    subject,
    associationType,
    guid: existing?.guid ?? randomUUID(),
    lifecycle: lifecycle ?? existing?.lifecycle ?? "WEAK",
    frozen: frozen ?? existing?.frozen ?? false,
  };
}

/** By its id, or by its name where a dry run gives none. */
function isOf(association: Association, { resourceId, resourceName, resourceNamespace, resourceType }: Resource) {
  if (association.resourceType !== resourceType) return false;
  if (resourceId !== undefined && association.resourceId === resourceId) return true;
  return association.resourceName === resourceName && association.resourceNamespace === resourceNamespace;
}
