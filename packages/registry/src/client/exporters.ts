import type { CallOptions, Endpoint } from "./call.js";
import type { ClientCore } from "./client-core.js";
import { asObject, asStrings, stringMember } from "./json-shape.js";

/**
 * Into which context of the destination schemas are exported: one made up for the source (`AUTO`), the one that
 * `context` names (`CUSTOM`), or the one that they are in (`NONE`).
 */
export type ExporterContextType = "AUTO" | "CUSTOM" | "NONE" | (string & {});

/** What an exporter exports, and where to. */
export type ExporterSettings = {
  /** @default "AUTO" (the registry's own default) */
  readonly contextType?: ExporterContextType;
  /** The context of the destination, for `CUSTOM`. */
  readonly context?: string;
  /** The subjects, which may end in `*`. Default: all of the default context. */
  readonly subjects?: readonly string[];
  /** The subject's name in the destination, such as `dc_${subject}`. */
  readonly subjectRenameFormat?: string;
  /** The name in the destination of a key that encrypts keys, such as `dc_${kek}`. */
  readonly kekRenameFormat?: string;
  /** How the destination is reached: `schema.registry.url`, `basic.auth.user.info` and the like. */
  readonly config?: ExporterConfig;
};

/** How an exporter reaches its destination. Secrets come back masked. */
export type ExporterConfig = Readonly<Record<string, string>>;

/** A new exporter. */
export type ExporterInput = ExporterSettings & { readonly name: string; readonly config: ExporterConfig };

/** An exporter as the registry has it. */
export type Exporter = ExporterSettings & { readonly name: string };

/** Which exporter was changed. */
export type ExporterName = { readonly name: string };

/** How far an exporter is. */
export type ExporterStatus = {
  readonly name: string;
  readonly state: "STARTING" | "RUNNING" | "PAUSED" | (string & {});
  /** The offset in the source's topic of schemas. */
  readonly offset?: number;
  /** The timestamp of that record. */
  readonly ts?: number;
  /** The error that stopped it. */
  readonly trace?: string;
};

/** Exporters, which copy schemas to another registry: Schema Linking. Confluent Enterprise and Cloud only. */
export type Exporters = ReturnType<typeof createExporters>;

/** The exporters of a registry. */
export function createExporters({ caller }: ClientCore) {
  async function named(endpoint: Endpoint, options: CallOptions): Promise<ExporterName> {
    const what = `${endpoint.method} ${endpoint.route}`;
    const answer = asObject(await caller.json(endpoint, options), what);
    return { ...answer, name: stringMember(answer, "name", what) };
  }

  return {
    /** `GET /exporters`: the names of all exporters. */
    async list(options: CallOptions = {}): Promise<readonly string[]> {
      return asStrings(await caller.json({ method: "GET", route: "/exporters" }, options), "GET /exporters");
    },

    /**
     * `POST /exporters`: makes an exporter, which starts at once.
     *
     * @throws ResponseError 40960 when there is one of that name
     */
    create(exporter: ExporterInput, options: CallOptions = {}): Promise<ExporterName> {
      return named({ method: "POST", route: "/exporters", body: exporter }, options);
    },

    /** `GET /exporters/{name}`: what an exporter exports, and where to. */
    get(name: string, options: CallOptions = {}): Promise<Exporter> {
      return named({ method: "GET", route: "/exporters/{name}", params: { name } }, options);
    },

    /**
     * `PUT /exporters/{name}`: changes an exporter.
     *
     * @throws ResponseError 40963 while it is not paused
     */
    update(name: string, settings: ExporterSettings, options: CallOptions = {}): Promise<ExporterName> {
      return named({ method: "PUT", route: "/exporters/{name}", params: { name }, body: settings }, options);
    },

    /** `DELETE /exporters/{name}`: deletes an exporter. What it exported stays. */
    async delete(name: string, options: CallOptions = {}): Promise<void> {
      await caller.text({ method: "DELETE", route: "/exporters/{name}", params: { name } }, options);
    },

    /** `PUT /exporters/{name}/pause`: stops an exporter where it is. */
    pause(name: string, options: CallOptions = {}): Promise<ExporterName> {
      return named({ method: "PUT", route: "/exporters/{name}/pause", params: { name } }, options);
    },

    /** `PUT /exporters/{name}/resume`: lets a paused exporter go on. */
    resume(name: string, options: CallOptions = {}): Promise<ExporterName> {
      return named({ method: "PUT", route: "/exporters/{name}/resume", params: { name } }, options);
    },

    /**
     * `PUT /exporters/{name}/reset`: lets an exporter begin anew when it is resumed.
     *
     * @throws ResponseError 40963 while it is not paused
     */
    reset(name: string, options: CallOptions = {}): Promise<ExporterName> {
      return named({ method: "PUT", route: "/exporters/{name}/reset", params: { name } }, options);
    },

    /** `GET /exporters/{name}/status`: how far an exporter is. */
    async status(name: string, options: CallOptions = {}): Promise<ExporterStatus> {
      const route = "/exporters/{name}/status";
      const answer = asObject(await caller.json({ method: "GET", route, params: { name } }, options), `GET ${route}`);
      const state = stringMember(answer, "state", `GET ${route}`);
      return { ...answer, name: stringMember(answer, "name", `GET ${route}`), state };
    },

    /** `GET /exporters/{name}/config`: how an exporter reaches its destination. */
    async config(name: string, options: CallOptions = {}): Promise<ExporterConfig> {
      const route = "/exporters/{name}/config";
      const answer = await caller.json({ method: "GET", route, params: { name } }, options);
      return asObject(answer, `GET ${route}`) as ExporterConfig;
    },

    /** `PUT /exporters/{name}/config`: changes how an exporter reaches its destination. */
    updateConfig(name: string, config: ExporterConfig, options: CallOptions = {}): Promise<ExporterName> {
      return named({ method: "PUT", route: "/exporters/{name}/config", params: { name }, body: config }, options);
    },
  };
}
