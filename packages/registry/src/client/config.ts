import type { CallOptions } from "./call.js";
import type { ClientCore } from "./client-core.js";
import { asObject, type JsonObject, withoutNulls } from "./json-shape.js";
import { unexpectedShape } from "./response.js";
import type { SchemaMetadata, SchemaRuleSet } from "./schema-types.js";
import { type ConfigScope, forgetScope, scopeAsSubject, scopedPath } from "./scope.js";

/** Which changes of a schema the registry accepts. */
export type CompatibilityLevel =
  | "NONE"
  | "BACKWARD"
  | "BACKWARD_TRANSITIVE"
  | "FORWARD"
  | "FORWARD_TRANSITIVE"
  | "FULL"
  | "FULL_TRANSITIVE";

/** How strictly a compatibility level is applied. `LENIENT` is for JSON Schema only. */
export type CompatibilityPolicy = "STRICT" | "LENIENT" | "LOGICAL";

/** What a registry is configured for in one scope. Members that the scope does not set are undefined. */
export type RegistryConfig = {
  /** The subject that stands in for this one. */
  readonly alias?: string;
  /** The same, for data encryption keys only. */
  readonly aliasForDeks?: string;
  /** Whether schemas are normalised where the request does not say. */
  readonly normalize?: boolean;
  /** Whether fields that the metadata reserves are refused. */
  readonly validateFields?: boolean;
  /** Whether new schemas are checked more strictly than old ones, as to names and default values. */
  readonly validateNewSchemas?: boolean;
  readonly validateRules?: boolean;
  /** Missing in a subject's own configuration, it is the server's default, not the global level. */
  readonly compatibilityLevel?: CompatibilityLevel;
  readonly compatibilityPolicy?: CompatibilityPolicy;
  /** The metadata property that parts versions into groups: only those with the same value are compared. */
  readonly compatibilityGroup?: string;
  /** Metadata of every new version, unless the version says otherwise. */
  readonly defaultMetadata?: SchemaMetadata;
  /** Metadata of every new version, whatever the version says. */
  readonly overrideMetadata?: SchemaMetadata;
  readonly defaultRuleSet?: SchemaRuleSet;
  readonly overrideRuleSet?: SchemaRuleSet;
};

/** A change of configuration: a member that is absent keeps its value, `null` clears it. */
export type ConfigUpdate = {
  readonly [name in keyof RegistryConfig]?: NonNullable<RegistryConfig[name]> | null;
};

/** What configuration is read with. */
export type ConfigGetOptions = CallOptions & {
  /**
   * Where the scope has none of its own, give the one that applies to it instead of an error.
   * @default false
   */
  readonly defaultToGlobal?: boolean;
};

/** The configuration of a registry, its contexts and its subjects. */
export type Config = ReturnType<typeof createConfig>;

/** The configuration of a registry. */
export function createConfig(core: ClientCore) {
  const { caller, caches } = core;

  return {
    /**
     * `GET /config/{subject}`, `GET /config`: the configuration of a scope.
     *
     * @throws ResponseError 40408 when a subject has none of its own and `defaultToGlobal` is not set
     */
    async get(scope?: ConfigScope, options: ConfigGetOptions = {}): Promise<RegistryConfig> {
      const path = scopedPath("config", scopeAsSubject(core, scope));
      const query = { defaultToGlobal: options.defaultToGlobal };
      return registryConfig(await caller.json({ method: "GET", ...path, query }, options), `GET ${path.route}`);
    },

    /**
     * `PUT /config/{subject}`, `PUT /config`: changes the configuration of a scope, and returns what the registry
     * answers: the whole configuration since 8.0, the change before that.
     */
    async set(scope: ConfigScope, update: ConfigUpdate, options: CallOptions = {}): Promise<RegistryConfig> {
      const subject = scopeAsSubject(core, scope);
      const path = scopedPath("config", subject);
      try {
        const answer = await caller.json({ method: "PUT", ...path, body: updateBody(update) }, options);
        return registryConfig(answer, `PUT ${path.route}`);
      } finally {
        forgetScope(caches, subject);
      }
    },

    /**
     * `DELETE /config/{subject}`, `DELETE /config`: takes the configuration of a scope away, so that the one above
     * applies, and returns what it was.
     *
     * @throws ResponseError 40401 when the scope has none
     */
    async delete(scope?: ConfigScope, options: CallOptions = {}): Promise<RegistryConfig> {
      const subject = scopeAsSubject(core, scope);
      const path = scopedPath("config", subject);
      try {
        return registryConfig(await caller.json({ method: "DELETE", ...path }, options), `DELETE ${path.route}`);
      } finally {
        forgetScope(caches, subject);
      }
    },
  };
}

/** The registry calls the level `compatibility` in a PUT and its answer, and `compatibilityLevel` everywhere else. */
function updateBody({ compatibilityLevel, ...rest }: ConfigUpdate): JsonObject {
  return compatibilityLevel === undefined ? rest : { ...rest, compatibility: compatibilityLevel };
}

function registryConfig(value: unknown, what: string): RegistryConfig {
  const { compatibility, ...rest } = withoutNulls(asObject(value, what));
  const level = rest["compatibilityLevel"] ?? compatibility;
  if (level === undefined) return rest as RegistryConfig;
  if (typeof level !== "string") throw unexpectedShape(what, "a compatibility level");
  return { ...rest, compatibilityLevel: level as CompatibilityLevel };
}
