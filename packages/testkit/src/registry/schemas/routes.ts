import { entity } from "../api/entity.js";
import { isSet, pageOf, textOf } from "../api/read-query.js";
import { routeNotFound, schemaNotFound } from "../api/refusals.js";
import { since } from "../api/release.js";
import { RestError } from "../api/rest-error.js";
import { type ApiRequest, type Route, route } from "../api/route.js";
import { associationsAskedFor } from "../associations/find-associations.js";
import { normalizeSubject, parseSubject } from "../contexts/qualified-subject.js";
import type { Registry } from "../registry.js";
import type { StoredSchema } from "../storage/stored-schema.js";
import { findById, usesOf } from "./by-id.js";
import { formatSchema } from "./format-schema.js";
import { listSchemas } from "./list-schemas.js";
import { formOf, schemaEntity, schemaStringEntity } from "./schema-entity.js";
import { tagsAskedFor } from "./tags/find-tags.js";

/** The server's limit for lists of schemas. */
const MOST_SCHEMAS = 1000;

export const schemaRoutes: readonly Route[] = [
  route("GET", "/schemas", (registry, { query }) => {
    const schemas = listSchemas(registry, {
      subjectPrefix: query.get("subjectPrefix") ?? "",
      aliases: isSet(query, "aliases"),
      deleted: isSet(query, "deleted"),
      latestOnly: isSet(query, "latestOnly"),
      ruleType: textOf(query, "ruleType"),
    });
    return {
      status: 200,
      json: pageOf(schemas, query, MOST_SCHEMAS).map(({ stored, aliases }) =>
        entity({
          ...schemaEntity(registry, stored),
          aliases,
          associations: associationsAskedFor(registry, stored.subject, query),
        }),
      ),
    };
  }),
  route("GET", "/schemas/types", () => ({ status: 200, json: ["JSON", "PROTOBUF", "AVRO"] })),
  route("GET", "/schemas/ids/{id}", (registry, request) => {
    const { query } = request;
    const stored = schemaOf(registry, request);
    const form = { ...formOf(query), schemaTags: tagsAskedFor(stored, query) };
    const { subject, version } = stored;
    const maxId = isSet(query, "fetchMaxId") ? { maxId: registry.store.maxId(parseSubject(subject).context) } : {};
    return { status: 200, json: schemaStringEntity(registry, stored, form, { subject, version, ...maxId }) };
  }),
  route("GET", "/schemas/ids/{id}/schema", (registry, request) => ({
    status: 200,
    text: formatSchema(registry, schemaOf(registry, request), textOf(request.query, "format")),
  })),
  route("GET", "/schemas/ids/{id}/subjects", (registry, request) => ({
    status: 200,
    json: pageOf(
      usesOfId(registry, request).map(({ subject }) => subject),
      request.query,
    ),
  })),
  route("GET", "/schemas/ids/{id}/versions", (registry, request) => ({
    status: 200,
    json: pageOf(
      usesOfId(registry, request).map(({ subject, version }) => ({ subject, version })),
      request.query,
    ),
  })),
  route("GET", "/schemas/guids/{guid}", (registry, { params, query }) => {
    const stored = schemaOfGuid(registry, params["guid"] ?? "");
    return { status: 200, json: schemaStringEntity(registry, stored, formOf(query), {}) };
  }),
  route("GET", "/schemas/guids/{guid}/ids", (registry, { params }) => {
    const md5 = md5Of(registry, params["guid"] ?? "");
    return { status: 200, json: [...registry.store.byGuid(md5)].map(([context, id]) => ({ context, id })) };
  }),
];

function schemaOf(registry: Registry, request: ApiRequest): StoredSchema {
  const id = idOf(request);
  const stored = findById(registry, id, subjectOf(request));
  if (stored === undefined) throw schemaNotFound(id);
  return stored;
}

function usesOfId(registry: Registry, request: ApiRequest): readonly StoredSchema[] {
  const id = idOf(request);
  const uses = usesOf(registry, id, subjectOf(request), isSet(request.query, "deleted"));
  if (uses === undefined) throw schemaNotFound(id);
  return uses;
}

function subjectOf({ query }: ApiRequest): string {
  return normalizeSubject(query.get("subject") ?? "");
}

/** What is no number of 32 bits is no resource either. */
function idOf({ params }: ApiRequest): number {
  const text = params["id"] ?? "";
  const id = /^[+-]?\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (!(Math.abs(id) <= 0x7fff_ffff)) throw new RestError(404, 404, "HTTP 404 Not Found");
  return id;
}

function schemaOfGuid(registry: Registry, guid: string): StoredSchema {
  const [first] = registry.store.byGuid(md5Of(registry, guid));
  const stored = first === undefined ? undefined : registry.store.byId(...first)[0];
  if (stored === undefined) throw schemaNotFound(guid);
  return stored;
}

/** A GUID may come with hyphens or without. */
function md5Of(registry: Registry, guid: string): string {
  if (!since(registry, "8.0")) throw routeNotFound();
  return guid.replaceAll("-", "").toLowerCase();
}
