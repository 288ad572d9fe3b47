import type { CompatibilityLevel } from "@magicbyte/compat";
import type { Interception } from "../control/interception.js";
import { createHandler } from "./api/handle.js";
import { allRoutes } from "./api/routes.js";
import { createInterceptions, type InterceptAction, type InterceptOptions } from "./control/intercept.js";
import { createRequestRecorder, type RequestLog } from "./control/requests.js";
import { type SeedSchema, seedSchemas } from "./control/seed.js";
import { createGateway, type Gateway } from "./gateway.js";
import { type AuthOptions, createAuthorizer } from "./http/authorize.js";
import { type LimitOptions, limitsOf } from "./http/limits.js";
import { startServer } from "./http/server.js";
import type { ServerTlsOptions } from "./http/tls.js";
import { healthOf } from "./observe/health.js";
import { createMetrics } from "./observe/metrics.js";
import { createLog } from "./observe/request-log.js";
import { defaultSettings, type RegistryVersion, type Settings } from "./registry.js";
import { createRouteFinder } from "./route-finder.js";
import { openState } from "./state.js";
import { createTransport, type InProcessTransport } from "./transport.js";

/** How the embedded registry is started. */
export type RegistryOptions = {
  /**
   * The port to listen on; 0 takes a free one. One that is in use is an error.
   * @default 0
   */
  readonly port?: number | undefined;
  /**
   * The address to listen on. The loopback interface, unless you say otherwise: nobody else is meant to get in.
   * @default "127.0.0.1"
   */
  readonly host?: string | undefined;
  /** A directory that keeps the state. Without it the state is gone with the process. */
  readonly dataDir?: string | undefined;
  /**
   * The release whose answers are given, where releases differ.
   * @default "8.5"
   */
  readonly version?: RegistryVersion | undefined;
  /**
   * The compatibility level where none is configured.
   * @default "BACKWARD"
   */
  readonly compatibilityLevel?: CompatibilityLevel | undefined;
  /**
   * Whether rule sets are dropped without a word, as the community server does. Confluent Cloud and Enterprise keep them.
   * @default false
   */
  readonly dropRuleSets?: boolean | undefined;
  /**
   * Whether modes can be changed.
   * @default true
   */
  readonly modeChanges?: boolean | undefined;
  /**
   * Whether the routes of the DEK registry are there, which the community server has only as an extension.
   * @default false
   */
  readonly dekRegistry?: boolean | undefined;
  /** Who may use the registry; everybody, unless you say otherwise. */
  readonly auth?: AuthOptions | undefined;
  /** Certificates, to speak HTTPS. */
  readonly tls?: ServerTlsOptions | undefined;
  /** How much a client may ask of it. */
  readonly limits?: LimitOptions | undefined;
  /**
   * A line of JSON for each request and each warning: `true` prints them, a function gets them. Bodies, credentials and
   * query strings are never logged. Without logs, warnings are warnings of the process.
   * @default false
   */
  readonly logs?: boolean | ((line: string) => void) | undefined;
};

