import { isSet, pageOf, textOf } from "../api/read-query.js";
import { subjectNotFound } from "../api/refusals.js";
import { since } from "../api/release.js";
import { type ApiRequest, type Route, route } from "../api/route.js";
import { normalizeSubject } from "../contexts/qualified-subject.js";
import type { Registry } from "../registry.js";
import { readDraft } from "../schemas/draft.js";
import { formatSchema } from "../schemas/format-schema.js";
import { formOf, registeredEntity, schemaEntity } from "../schemas/schema-entity.js";
import { tagsAskedFor } from "../schemas/tags/find-tags.js";
import type { StoredSchema } from "../storage/stored-schema.js";
import { deleteVersion } from "./delete.js";
import { findVersion, hasVersions } from "./find-version.js";
import { register } from "./register.js";
import { retag } from "./retag.js";
import { validateSubject } from "./subject-name.js";
import { readVersion } from "./version-id.js";

export const versionRoutes: readonly Route[] = [
  route("GET", "/subjects/{subject}/versions", (registry, request) => ({
    status: 200,
    json: pageOf(versionNumbers(registry, request), request.query),
  })),
  route("POST", "/subjects/{subject}/versions", (registry, { params, query, body }) => {
    const draft = readDraft(registry, body);
    validateSubject(params["subject"] ?? "");
    const { schema, existing } = register(registry, normalizeSubject(params["subject"] ?? ""), draft, {
      normalize: isSet(query, "normalize"),
      force: since(registry, "8.5") && isSet(query, "force"),
    });
    return { status: 200, json: registeredEntity(registry, schema, existing, formOf(query)) };
  }),
  route("GET", "/subjects/{subject}/versions/{version}", (registry, request) => {
    const stored = versionOf(registry, request);
    const { query } = request;
    const form = { ...formOf(query), schemaTags: tagsAskedFor(stored, query) };
    return { status: 200, json: schemaEntity(registry, stored, form) };
  }),
  route("GET", "/subjects/{subject}/versions/{version}/schema", (registry, request) => ({
    status: 200,
    text: formatSchema(registry, versionOf(registry, request), textOf(request.query, "format")),
  })),
  route("GET", "/subjects/{subject}/versions/{version}/referencedby", (registry, request) => {
    const { subject, version } = findVersion(registry, ...placeOf(request), true);
    const deleted = isSet(request.query, "deleted");
    const ids = registry.store
      .referrers(subject, version)
      .filter((referrer) => deleted || !referrer.deleted)
      .map(({ id }) => id);
    return { status: 200, json: pageOf([...new Set(ids)].sort(ascending), request.query) };
  }),
  route("DELETE", "/subjects/{subject}/versions/{version}", (registry, { params, query }) => {
    const subject = normalizeSubject(params["subject"] ?? "");
    const version = deleteVersion(registry, subject, params["version"] ?? "", isSet(query, "permanent"));
    return { status: 200, json: version };
  }),
  route("POST", "/subjects/{subject}/versions/{version}/tags", (registry, request) => {
    const { schema, existing } = retag(registry, findVersion(registry, ...placeOf(request), true), request.body);
    return { status: 200, json: registeredEntity(registry, schema, existing, {}) };
  }),
];

function placeOf({ params }: ApiRequest): [subject: string, version: number] {
  return [normalizeSubject(params["subject"] ?? ""), readVersion(params["version"] ?? "")];
}

function versionOf(registry: Registry, request: ApiRequest): StoredSchema {
  return findVersion(registry, ...placeOf(request), isSet(request.query, "deleted"));
}

/** `deletedOnly` wins over `deleted`; `deletedAsNegative` lists all, the soft-deleted ones as negative numbers. */
function versionNumbers(registry: Registry, { params, query }: ApiRequest): readonly number[] {
  const subject = normalizeSubject(params["subject"] ?? "");
  const [only, negative] = [isSet(query, "deletedOnly"), isSet(query, "deletedAsNegative")];
  const deleted = isSet(query, "deleted") || negative;
  if (!hasVersions(registry, subject, only || deleted)) throw subjectNotFound(subject);
  return registry.store
    .versions(subject)
    .filter((stored) => (only ? stored.deleted : deleted || !stored.deleted))
    .map((stored) => (negative && stored.deleted ? -stored.version : stored.version));
}

function ascending(one: number, other: number): number {
  return one - other;
}
