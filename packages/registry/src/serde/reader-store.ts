import { LRUCache } from "lru-cache";
import { DeserializationError } from "../errors/deserialization-error.js";
import { SchemaNotLoadedError } from "../errors/schema-not-loaded-error.js";
import { failureKind } from "./failure-kind-of.js";
import type { Reader } from "./reader.js";
import type { ReaderSettings } from "./reader-factory.js";
import { createReaderFactory } from "./reader-factory.js";
import type { SerdeClient } from "./serde-client.js";

/** What names a schema in a frame: its id or its GUID. */
export type SchemaKey = number | string;

/** Readers by schema, and why there is none where loading one failed. */
export type ReaderStore = {
  /** @throws the failure of the schema's last load, or SchemaNotLoadedError */
  get(key: SchemaKey): Reader;
  peek(key: SchemaKey): Reader | undefined;
  /** Asks the registry, once for any number of callers. Rejects with a DeserializationError. */
  load(key: SchemaKey): Promise<Reader>;
  clear(): void;
};

/** Keeps at most so many readers, and as many failures: whoever invents schema ids does not fill the memory. */
export function createReaderStore(client: SerdeClient, settings: ReaderSettings, max: number): ReaderStore {
  const makeReader = createReaderFactory(settings);
  const readers = new LRUCache<SchemaKey, Reader>({ max });
  const failures = new LRUCache<SchemaKey, DeserializationError>({ max });
  const pending = new Map<SchemaKey, Promise<Reader>>();

  async function fetchReader(key: SchemaKey): Promise<Reader> {
    try {
      const stored = typeof key === "number" ? await client.schemas.byId(key) : await client.schemas.byGuid(key);
      const reader = makeReader(await client.resolve(stored));
      readers.set(key, reader);
      failures.delete(key);
      return reader;
    } catch (error) {
      const failure = loadFailure(key, error);
      failures.set(key, failure);
      throw failure;
    }
  }

  return {
    get(key) {
      const reader = readers.get(key);
      if (reader !== undefined) return reader;
      throw failures.get(key) ?? new SchemaNotLoadedError(key);
    },
    peek: (key) => readers.get(key),
    load(key) {
      const known = readers.get(key);
      if (known !== undefined) return Promise.resolve(known);
      let promise = pending.get(key);
      if (promise === undefined) {
        promise = fetchReader(key).finally(() => pending.delete(key));
        pending.set(key, promise);
      }
      return promise;
    },
    clear() {
      readers.clear();
      failures.clear();
    },
  };
}

const WHAT = {
  "bad-data": "cannot be used to read messages",
  "unknown-schema": "is not in the registry",
  outage: "could not be fetched, which is no fault of the message",
} as const;

function loadFailure(key: SchemaKey, error: unknown): DeserializationError {
  const kind = failureKind(error) ?? "bad-data";
  const words = error instanceof Error ? error.message : "see cause";
  return new DeserializationError(`schema ${key} ${WHAT[kind]}: ${words}`, { kind, ...schemaOf(key), cause: error });
}

/** The key under the name that errors have for it. */
export function schemaOf(key: SchemaKey): { readonly schemaId: number } | { readonly guid: string } {
  return typeof key === "number" ? { schemaId: key } : { guid: key };
}
