import { entity } from "../api/entity.js";
import { type JsonObject, readBody, readString, readStrings, readWord } from "../api/read-body.js";
import { isSet, pageOf, textOf } from "../api/read-query.js";
import { routeNotFound } from "../api/refusals.js";
import { since } from "../api/release.js";
import { type ApiAnswer, type ApiRequest, type Route, route } from "../api/route.js";
import { normalizeSubject } from "../contexts/qualified-subject.js";
import type { Registry } from "../registry.js";
import { schemaEntity } from "../schemas/schema-entity.js";
import { type Associated, type Associating, associate } from "./associate.js";
import { associationNotFound, invalidAssociation } from "./association-errors.js";
import { LIFECYCLES, type Lifecycle, type Resource } from "./association-store.js";
import { dissociate, refusalOf } from "./dissociate.js";
import { type AssociationQuery, associationEntity, findAssociations, queryOf } from "./find-associations.js";
import { mutate } from "./mutate.js";
import { notEmpty, readAssociations, readOperations, readResource, TOPIC } from "./read-associations.js";

const BY_SUBJECT = "/associations/subjects/{subject}";
const BY_ID = "/associations/resources/{resourceId}";
const BY_NAME = "/associations/resources/{resourceNamespace}/{resourceName}";

/** What the registry lists at most. */
const MOST = 1_000;

/** Which subjects a topic uses, whatever their names: since 8.2. */
export const associationRoutes: readonly Route[] = [
  sinceThen("GET", BY_SUBJECT, (registry, { params, query }) =>
    list(registry, query, { subject: normalizeSubject(params["subject"] ?? "") }),
  ),
  sinceThen("GET", BY_ID, (registry, { params, query }) => list(registry, query, { resourceId: params["resourceId"] })),
  sinceThen("GET", BY_NAME, (registry, { params, query }) =>
    list(registry, query, {
      resourceNamespace: params["resourceNamespace"],
      resourceName: params["resourceName"],
    }),
  ),
  sinceThen("POST", "/associations", (registry, { query, body }) =>
    answer(registry, readBody(body), { ...changeOf(query), createOnly: true }),
  ),
  sinceThen("PUT", BY_ID, (registry, { params, query, body }) => {
    const { resourceId } = params;
    const members = readBody(body);
    if ((readString(members, "resourceId") ?? resourceId) !== resourceId) {
      const reason = "Resource ID in the path parameter does not match the resource ID in the request body";
      throw invalidAssociation("resourceId", reason);
    }
    return answer(registry, { ...members, resourceId }, { ...changeOf(query), createOnly: false });
  }),
  sinceThen("DELETE", BY_ID, (registry, { params, query }) => {
    const resourceId = params["resourceId"] ?? "";
    const found = findAssociations(registry, { ...queryOf(query), lifecycle: undefined, resourceId });
    if (found.length === 0) throw associationNotFound(resourceId);
    dissociate(registry, found, { cascade: isSet(query, "cascadeLifecycle"), dryRun: isSet(query, "dryRun") });
    return { status: 204 };
  }),
  sinceThen("POST", "/associations:batchGet", (registry, { body }) =>
    results(notEmpty(readBody(body), "requests"), (one) => {
      const query = batchQuery(one);
      const found = findAssociations(registry, query).slice(0, MOST);
      const { resourceName, resourceNamespace, resourceId, resourceType } = found[0] ?? query;
      const associations = found.map((association) => ({ association }));
      return resourceEntity(registry, { resourceName, resourceNamespace, resourceId, resourceType }, associations);
    }),
  ),
  sinceThen("POST", "/associations:batchMutate", (registry, { query, body }) => {
    const change = changeOf(query);
    return results(notEmpty(readBody(body), "requests"), (one) => {
      const resource = readResource(one, change.dryRun);
      return resourceEntity(registry, resource, mutate(registry, resource, readOperations(one, resource), change));
    });
  }),
];

function sinceThen(method: Route["method"], template: string, respond: Route["answer"]): Route {
  return route(method, template, (registry: Registry, request: ApiRequest) => {
    if (!since(registry, "8.2")) throw routeNotFound();
    return respond(registry, request);
  });
}

function list(registry: Registry, query: URLSearchParams, which: Partial<AssociationQuery>): ApiAnswer {
  const found = findAssociations(registry, { ...queryOf(query), ...which });
  return { status: 200, json: pageOf(found, query, MOST).map(associationEntity) };
}

function batchQuery(one: JsonObject): AssociationQuery {
  return {
    resourceId: readString(one, "resourceId") || undefined,
    resourceName: readString(one, "resourceName") || undefined,
    resourceNamespace: readString(one, "resourceNamespace") || undefined,
    resourceType: readString(one, "resourceType") || TOPIC,
    associationTypes: readStrings(one, "associationTypes") ?? [],
    lifecycle: readWord<Lifecycle>(one, "lifecycle", LIFECYCLES),
  };
}

function changeOf(query: URLSearchParams): Omit<Associating, "createOnly"> {
  return { context: textOf(query, "context"), dryRun: isSet(query, "dryRun") };
}

function answer(registry: Registry, body: JsonObject, how: Associating): ApiAnswer {
  const resource = readResource(body, how.dryRun);
  const associated = associate(registry, resource, readAssociations(body, resource), how);
  return { status: 200, json: resourceEntity(registry, resource, associated) };
}

/** One that fails does not stop the others; the status tells that not all of them went well. */
function results(requests: readonly JsonObject[], perform: (request: JsonObject) => object): ApiAnswer {
  const outcomes = requests.map((request) => {
    try {
      return { result: perform(request) };
    } catch (error) {
      return { error: refusalOf(error) };
    }
  });
  return { status: outcomes.some((outcome) => "error" in outcome) ? 207 : 200, json: { results: outcomes } };
}

function resourceEntity(
  registry: Registry,
  resource: Pick<AssociationQuery, keyof Resource>,
  associated: readonly Associated[],
): object {
  const associations = associated.map(({ association, schema }) => {
    const { subject, associationType, lifecycle, frozen } = association;
    const registered = schema === undefined ? undefined : schemaEntity(registry, schema);
    return entity({ subject, associationType, lifecycle, frozen, schema: registered });
  });
  return entity({ ...resource, associations });
}
