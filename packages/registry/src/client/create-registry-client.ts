import type { CacheStats } from "../cache/single-flight-cache.js";
import { UsageError } from "../errors/usage-error.js";
import type { CircuitState } from "../transport/circuit-breaker.js";
import type { NodeState } from "../transport/node-pool.js";
import { type Associations, createAssociations } from "./associations.js";
import { type Caches, cacheStats, createCaches } from "./caches.js";
import { type CallOptions, createCaller, type Endpoint, lowerCaseNames } from "./call.js";
import { createClientCore } from "./client-core.js";
import { type Compatibility, createCompatibility } from "./compatibility.js";
import { type Config, createConfig } from "./config.js";
import { type Contexts, createContexts } from "./contexts.js";
import { createDekRegistry, type DekRegistry } from "./dek-registry.js";
import { createExporters, type Exporters } from "./exporters.js";
import { createMode, type Mode } from "./mode.js";
import type { RegistryClientOptions } from "./options.js";
import { createPipeline } from "./pipeline.js";
import { type PreloadOptions, preload } from "./preload.js";
import {
  type RegisterManyOptions,
  type Registration,
  type RegistrationOutcome,
  registerMany,
} from "./register-many.js";
import { type Resolvable, type ResolvedSchema, type ResolveOptions, resolveReferences } from "./resolve.js";
import { createSchemas, type Schemas } from "./schemas.js";
import { createServer, type Server } from "./server.js";
import { createSubjects, type Subjects } from "./subjects.js";

/** What a client has done so far. */
export type RegistryClientStats = {
  /** Requests sent, repetitions included. */
  readonly requests: number;
  /** Rounds that followed a failed one. */
  readonly retries: number;
  /** Times a request went on to the next node. */
  readonly failovers: number;
  readonly nodes: readonly NodeState[];
  /** Undefined without a circuit breaker. */
  readonly circuit: CircuitState | undefined;
  readonly caches: { readonly [name in keyof Caches]: CacheStats };
};

/** A client of one schema registry. */
export type RegistryClient = {
  readonly subjects: Subjects;
  readonly schemas: Schemas;
  readonly compatibility: Compatibility;
  readonly config: Config;
  readonly mode: Mode;
  readonly contexts: Contexts;
  readonly associations: Associations;
  readonly exporters: Exporters;
  readonly dekRegistry: DekRegistry;
  readonly server: Server;
  /** Any endpoint, with the same retries, credentials and errors: for what is newer than this client. */
  request(endpoint: Endpoint, options?: CallOptions): Promise<unknown>;
  /** A schema and all that it references, in the order in which it must be parsed. */
  resolve(schema: Resolvable, options?: ResolveOptions): Promise<ResolvedSchema>;
  /** Registers many schemas, with bounded parallelism. */
  registerMany(
    registrations: readonly Registration[],
    options?: RegisterManyOptions,
  ): Promise<readonly RegistrationOutcome[]>;
  /** Loads the latest versions of subjects, references included, into the caches; returns what failed. */
  preload(subjects: readonly string[], options?: PreloadOptions): Promise<ReadonlyMap<string, unknown>>;
  /** What was done so far. */
  stats(): RegistryClientStats;
  /** Forgets everything that is cached. */
  clear(): void;
  /** Whether `close()` was called. */
  readonly closed: boolean;
  /** Ends requests under way and frees sockets. Later requests fail; what is cached is still given. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

/**
 * A client of a Confluent Schema Registry. Make one for a process and share it: its caches and sockets are its own.
 *
 * @throws UsageError when the options cannot be right
 */
export function createRegistryClient(options: RegistryClientOptions): RegistryClient {
  checkNumbers(options);
  const pipeline = createPipeline(options);
  const caller = createCaller(pipeline.handler, {
    headers: clientHeaders(options),
    deadlineMs: options.deadlineMs ?? 30_000,
    redactor: pipeline.redactor,
  });
  const caches = createCaches(options.cache);
  const core = createClientCore(caller, caches, options.context);
  const subjects = createSubjects(core);

  return {
    subjects,
    schemas: createSchemas(core),
    compatibility: createCompatibility(core),
    config: createConfig(core),
    mode: createMode(core),
    contexts: createContexts(core),
    associations: createAssociations(core),
    exporters: createExporters(core),
    dekRegistry: createDekRegistry(core),
    server: createServer(core),
    request: (endpoint, callOptions) => caller.json(endpoint, callOptions),
    resolve: (schema, resolveOptions) => resolveReferences(subjects, schema, resolveOptions),
    registerMany: (registrations, manyOptions) => registerMany(subjects, registrations, manyOptions),
    preload: (names, preloadOptions) => preload(subjects, names, preloadOptions),
    stats: () => ({
      ...pipeline.counters,
      nodes: pipeline.pool.states(),
      circuit: pipeline.breaker?.state(),
      caches: cacheStats(caches),
    }),
    clear() {
      for (const cache of Object.values(caches)) cache.clear();
    },
    get closed() {
      return pipeline.closed();
    },
    close: () => pipeline.close(),
    [Symbol.asyncDispose]: () => pipeline.close(),
  };
}

function clientHeaders(options: RegistryClientOptions): Readonly<Record<string, string>> {
  return {
    // Without it Confluent Cloud leaves out what older clients do not know: guid, ts and others.
    "confluent-accept-unknown-properties": "true",
    ...(options.logicalCluster === undefined ? {} : { "target-sr-cluster": options.logicalCluster }),
    ...(options.identityPoolId === undefined ? {} : { "confluent-identity-pool-id": options.identityPoolId }),
    ...lowerCaseNames(options.headers ?? {}),
  };
}

function checkNumbers(options: RegistryClientOptions): void {
  if (typeof options !== "object" || options === null) {
    throw new UsageError(
      'createRegistryClient takes an object: createRegistryClient({ baseUrl: "http://localhost:8081" })',
    );
  }
  const atLeast = {
    timeoutMs: 1,
    deadlineMs: 1,
    retries: 0,
    retryDelayMs: 0,
    maxRetryDelayMs: 0,
    setAsideMs: 0,
    maxSockets: 1,
    maxResponseBytes: 1,
  } as const;
  for (const [name, least] of Object.entries(atLeast)) {
    const value: unknown = options[name as keyof typeof atLeast];
    if (value === undefined) continue;
    if (typeof value !== "number" || Number.isNaN(value) || value < least) {
      throw new UsageError(
        `\`${name}\` must be a number of at least ${least}${name.endsWith("Ms") ? ", in milliseconds" : ""}`,
      );
    }
  }
}
