import type { Registry } from "../registry.js";

export type HttpMethod = "GET" | "POST" | "PUT" | "DELETE";

/** A request that found its route. */
export type ApiRequest = {
  readonly method: HttpMethod;
  /** The template that matched, such as `/subjects/{subject}/versions`. */
  readonly route: string;
  /** What stood for the names in the template, percent-decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The parsed JSON; undefined when the request had no body. Never trusted: see `readBody`. */
  readonly body: unknown;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
};

/** What an operation answers; `createHandler` adds the headers that every answer has. */
export type ApiAnswer = {
  readonly status: number;
  /** Sent as JSON, without members that are null or empty, as the registry does. */
  readonly json?: unknown;
  /** Sent as it is; for texts that are JSON already. */
  readonly text?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
};

/** One operation and where it is found. */
export type Route = {
  readonly method: HttpMethod;
  readonly template: string;
  readonly answer: (registry: Registry, request: ApiRequest) => ApiAnswer;
};

/**
 * A route. `template` has `{names}` for whole segments; a segment such as `/associations:batchGet` is taken literally.
 * Literal segments win over names.
 */
export function route(method: HttpMethod, template: string, answer: Route["answer"]): Route {
  return { method, template, answer };
}
