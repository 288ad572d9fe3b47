import { type CacheStats, createSingleFlightCache, type SingleFlightCache } from "../cache/single-flight-cache.js";
import { UsageError } from "../errors/usage-error.js";
import { isNotFound } from "./not-found.js";
import type { RegisteredSchema, RegisterResult, StoredSchema } from "./schema-types.js";

/** How much the client remembers, and for how long. */
export type CacheSettings = {
  /**
   * How many schemas by id and GUID are kept. They never change, so they never expire.
   * @default 1_000
   */
  readonly maxSchemas?: number;
  /**
   * How many subjects' latest versions, references and registrations are kept.
   * @default 1_000
   */
  readonly maxSubjects?: number;
  /**
   * How long a latest version counts as fresh.
   * @default 60_000
   */
  readonly latestTtlMs?: number;
  /**
   * How long beyond that it may be given out while it is renewed in the background.
   * @default 300_000: a registry that is down for a few minutes stops nobody
   */
  readonly latestStaleMs?: number;
  /**
   * How long "not found" is remembered. Registering with this client forgets it at once.
   * @default 2_000: one message a second of an unknown schema costs half a request a second, not one each
   */
  readonly notFoundTtlMs?: number;
};

/** Every cache of a client. Keys hold all that the answer depends on. */
export type Caches = {
  /** By id: a number, or a text where options change the answer. */
  readonly ids: SingleFlightCache<number | string, RegisteredSchema>;
  readonly guids: SingleFlightCache<string, StoredSchema>;
  readonly latest: SingleFlightCache<string, RegisteredSchema>;
  /** Numbered versions, deleted ones included: what references name. */
  readonly versions: SingleFlightCache<string, RegisteredSchema>;
  readonly registrations: SingleFlightCache<string, RegisterResult>;
  readonly lookups: SingleFlightCache<string, RegisteredSchema>;
};

/** The caches of one client. */
export function createCaches(settings: CacheSettings = {}): Caches {
  checkSettings(settings);
  const notFound = { isNotFound, notFoundTtlMs: settings.notFoundTtlMs ?? 2_000 };
  const schemas = { max: settings.maxSchemas ?? 1_000, ...notFound };
  const subjects = { max: settings.maxSubjects ?? 1_000, ...notFound };
  return {
    ids: createSingleFlightCache({ name: "ids", ...schemas }),
    guids: createSingleFlightCache({ name: "guids", ...schemas }),
    latest: createSingleFlightCache({
      name: "latest",
      ...subjects,
      ttlMs: settings.latestTtlMs ?? 60_000,
      staleMs: settings.latestStaleMs ?? 300_000,
    }),
    versions: createSingleFlightCache({ name: "versions", ...subjects }),
    registrations: createSingleFlightCache({ name: "registrations", ...subjects }),
    lookups: createSingleFlightCache({ name: "lookups", ...subjects }),
  };
}

function checkSettings(settings: CacheSettings): void {
  for (const name of ["maxSchemas", "maxSubjects"] as const) {
    const value = settings[name] ?? 1;
    if (!Number.isInteger(value) || value < 1)
      throw new UsageError(`\`cache.${name}\` must be a whole number of at least 1`);
  }
  for (const name of ["latestTtlMs", "latestStaleMs", "notFoundTtlMs"] as const) {
    if (!((settings[name] ?? 0) >= 0))
      throw new UsageError(`\`cache.${name}\` must be a number of at least 0, in milliseconds`);
  }
}

/** A key whose first part is the subject, so that a write to the subject finds it. */
export function subjectKey(subject: string, ...rest: readonly unknown[]): string {
  return JSON.stringify([subject, ...rest]);
}

/** Forgets everything of a subject, after a delete. Schemas by id stay: they never change. */
export function invalidateSubject(caches: Caches, subject: string): void {
  const matches = ofSubject(subject);
  for (const cache of [caches.latest, caches.versions, caches.registrations, caches.lookups]) cache.invalidate(matches);
}

/** Forgets the newest version of a subject, after a registration: all that was registered before still is. */
export function invalidateLatest(caches: Caches, subject: string): void {
  caches.latest.invalidate(ofSubject(subject));
}

function ofSubject(subject: string): (key: string) => boolean {
  const start = `${subjectKey(subject).slice(0, -1)},`;
  return (key) => key.startsWith(start);
}

/** Forgets every "not found": something new was registered. */
export function forgetNotFound(caches: Caches): void {
  for (const cache of Object.values(caches)) cache.forgetNotFound();
}

/** The numbers of every cache. */
export function cacheStats(caches: Caches): { readonly [name in keyof Caches]: CacheStats } {
  return {
    ids: caches.ids.stats(),
    guids: caches.guids.stats(),
    latest: caches.latest.stats(),
    versions: caches.versions.stats(),
    registrations: caches.registrations.stats(),
    lookups: caches.lookups.stats(),
  };
}
