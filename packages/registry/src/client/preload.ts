import type { CallOptions } from "./call.js";
import { inParallel } from "./in-parallel.js";
import { resolveReferences } from "./resolve.js";
import type { Subjects } from "./subjects.js";

/** How schemas are loaded ahead of their use. */
export type PreloadOptions = CallOptions & {
  /**
   * How many requests may be under way at once.
   * @default 8
   */
  readonly concurrency?: number;
};

/**
 * Loads the latest versions of subjects, with all that they reference, into the caches: what follows finds them there
 * even when the registry is gone. Returns what failed, by subject; it never rejects for one subject.
 */
export async function preload(
  subjects: Pick<Subjects, "latest" | "version">,
  names: readonly string[],
  options: PreloadOptions = {},
): Promise<ReadonlyMap<string, unknown>> {
  const { concurrency = 8, ...callOptions } = options;
  const failures = new Map<string, unknown>();
  await inParallel(names, concurrency, async (name) => {
    try {
      await resolveReferences(subjects, await subjects.latest(name, callOptions), callOptions);
    } catch (error) {
      failures.set(name, error);
    }
  });
  return failures;
}
