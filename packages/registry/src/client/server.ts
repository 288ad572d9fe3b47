import type { CallOptions } from "./call.js";
import type { ClientCore } from "./client-core.js";
import { asObject, asStrings, stringMember } from "./json-shape.js";

/** Which cluster a server belongs to. */
export type ServerId = {
  readonly id: string;
  readonly scope: {
    readonly path: readonly string[];
    /** Such as `kafka-cluster` and `schema-registry-cluster`. */
    readonly clusters: Readonly<Record<string, string>>;
  };
};

/** Which release a server is. */
export type ServerVersion = { readonly version: string; readonly commitId?: string };

/** What a server says of where it runs. */
export type ServerDeployment = { readonly attributes: readonly string[] };

/** The registry server itself. */
export type Server = ReturnType<typeof createServer>;

/** The registry server itself. */
export function createServer({ caller }: ClientCore) {
  return {
    /** `GET /v1/metadata/id`: the cluster that the server belongs to. */
    async id(options: CallOptions = {}): Promise<ServerId> {
      const what = "GET /v1/metadata/id";
      const answer = asObject(await caller.json({ method: "GET", route: "/v1/metadata/id" }, options), what);
      const scope = asObject(answer["scope"], what);
      return {
        ...answer,
        id: typeof answer["id"] === "string" ? answer["id"] : "",
        scope: {
          ...scope,
          path: asStrings(scope["path"] ?? [], what),
          clusters: asObject(scope["clusters"] ?? {}, what) as Record<string, string>,
        },
      };
    },

    /** `GET /v1/metadata/version`: the release of the server. */
    async version(options: CallOptions = {}): Promise<ServerVersion> {
      const what = "GET /v1/metadata/version";
      const answer = asObject(await caller.json({ method: "GET", route: "/v1/metadata/version" }, options), what);
      return { ...answer, version: stringMember(answer, "version", what) };
    },

    /** `GET /v1/metadata/deployment`: where the server runs. */
    async deployment(options: CallOptions = {}): Promise<ServerDeployment> {
      const what = "GET /v1/metadata/deployment";
      const answer = asObject(await caller.json({ method: "GET", route: "/v1/metadata/deployment" }, options), what);
      return { ...answer, attributes: asStrings(answer["attributes"] ?? [], what) };
    },

    /** `GET /`: answers when the server does, and rejects when there is none, or something else in its place. */
    async ping(options: CallOptions = {}): Promise<void> {
      asObject(await caller.json({ method: "GET", route: "/" }, options), "GET /");
    },
  };
}
