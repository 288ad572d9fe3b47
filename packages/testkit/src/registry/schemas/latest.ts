import type { StoredSchema } from "../storage/stored-schema.js";

/** The latest version that is not soft-deleted. */
export function latestOf(versions: readonly StoredSchema[]): StoredSchema | undefined {
  return versions.findLast(({ deleted }) => !deleted);
}
