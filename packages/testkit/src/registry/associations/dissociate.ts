import { RestError } from "../api/rest-error.js";
import type { Registry } from "../registry.js";
import { latestOf } from "../schemas/latest.js";
import { deleteSubject } from "../subjects/delete.js";
import { associationFrozen } from "./association-errors.js";
import { type Association, removeAssociations } from "./association-store.js";

/** How associations are deleted. */
export type Dissociating = {
  /** Whether the subjects of strong associations go too, for good. */
  readonly cascade: boolean;
  /** Only checks. */
  readonly dryRun: boolean;
};

/**
 * Deletes associations. A frozen one goes with its subject or not at all.
 *
 * @throws RestError 40908, and 42205 or 42206 when a subject cannot be deleted
 */
export function dissociate(
  registry: Registry,
  associations: readonly Association[],
  { cascade, dryRun }: Dissociating,
): void {
  for (const { frozen, associationType, subject } of associations)
    if (frozen && !cascade) throw associationFrozen(associationType, subject);
  if (dryRun) return;
  for (const { lifecycle, subject } of associations) if (cascade && lifecycle === "STRONG") purge(registry, subject);
  removeAssociations(registry, associations);
}

/** Two associations of a resource may be of one subject, which is gone then. */
function purge(registry: Registry, subject: string): void {
  const versions = registry.store.versions(subject);
  if (versions.length === 0) return;
  if (latestOf(versions) !== undefined) deleteSubject(registry, subject, false);
  deleteSubject(registry, subject, true);
}

/** What an operation refuses, as one of many results. @throws whatever else it throws */
export function refusalOf(error: unknown): { readonly error_code: number; readonly message: string } {
  if (!(error instanceof RestError)) throw error;
  return { error_code: error.errorCode, message: error.message };
}
