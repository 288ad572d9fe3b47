import { notPermitted } from "../api/refusals.js";
import { contextPrefix } from "../contexts/qualified-subject.js";
import { broaderScopes } from "../contexts/scopes.js";
import type { Registry } from "../registry.js";
import type { Mode } from "../storage/record.js";

/** The mode that holds for a scope: its own, or that of its context, or the global one, or READWRITE. */
export function effectiveMode(registry: Registry, scope: string | null): Mode {
  const { store } = registry;
  if (store.mode(null) === "READONLY_OVERRIDE") return "READONLY_OVERRIDE";
  for (const one of [scope, ...broaderScopes(scope)]) {
    const mode = store.mode(one);
    if (mode !== undefined) return mode;
  }
  return "READWRITE";
}

/** Whether schemas come from elsewhere, with ids of their own, and are taken as they are. */
export function isImporting(mode: Mode): boolean {
  return mode === "IMPORT" || mode === "FORWARD";
}

/** @throws RestError 42205 where nothing may be changed */
export function refuseReadOnly(registry: Registry, scope: string | null): void {
  const mode = effectiveMode(registry, scope);
  if (mode === "READONLY" || mode === "READONLY_OVERRIDE") {
    throw notPermitted(`${placeOf(scope)} is in read-only mode`);
  }
}

/** @throws RestError 42205 where no schema may be registered, or none with an id, or none without one */
export function refuseRegistration(registry: Registry, subject: string, hasId: boolean): void {
  refuseReadOnly(registry, subject);
  const mode = effectiveMode(registry, subject);
  if (hasId && !isImporting(mode)) throw notPermitted(`${placeOf(subject)} is not in import mode`);
  if (!hasId && mode !== "READWRITE") throw notPermitted(`${placeOf(subject)} is not in read-write mode`);
}

function placeOf(scope: string | null): string {
  return `Subject ${scope} in context ${contextPrefix(scope)}`;
}
