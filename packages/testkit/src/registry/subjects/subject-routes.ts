import { isSet, pageOf } from "../api/read-query.js";
import { schemaNotFound, subjectNotFound } from "../api/refusals.js";
import { type Route, route } from "../api/route.js";
import { normalizeSubject, prefixFilter } from "../contexts/qualified-subject.js";
import type { Registry } from "../registry.js";
import { readDraft } from "../schemas/draft.js";
import { lookUpInContexts } from "../schemas/look-up.js";
import { propertyOf } from "../schemas/metadata.js";
import { formOf, schemaEntity } from "../schemas/schema-entity.js";
import { deleteSubject } from "./delete.js";
import { hasVersions } from "./find-version.js";

export const subjectRoutes: readonly Route[] = [
  route("GET", "/subjects", (registry, { query }) => ({
    status: 200,
    json: pageOf(listSubjects(registry, query), query),
  })),
  route("POST", "/subjects/{subject}", (registry, { params, query, body }) => {
    const subject = normalizeSubject(params["subject"] ?? "");
    const draft = readDraft(registry, body);
    const deleted = isSet(query, "deleted");
    const found = lookUpInContexts(registry, subject, draft, { normalize: isSet(query, "normalize"), deleted });
    if (found !== undefined) return { status: 200, json: schemaEntity(registry, found, formOf(query)) };
    throw hasVersions(registry, subject, deleted) ? schemaNotFound() : subjectNotFound(subject);
  }),
  route("DELETE", "/subjects/{subject}", (registry, { params, query }) => ({
    status: 200,
    json: deleteSubject(registry, normalizeSubject(params["subject"] ?? ""), isSet(query, "permanent")),
  })),
  route("GET", "/subjects/{subject}/metadata", (registry, { params, query }) => {
    const subject = normalizeSubject(params["subject"] ?? "");
    const values = query.getAll("value");
    const pairs = query.getAll("key").map((key, at) => [key, values[at]] as const);
    const deleted = isSet(query, "deleted");
    const found = registry.store
      .versions(subject)
      .findLast(
        ({ metadata, ...stored }) =>
          (deleted || !stored.deleted) &&
          metadata?.properties !== undefined &&
          pairs.every(([key, value]) => propertyOf(metadata, key) === value),
      );
    if (found !== undefined) return { status: 200, json: schemaEntity(registry, found, formOf(query)) };
    throw hasVersions(registry, subject, deleted) ? schemaNotFound() : subjectNotFound(subject);
  }),
];

/** A subject counts as deleted when all of its versions are; `deletedOnly` wins over `deleted`. */
function listSubjects(registry: Registry, query: URLSearchParams): readonly string[] {
  const [only, deleted] = [isSet(query, "deletedOnly"), isSet(query, "deleted")];
  const prefixes = query.getAll("subjectPrefix");
  const filters = (prefixes.length === 0 ? [":*:"] : prefixes).map(prefixFilter);
  return registry.store.subjects().filter((subject) => {
    if (!filters.some((matches) => matches(subject))) return false;
    const live = hasVersions(registry, subject, false);
    return only ? !live : deleted || live;
  });
}
