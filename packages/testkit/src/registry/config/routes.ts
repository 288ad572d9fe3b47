import { entity } from "../api/entity.js";
import { isSet } from "../api/read-query.js";
import { configNotFound, subjectNotFound } from "../api/refusals.js";
import { since } from "../api/release.js";
import { type ApiAnswer, type ApiRequest, type Route, route } from "../api/route.js";
import { scopeOf } from "../contexts/scopes.js";
import { refuseReadOnly } from "../mode/effective-mode.js";
import type { Registry } from "../registry.js";
import type { ConfigValue } from "../storage/record.js";
import { validateCharacters } from "../subjects/subject-name.js";
import { effectiveConfig, ownConfig } from "./effective-config.js";
import { updateConfig } from "./update-config.js";

export const configRoutes: readonly Route[] = ["/config", "/config/{subject}"].flatMap((template) => [
  route("GET", template, getConfig),
  route("PUT", template, putConfig),
  route("DELETE", template, deleteConfig),
]);

function getConfig(registry: Registry, { params, query }: ApiRequest): ApiAnswer {
  const scope = scopeOf(params["subject"]);
  const config = isSet(query, "defaultToGlobal") ? effectiveConfig(registry, scope) : ownConfig(registry, scope);
  if (config === undefined && scope !== null) throw configNotFound(scope);
  return { status: 200, json: configEntity(config ?? serverConfig(registry)) };
}

function putConfig(registry: Registry, { params, body }: ApiRequest): ApiAnswer {
  const scope = scopeOf(params["subject"]);
  const { config, requested } = updateConfig(registry, registry.store.config(scope), body);
  validateCharacters(scope ?? "");
  refuseReadOnly(registry, scope);
  registry.commit([{ key: { keytype: "CONFIG", subject: scope, magic: 0 }, value: { subject: scope, ...config } }]);
  // Before 8.0 the answer was the request.
  return { status: 200, json: updateEntity(since(registry, "8.0") ? config : requested) };
}

function deleteConfig(registry: Registry, { params }: ApiRequest): ApiAnswer {
  const scope = scopeOf(params["subject"]);
  const config = ownConfig(registry, scope);
  if (config === undefined && scope !== null) throw subjectNotFound(scope);
  refuseReadOnly(registry, scope);
  if (config !== undefined) {
    registry.commit([{ key: { keytype: "CONFIG", subject: scope, magic: 0 }, value: null }]);
  }
  return { status: 200, json: configEntity(config ?? serverConfig(registry)) };
}

function serverConfig({ settings }: Registry): ConfigValue {
  return { compatibilityLevel: settings.compatibilityLevel };
}

function configEntity({ subject: _, ...config }: ConfigValue): object {
  return entity(config);
}

/** Requests, and the answers to them, have another name for the level. */
function updateEntity({ subject: _, compatibilityLevel, ...config }: ConfigValue): object {
  return entity({ ...config, compatibility: compatibilityLevel });
}
