import { isSet, pageOf } from "../api/read-query.js";
import { routeNotFound } from "../api/refusals.js";
import { type ApiAnswer, type ApiRequest, type Route, route } from "../api/route.js";
import type { Registry } from "../registry.js";
import { readVersion } from "../subjects/version-id.js";
import {
  createDek,
  type DekScope,
  deleteDek,
  deleteDeks,
  getDek,
  listDekSubjects,
  listDekVersions,
  undeleteDek,
  undeleteDeks,
} from "./deks.js";
import { createKek, deleteKek, getKek, listKeks, undeleteKek, updateKek } from "./keks.js";
import { ALGORITHMS, type Dek, type Kek, type Kept } from "./key-store.js";

const KEKS = "/dek-registry/v1/keks";
const KEK = `${KEKS}/{name}`;
const DEKS = `${KEK}/deks`;
const DEK = `${DEKS}/{subject}`;
const VERSIONS = `${DEK}/versions`;
const VERSION = `${VERSIONS}/{version}`;

const NO_CONTENT: ApiAnswer = { status: 204 };

/** The DEK registry: an extension of the community server, which has to be enabled there as well. */
export const dekRegistryRoutes: readonly Route[] = [
  extension("GET", KEKS, (registry, { query }) =>
    page(query, listKeks(registry, query.getAll("subjectPrefix"), isSet(query, "deleted"))),
  ),
  extension("POST", KEKS, (registry, { query, body }) =>
    kekAnswer(createKek(registry, body, isSet(query, "testSharing"))),
  ),
  extension("GET", KEK, (registry, { params, query }) =>
    kekAnswer(getKek(registry, params["name"] ?? "", isSet(query, "deleted"))),
  ),
  extension("PUT", KEK, (registry, { params, query, body }) =>
    kekAnswer(updateKek(registry, params["name"] ?? "", body, isSet(query, "testSharing"))),
  ),
  extension("DELETE", KEK, (registry, { params, query }) => {
    deleteKek(registry, params["name"] ?? "", isSet(query, "permanent"));
    return NO_CONTENT;
  }),
  extension("POST", `${KEK}/undelete`, (registry, { params }) => {
    undeleteKek(registry, params["name"] ?? "");
    return NO_CONTENT;
  }),
  extension("GET", DEKS, (registry, { params, query }) =>
    page(query, listDekSubjects(registry, params["name"] ?? "", isSet(query, "deleted"))),
  ),
  extension("POST", DEKS, (registry, { params, query, body }) =>
    dekAnswer(createDek(registry, params["name"] ?? "", body, { rewrap: isSet(query, "rewrap") })),
  ),
  extension("GET", DEK, (registry, request) =>
    dekAnswer(getDek(registry, scopeOf(request), 1, isSet(request.query, "deleted"))),
  ),
  extension("POST", DEK, (registry, { params, query, body }) =>
    dekAnswer(
      createDek(registry, params["name"] ?? "", body, { subject: params["subject"], rewrap: isSet(query, "rewrap") }),
    ),
  ),
  extension("DELETE", DEK, (registry, request) => {
    deleteDeks(registry, scopeOf(request), isSet(request.query, "permanent"));
    return NO_CONTENT;
  }),
  extension("POST", `${DEK}/undelete`, (registry, request) => {
    undeleteDeks(registry, scopeOf(request));
    return NO_CONTENT;
  }),
  extension("GET", VERSIONS, (registry, request) =>
    page(request.query, listDekVersions(registry, scopeOf(request), isSet(request.query, "deleted"))),
  ),
  extension("GET", VERSION, (registry, request) =>
    dekAnswer(
      getDek(registry, scopeOf(request), readVersion(request.params["version"] ?? ""), isSet(request.query, "deleted")),
    ),
  ),
  extension("DELETE", VERSION, (registry, request) => {
    deleteDek(
      registry,
      scopeOf(request),
      readVersion(request.params["version"] ?? ""),
      isSet(request.query, "permanent"),
    );
    return NO_CONTENT;
  }),
  extension("POST", `${VERSION}/undelete`, (registry, request) => {
    undeleteDek(registry, scopeOf(request), readVersion(request.params["version"] ?? ""));
    return NO_CONTENT;
  }),
];

/** A route that answers only where the extension is enabled. */
function extension(method: Route["method"], template: string, answer: Route["answer"]): Route {
  return route(method, template, (registry: Registry, request: ApiRequest) => {
    if (!registry.settings.dekRegistry) throw routeNotFound();
    return answer(registry, request);
  });
}

function page<T>(query: URLSearchParams, list: readonly T[]): ApiAnswer {
  return { status: 200, json: pageOf(list, query) };
}

function kekAnswer({ key, timestamp }: Kept<Kek>): ApiAnswer {
  const kmsProps = Object.keys(key.kmsProps).length > 0 ? key.kmsProps : undefined;
  return { status: 200, json: { ...key, kmsProps, ts: timestamp, deleted: key.deleted || undefined } };
}

function dekAnswer({ key, timestamp }: Kept<Dek>): ApiAnswer {
  return { status: 200, json: { ...key, ts: timestamp, deleted: key.deleted || undefined } };
}

function scopeOf({ params, query }: ApiRequest): DekScope {
  const given = query.get("algorithm");
  const algorithm = given === null || given === "" ? "AES256_GCM" : ALGORITHMS.find((one) => one === given);
  // What a query parameter cannot be read as is not found, as JAX-RS has it.
  if (algorithm === undefined) throw routeNotFound();
  return { kekName: params["name"] ?? "", subject: params["subject"] ?? "", algorithm };
}
