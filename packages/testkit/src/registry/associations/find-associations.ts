import { textOf } from "../api/read-query.js";
import { routeNotFound } from "../api/refusals.js";
import { since } from "../api/release.js";
import type { Registry } from "../registry.js";
import {
  type Association,
  type AssociationType,
  allAssociations,
  LIFECYCLES,
  type Lifecycle,
} from "./association-store.js";
import { TOPIC } from "./read-associations.js";

/** Which associations are meant; what is undefined, or empty, does not matter. */
export type AssociationQuery = {
  readonly subject?: string | undefined;
  readonly resourceId?: string | undefined;
  readonly resourceName?: string | undefined;
  /** `-` is any. */
  readonly resourceNamespace?: string | undefined;
  readonly resourceType: string;
  readonly associationTypes: readonly string[];
  readonly lifecycle?: Lifecycle | undefined;
};

/** The associations that are meant. */
export function findAssociations(registry: Registry, query: AssociationQuery): readonly Association[] {
  const { subject, resourceId, resourceName, resourceNamespace, resourceType, associationTypes, lifecycle } = query;
  const is = (wanted: string | undefined, value: string | undefined) => wanted === undefined || wanted === value;
  return allAssociations(registry).filter(
    (one) =>
      one.resourceType === resourceType &&
      is(subject, one.subject) &&
      is(resourceId, one.resourceId) &&
      is(resourceName, one.resourceName) &&
      (resourceNamespace === "-" || is(resourceNamespace, one.resourceNamespace)) &&
      is(lifecycle, one.lifecycle) &&
      (associationTypes.length === 0 || associationTypes.includes(one.associationType satisfies AssociationType)),
  );
}

/** Which associations a query string means. @throws RestError 404 for a lifecycle that there is not */
export function queryOf(query: URLSearchParams): AssociationQuery {
  const given = textOf(query, "lifecycle");
  const lifecycle = LIFECYCLES.find((one) => one === given);
  // What a query parameter cannot be read as is not found, as JAX-RS has it.
  if (given !== undefined && lifecycle === undefined) throw routeNotFound();
  return {
    resourceType: textOf(query, "resourceType") ?? TOPIC,
    associationTypes: query.getAll("associationType"),
    lifecycle,
  };
}

/** An association as answers have it. */
export function associationEntity(association: Association): object {
  const { subject, guid, resourceName, resourceNamespace, resourceId, resourceType } = association;
  const { associationType, lifecycle, frozen } = association;
  const resource = { resourceName, resourceNamespace, resourceId, resourceType };
  return { subject, guid, ...resource, associationType, lifecycle, frozen };
}

/** The associations that lists of schemas show, where a query asks for some: since 8.2. */
export function associationsAskedFor(registry: Registry, subject: string, query: URLSearchParams): readonly object[] {
  const isAsked = ["resourceType", "associationType", "lifecycle"].some((name) => query.has(name));
  if (!isAsked || !since(registry, "8.2")) return [];
  return findAssociations(registry, { ...queryOf(query), subject }).map(associationEntity);
}
