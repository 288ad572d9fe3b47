import { LRUCache } from "lru-cache";
import { cacheChannel } from "../diagnostics/channels.js";
import { createFlight, type Flight } from "./flight.js";

/** How a cache keeps what it holds. */
export type CacheOptions = {
  /** For diagnostics and statistics. */
  readonly name: string;
  /** How many entries at most; the one used least recently goes first. */
  readonly max: number;
  /** How long an entry counts as fresh. Default: for ever, for what never changes. */
  readonly ttlMs?: number;
  /** How long beyond that it may be given out while it is renewed. */
  readonly staleMs?: number;
  /** How long "not found" is remembered. */
  readonly notFoundTtlMs?: number;
  /** Which errors mean "not found"; all others are never remembered. */
  readonly isNotFound?: (error: unknown) => boolean;
  /** A clock in milliseconds. */
  readonly now?: () => number;
};

/** A cache's numbers since it was made. */
export type CacheStats = {
  readonly size: number;
  readonly max: number;
  readonly hits: number;
  readonly misses: number;
  /** Look-ups that joined a request under way. */
  readonly shared: number;
  /** Look-ups answered with an entry that was being renewed. */
  readonly stale: number;
  /** Look-ups answered with a remembered "not found". */
  readonly negative: number;
  readonly inFlight: number;
};

/** A bounded cache with one load under way per key, whatever the number of callers. */
export type SingleFlightCache<K extends string | number, V extends object> = {
  /** The value, from the cache or loaded. Aborting a caller's signal ends its wait, and the load when nobody else waits. */
  get(key: K, load: (signal: AbortSignal) => Promise<V>, signal?: AbortSignal): Promise<V>;
  /** The value if it is there and fresh, without loading. */
  peek(key: K): V | undefined;
  set(key: K, value: V): void;
  /** Forgets entries; a load of theirs under way still answers those who wait, but is not kept. */
  invalidate(matches: (key: K) => boolean): void;
  /** Forgets every "not found". */
  forgetNotFound(): void;
  clear(): void;
  stats(): CacheStats;
};

type Entry<V> = { readonly value: V; readonly freshUntil: number };
type Absence = { readonly error: unknown; readonly until: number };
type Counts = Record<"hit" | "miss" | "shared" | "stale" | "negative", number>;

/** A cache with single flight, and where asked for time to live, stale-while-revalidate and negative entries. */
export function createSingleFlightCache<K extends string | number, V extends object>(
  options: CacheOptions,
): SingleFlightCache<K, V> {
  const { name, ttlMs = Number.POSITIVE_INFINITY, staleMs = 0, notFoundTtlMs = 0, now = Date.now } = options;
  const entries = new LRUCache<K, Entry<V>>({ max: options.max });
  const absences = new LRUCache<K, Absence>({ max: options.max });
  const flights = new Map<K, Flight<V>>();
  let absencesForgotten = 0;
  const counts: Counts = { hit: 0, miss: 0, shared: 0, stale: 0, negative: 0 };

  function count(result: keyof Counts): void {
    counts[result]++;
    if (cacheChannel.hasSubscribers) cacheChannel.publish({ cache: name, result });
  }

  function store(key: K, value: V): void {
    entries.set(key, { value, freshUntil: now() + ttlMs });
  }

  function start(key: K, load: (signal: AbortSignal) => Promise<V>): Flight<V> {
    // An invalidation removes the flight from the map: what it brings was true before, and is not kept.
    const forgottenBefore = absencesForgotten;
    const flight: Flight<V> = createFlight(load, {
      onValue: (value) => {
        if (flights.get(key) !== flight) return;
        store(key, value);
        absences.delete(key);
      },
      onError: (error) => {
        if (flights.get(key) !== flight || options.isNotFound?.(error) !== true) return;
        entries.delete(key);
        // What was not found before somebody registered may be there by now.
        if (notFoundTtlMs > 0 && forgottenBefore === absencesForgotten)
          absences.set(key, { error, until: now() + notFoundTtlMs });
      },
      onEnd: () => {
        if (flights.get(key) === flight) flights.delete(key);
      },
    });
    flights.set(key, flight);
    return flight;
  }

  return {
    get(key, load, signal) {
      const entry = entries.get(key);
      if (entry !== undefined) {
        const age = now() - entry.freshUntil;
        if (age < 0) {
          count("hit");
          return Promise.resolve(entry.value);
        }
        if (age < staleMs) {
          count("stale");
          // The renewal fails silently: the entry is used until it is too old, then a caller gets the error.
          if (!flights.has(key))
            start(key, load)
              .join()
              .catch(() => {});
          return Promise.resolve(entry.value);
        }
      }
      const absence = absences.get(key);
      if (absence !== undefined && now() < absence.until) {
        count("negative");
        return Promise.reject(absence.error);
      }
      const flight = flights.get(key);
      count(flight === undefined ? "miss" : "shared");
      return (flight ?? start(key, load)).join(signal);
    },
    peek(key) {
      const entry = entries.get(key);
      return entry !== undefined && now() < entry.freshUntil ? entry.value : undefined;
    },
    set(key, value) {
      store(key, value);
      absences.delete(key);
    },
    invalidate(matches) {
      for (const key of [...entries.keys()]) if (matches(key)) entries.delete(key);
      for (const key of [...absences.keys()]) if (matches(key)) absences.delete(key);
      for (const key of [...flights.keys()]) if (matches(key)) flights.delete(key);
    },
    forgetNotFound() {
      absencesForgotten++;
      absences.clear();
    },
    clear() {
      entries.clear();
      absences.clear();
      flights.clear();
    },
    stats: () => ({
      size: entries.size,
      max: options.max,
      hits: counts.hit,
      misses: counts.miss,
      shared: counts.shared,
      stale: counts.stale,
      negative: counts.negative,
      inFlight: flights.size,
    }),
  };
}
