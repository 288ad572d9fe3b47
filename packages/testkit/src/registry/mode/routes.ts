import { isSet } from "../api/read-query.js";
import { modeNotFound, subjectNotFound } from "../api/refusals.js";
import { type ApiAnswer, type ApiRequest, type Route, route } from "../api/route.js";
import { scopeOf } from "../contexts/scopes.js";
import type { Registry } from "../registry.js";
import type { Mode } from "../storage/record.js";
import { validateCharacters } from "../subjects/subject-name.js";
import { effectiveMode } from "./effective-mode.js";
import { clearModes, readMode, refuseModeChanges, setMode } from "./set-mode.js";

export const modeRoutes: readonly Route[] = ["/mode", "/mode/{subject}"].flatMap((template) => [
  route("GET", template, getMode),
  route("PUT", template, putMode),
  route("DELETE", template, deleteMode),
]);

function getMode(registry: Registry, { params, query }: ApiRequest): ApiAnswer {
  const scope = scopeOf(params["subject"]);
  const mode = isSet(query, "defaultToGlobal") ? effectiveMode(registry, scope) : ownMode(registry, scope);
  if (mode === undefined && scope !== null) throw modeNotFound(scope);
  return { status: 200, json: { mode: mode ?? "READWRITE" } };
}

function putMode(registry: Registry, { params, query, body }: ApiRequest): ApiAnswer {
  const scope = scopeOf(params["subject"]);
  validateCharacters(scope ?? "");
  const mode = readMode(body, scope);
  setMode(registry, scope, mode, isSet(query, "force"));
  return { status: 200, json: { mode } };
}

function deleteMode(registry: Registry, { params, query }: ApiRequest): ApiAnswer {
  const scope = scopeOf(params["subject"]);
  const mode = ownMode(registry, scope);
  const recursive = isSet(query, "recursive");
  if (mode === undefined && scope !== null && !recursive) throw subjectNotFound(scope);
  refuseModeChanges(registry);
  clearModes(registry, scope, recursive);
  return { status: 200, json: { mode: mode ?? "READWRITE" } };
}

/** The override of the default context beats what others have. */
function ownMode({ store }: Registry, scope: string | null): Mode | undefined {
  return store.mode(null) === "READONLY_OVERRIDE" ? "READONLY_OVERRIDE" : store.mode(scope);
}
