import type { CompatibilityLevel } from "@magicbyte/compat";
import type { Journal } from "./storage/journal.js";
import type { Change } from "./storage/record.js";
import type { Store } from "./storage/store.js";
import type { StoredSchema } from "./storage/stored-schema.js";

/** The releases between which answers differ. */
export type RegistryVersion = "7.4" | "7.9" | "8.2" | "8.5";

/** What a registry is told once and for all; how its operations differ from those of another. */
export type Settings = {
  readonly version: RegistryVersion;
  /** The level where none is configured. */
  readonly compatibilityLevel: CompatibilityLevel;
  /** Whether rule sets are dropped without a word, as the community server does. */
  readonly dropRuleSets: boolean;
  /** Whether PUT and DELETE of modes are allowed. */
  readonly modeChanges: boolean;
  /** Whether the DEK registry's routes are there. */
  readonly dekRegistry: boolean;
  /** How many bytes the record of a schema may have, as Kafka limits messages. */
  readonly maxRecordBytes: number;
  /** The name of the Kafka cluster in `/v1/metadata/id`. */
  readonly clusterId: string;
};

/** What operations work on. They are synchronous: what one reads is what it changes. */
export type Registry = {
  readonly store: Store;
  readonly settings: Settings;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** What was worked out of schemas and is wanted again: see `schemas/can-look-up.ts`. */
  readonly lookupKeys: WeakMap<StoredSchema, string>;
  /** The only way to change state: all of the changes, in order, in the store and in the journal. */
  commit(changes: readonly Change[]): void;
  /** See {@link Journal.settled}. */
  settled(): Promise<void> | undefined;
};

/** What a registry is made of. */
export type RegistryParts = {
  readonly store: Store;
  readonly journal: Journal;
  readonly settings: Settings;
  /** @default Date.now */
  readonly clock?: (() => number) | undefined;
};

/** What a registry is set to unless it is told otherwise. */
export const defaultSettings: Settings = {
  version: "8.5",
  compatibilityLevel: "BACKWARD",
  dropRuleSets: false,
  modeChanges: true,
  dekRegistry: false,
  // Kafka's default of `max.message.bytes`.
  maxRecordBytes: 1_048_588,
  clusterId: "magicbyte",
};

/** A registry out of its parts. */
export function createRegistry({ store, journal, settings, clock = Date.now }: RegistryParts): Registry {
  return {
    store,
    settings,
    clock,
    lookupKeys: new WeakMap(),
    commit(changes) {
      const timestamp = clock();
      const records = changes.map((change) => ({ ...change, timestamp }));
      for (const record of records) store.apply(record);
      journal.append(records);
    },
    settled: () => journal.settled(),
  };
}
