import type { RegistryState, SentSchema, StoredVersion } from "./state.js";

/** An answer: a status and what is sent as JSON. */
export type Answer = { readonly status: number; readonly json: unknown };

type Context = { readonly state: RegistryState; readonly query: URLSearchParams; readonly body: SentSchema };
type Route = {
  readonly method: string;
  readonly pattern: RegExp;
  readonly answer: (context: Context, ...segments: string[]) => Answer;
};

const ok = (json: unknown): Answer => ({ status: 200, json });
const notFound = (code: number, message: string): Answer => ({ status: 404, json: { error_code: code, message } });
const noSubject = (subject: string) => notFound(40401, `Subject '${subject}' not found.`);

const routes: readonly Route[] = [
  { method: "GET", pattern: /^\/config$/, answer: () => ok({ compatibilityLevel: "BACKWARD" }) },
  { method: "GET", pattern: /^\/subjects$/, answer: ({ state }) => ok(state.subjects()) },
  {
    method: "POST",
    pattern: /^\/subjects\/([^/]+)\/versions$/,
    answer: ({ state, body }, subject) => {
      if (typeof body.schema !== "string" || body.schema === "") {
        return { status: 422, json: { error_code: 42201, message: "Empty schema" } };
      }
      return ok(publicForm(state.register(subject ?? "", body)));
    },
  },
  {
    method: "POST",
    pattern: /^\/subjects\/([^/]+)$/,
    answer: ({ state, body }, subject = "") => {
      if (state.versions(subject).length === 0) return noSubject(subject);
      const found = state.lookup(subject, body);
      return found === undefined ? notFound(40403, "Schema not found") : ok(publicForm(found));
    },
  },
  {
    method: "GET",
    pattern: /^\/subjects\/([^/]+)\/versions$/,
    answer: ({ state }, subject = "") => {
      const versions = state.versions(subject);
      return versions.length === 0 ? noSubject(subject) : ok(versions.map(({ version }) => version));
    },
  },
  {
    method: "GET",
    pattern: /^\/subjects\/([^/]+)\/versions\/([^/]+)$/,
    answer: ({ state, query }, subject = "", wanted = "") => {
      const versions = state.versions(subject, wanted !== "latest" && query.get("deleted") === "true");
      if (versions.length === 0) return noSubject(subject);
      const found = wanted === "latest" ? versions.at(-1) : versions.find(({ version }) => version === Number(wanted));
      return found === undefined ? notFound(40402, `Version ${wanted} not found.`) : ok(publicForm(found));
    },
  },
  {
    method: "DELETE",
    pattern: /^\/subjects\/([^/]+)$/,
    answer: ({ state }, subject = "") => {
      const versions = state.versions(subject);
      if (versions.length === 0) return noSubject(subject);
      for (const version of versions) version.deleted = true;
      return ok(versions.map(({ version }) => version));
    },
  },
  {
    method: "GET",
    pattern: /^\/schemas\/ids\/(\d+)$/,
    answer: ({ state }, id) => {
      const found = state.byId(Number(id));
      return found === undefined ? notFound(40403, `Schema ${id} not found`) : ok(withoutId(found));
    },
  },
  {
    method: "GET",
    pattern: /^\/schemas\/guids\/([0-9a-f-]+)$/,
    answer: ({ state }, guid = "") => {
      const found = state.byGuid(guid);
      return found === undefined ? notFound(40403, `Schema ${guid} not found`) : ok(withoutId(found));
    },
  },
];

/** What a registry answers to a request. */
export function route(state: RegistryState, method: string, path: string, body: string): Answer {
  const url = new URL(path, "http://stub");
  for (const { method: wanted, pattern, answer } of routes) {
    const match = wanted === method ? pattern.exec(url.pathname) : null;
    if (match === null) continue;
    const segments = match.slice(1).map((segment) => decodeURIComponent(segment));
    return answer({ state, query: url.searchParams, body: body === "" ? {} : JSON.parse(body) }, ...segments);
  }
  return notFound(404, "HTTP 404 Not Found");
}

function publicForm({ deleted: _, ...rest }: StoredVersion): unknown {
  return rest;
}

function withoutId({ deleted: _, id: __, subject: ___, version: ____, ...rest }: StoredVersion): unknown {
  return rest;
}
