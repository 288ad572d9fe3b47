import type { RegistryVersion } from "../registry.js";
import type { JournalState } from "../storage/file-journal.js";
import type { Store } from "../storage/store.js";
import { countSchemas } from "./metrics.js";

/** What `/health` answers. It is open to everybody, and so tells nothing of subjects and paths. */
export type Health = {
  /** `"degraded"` while the disk refuses writes; reads go on then. */
  readonly status: "ok" | "degraded";
  /** The release whose answers are given. */
  readonly version: RegistryVersion;
  readonly uptimeSeconds: number;
  readonly schemas: number;
  readonly subjects: number;
  /** Absent without a directory. */
  readonly dataDir?: { readonly state: JournalState["state"]; readonly bytes: number };
};

/** How a registry is. */
export function healthOf(
  store: Store,
  journal: JournalState | undefined,
  version: RegistryVersion,
  startedAt: number,
): Health {
  const { schemas, subjects } = countSchemas(store);
  return {
    status: journal?.state === "read-only" ? "degraded" : "ok",
    version,
    uptimeSeconds: (Date.now() - startedAt) / 1000,
    schemas,
    subjects,
    ...(journal === undefined ? {} : { dataDir: { state: journal.state, bytes: journal.bytes } }),
  };
}
