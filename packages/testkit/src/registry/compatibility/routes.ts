import { isSet } from "../api/read-query.js";
import { invalidSchema, versionNotFound } from "../api/refusals.js";
import { RestError } from "../api/rest-error.js";
import { type ApiAnswer, type ApiRequest, type Route, route } from "../api/route.js";
import { effectiveConfig } from "../config/effective-config.js";
import { normalizeSubject } from "../contexts/qualified-subject.js";
import type { Registry } from "../registry.js";
import { type Draft, isBlank, readDraft } from "../schemas/draft.js";
import { latestOf } from "../schemas/latest.js";
import { prepareSchema } from "../schemas/prepare-schema.js";
import type { StoredSchema } from "../storage/stored-schema.js";
import { readVersion } from "../subjects/version-id.js";
import { incompatibilities } from "./check-schema.js";

const INVALID_SCHEMA = 42201;

export const compatibilityRoutes: readonly Route[] = [
  route("POST", "/compatibility/subjects/{subject}/versions/{version}", (registry, request) => {
    const version = readVersion(request.params["version"] ?? "");
    return check(registry, request, (subject) => oneVersion(registry, subject, version));
  }),
  route("POST", "/compatibility/subjects/{subject}/versions", (registry, request) =>
    check(registry, request, (subject) => registry.store.versions(subject).filter(({ deleted }) => !deleted)),
  ),
];

function oneVersion({ store }: Registry, subject: string, version: number): readonly StoredSchema[] {
  const stored = version === -1 ? latestOf(store.versions(subject)) : store.schema(subject, version);
  if (stored !== undefined && !stored.deleted) return [stored];
  if (version === -1) return [];
  throw versionNotFound(version);
}

function check(
  registry: Registry,
  { params, query, body }: ApiRequest,
  previousOf: (subject: string) => readonly StoredSchema[],
): ApiAnswer {
  const subject = normalizeSubject(params["subject"] ?? "");
  const draft = readDraft(registry, body);
  const previous = previousOf(subject);
  const verbose = isSet(query, "verbose");
  try {
    return verdict(messagesOf(registry, subject, draft, isSet(query, "normalize"), previous), verbose);
  } catch (error) {
    if (verbose && error instanceof RestError && error.errorCode === INVALID_SCHEMA) {
      return verdict([error.message], verbose);
    }
    throw error;
  }
}

function messagesOf(
  registry: Registry,
  subject: string,
  draft: Draft,
  normalize: boolean,
  previous: readonly StoredSchema[],
): readonly string[] {
  if (isBlank(draft)) throw invalidSchema("Empty schema");
  const config = effectiveConfig(registry, subject);
  const schema = prepareSchema(registry, draft, {
    subject,
    config,
    normalize: normalize || config.normalize === true,
    asNew: true,
  });
  return incompatibilities(registry, config, schema, previous);
}

/** As text, since the list of messages stays when it is empty. */
function verdict(messages: readonly string[], verbose: boolean): ApiAnswer {
  const isCompatible = messages.length === 0;
  return {
    status: 200,
    text: JSON.stringify(verbose ? { is_compatible: isCompatible, messages } : { is_compatible: isCompatible }),
  };
}