/** A registry that runs inside this process. */
export type EmbeddedRegistry = {
  /** Where it listens, such as `http://127.0.0.1:40123`. */
  readonly url: string;
  /** The same registry for createRegistryClient's `transport`, without a network. */
  readonly transport: InProcessTransport;
  /** The requests so far, in the order in which they came: the last 1,000, or as many as `limits` say. */
  readonly requests: RequestLog;
  /** Registers schemas in order and returns their ids. Rejects at the first that is refused; those before it stay. */
  seed(schemas: readonly SeedSchema[]): Promise<number[]>;
  /**
   * Lets requests fail, wait, or be answered by you. The pattern is a method and a route or path, such as
   * `"POST /subjects/{subject}/versions"`, `"GET /schemas/ids/1"`, `"* /subjects/orders-*"` or `"*"`. Where several
   * fit, the one added last is asked.
   */
  intercept(pattern: string, action: InterceptAction, options?: InterceptOptions): Interception;
  /**
   * Back to the state of the start, or to nothing at all; interceptions and `requests` are cleared too. With a dataDir,
   * what was written since is removed from the disk.
   * @default "start"
   */
  reset(to?: "start" | "empty"): Promise<void>;
  /** The state as lines `key TAB value`: what kafka-console-consumer prints of `_schemas` with `print.key=true`. */
  export(): Promise<string>;
  /**
   * Loads such lines, on top of what is there. Rejects where a line makes no sense, with its number, and then has
   * changed nothing. Records whose key type is unknown are kept, and a warning says so.
   */
  import(lines: string): Promise<{ readonly records: number; readonly warnings: readonly string[] }>;
  /** Finishes the requests that are under way, and frees the port, the directory and everything else. */
  stop(): Promise<void>;
  /** `await using registry = await startRegistry()` stops it at the end of the block. */
  [Symbol.asyncDispose](): Promise<void>;
};

/**
 * Starts a schema registry in this process: Confluent's REST API over HTTP and in process, over one state. Rejects when
 * the port is in use, when dataDir is in use or damaged, and when an option makes no sense.
 */
export async function startRegistry(options: RegistryOptions = {}): Promise<EmbeddedRegistry> {
  const { port = 0, host = "127.0.0.1", tls } = options;
  const startedAt = Date.now();
  const limits = limitsOf(options.limits);
  const authorize = createAuthorizer(options.auth);
  const log = createLog(options.logs);
  const settings = settingsOf(options);
  const state = await openState(options.dataDir, settings, log.warn);
  const { store, registry } = state;
  const handler = createHandler(registry, allRoutes, (error, { method, target }) =>
    log.error(`${method} ${target.split("?", 1)[0]} failed`, error),
  );
  const interceptions = createInterceptions(allRoutes);
  const recorder = createRequestRecorder(allRoutes, limits.maxRecordedRequests);
  const gateway: Gateway = createGateway({
    handler,
    routeOf: createRouteFinder(allRoutes),
    authorize,
    limits,
    interceptions,
    recorder,
    metrics: createMetrics({ store, journal: state.disk, inFlight: () => gateway.inFlight(), startedAt }),
    health: () => healthOf(store, state.disk(), settings.version, startedAt),
    log,
  });
  const inProcess = createTransport(gateway);
  const server = await startServer(gateway, { host, port, tls, limits }).catch(async (error: unknown) => {
    await state.close();
    throw error;
  });
  let stopped: Promise<void> | undefined;

  async function shutDown(): Promise<void> {
    inProcess.stop();
    interceptions.clear();
    await Promise.all([server.close(), gateway.idle(limits.stopTimeoutMs)]);
    await state.close();
  }

  const stop = () => {
    stopped ??= shutDown();
    return stopped;
  };

  return {
    url: server.url,
    transport: inProcess.transport,
    requests: recorder.requests,
    seed: (schemas) => seedSchemas(handler, schemas),
    intercept: interceptions.add,
    async reset(to) {
      interceptions.clear();
      recorder.requests.clear();
      await state.reset(to ?? "start");
    },
    export: state.export,
    async import(lines) {
      const imported = await state.import(lines);
      for (const warning of imported.warnings) log.warn(`import(): ${warning}`);
      return imported;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function settingsOf(options: RegistryOptions): Settings {
  const { version, compatibilityLevel, dropRuleSets, modeChanges, dekRegistry } = options;
  return {
    ...defaultSettings,
    ...(version === undefined ? {} : { version }),
    ...(compatibilityLevel === undefined ? {} : { compatibilityLevel }),
    ...(dropRuleSets === undefined ? {} : { dropRuleSets }),
    ...(modeChanges === undefined ? {} : { modeChanges }),
    ...(dekRegistry === undefined ? {} : { dekRegistry }),
  };
}
