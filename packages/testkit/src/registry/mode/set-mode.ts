import { hasMember, readBody, readString } from "../api/read-body.js";
import { invalidMode, notPermitted, referenceExists } from "../api/refusals.js";
import { GLOBAL_SCOPE, scopeFilter } from "../contexts/qualified-subject.js";
import type { Registry } from "../registry.js";
import type { Change, Mode } from "../storage/record.js";
import { tombstone } from "../subjects/delete.js";
import { effectiveMode } from "./effective-mode.js";

const MODES = ["READWRITE", "READONLY", "READONLY_OVERRIDE", "IMPORT", "FORWARD"] as const satisfies readonly Mode[];

/**
 * The mode that a request asks for; null to clear it.
 *
 * @throws RestError 400 or 42204
 */
export function readMode(body: unknown, scope: string | null): Mode | null {
  const request = readBody(body);
  const text = readString(request, "mode");
  if (text === undefined && hasMember(request, "mode")) return null;
  const mode = MODES.find((one) => one === text?.toUpperCase());
  if (mode === undefined) throw invalidMode();
  if (mode === "FORWARD" && scope !== GLOBAL_SCOPE) throw invalidMode("Forward mode only supported on global level");
  return mode;
}

/** @throws RestError 42205 where the settings forbid it */
export function refuseModeChanges({ settings }: Registry): void {
  if (!settings.modeChanges) throw notPermitted("Mode changes are not allowed");
}

/**
 * Sets or clears a mode. To begin importing, no schemas may be there, unless it is forced; soft-deleted ones go for good.
 *
 * @throws RestError 42205 or 42206
 */
export function setMode(registry: Registry, scope: string | null, mode: Mode | null, force: boolean): void {
  refuseModeChanges(registry);
  const enters = mode === "IMPORT" && effectiveMode(registry, scope) !== "IMPORT" && !force;
  registry.commit([
    ...(enters ? clearedSubjects(registry, scope) : []),
    {
      key: { keytype: "MODE", subject: scope, magic: 0 },
      value: mode === null ? null : { subject: scope, mode },
    },
  ]);
}

/** Clears the mode of a scope, and with `recursive` those of all subjects within. */
export function clearModes({ store, commit }: Registry, scope: string | null, recursive: boolean): void {
  const within = scopeFilter(scope === null ? ":.:" : scope);
  const scopes = recursive ? store.configured("MODE").filter((one) => one !== null && within(one)) : [];
  const cleared = new Set([...(store.mode(scope) === undefined ? [] : [scope]), ...scopes]);
  if (cleared.size === 0) return;
  commit([...cleared].map((subject) => ({ key: { keytype: "MODE", subject, magic: 0 }, value: null })));
}

function clearedSubjects({ store }: Registry, scope: string | null): readonly Change[] {
  const versions = store
    .subjects()
    .filter(scopeFilter(scope))
    .flatMap((subject) => store.versions(subject));
  if (versions.some(({ deleted }) => !deleted)) throw notPermitted("Cannot import since found existing subjects");
  const doomed = new Set(versions);
  for (const { subject, version } of versions) {
    // What goes too does not stand in the way.
    if (store.referrers(subject, version).some((referrer) => !doomed.has(referrer))) {
      throw referenceExists(subject, version);
    }
  }
  return [
    ...versions.map(({ subject, version }) => tombstone(subject, version)),
    { key: { keytype: "CLEAR_SUBJECT", subject: scope, magic: 0 }, value: { subject: scope } },
  ];
}
