import type { Redactor } from "../auth/redactor.js";
import { UsageError } from "../errors/usage-error.js";
import type { Handler, RegistryRequest, RegistryResponse } from "../transport/transport.js";
import { parseJson, throwForStatus } from "./response.js";

/** What every method of the client takes as its last options, besides its own. */
export type CallOptions = {
  /** Ends the wait for this call. Others that share its request go on. */
  readonly signal?: AbortSignal | undefined;
  /** How long this call may take, all attempts and waits included. Default: the client's `deadlineMs`. */
  readonly deadlineMs?: number | undefined;
  /** Further headers, for this call only. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
};

/** A query parameter's value: undefined leaves the parameter out, a list repeats it. */
export type QueryValue = string | number | boolean | readonly string[] | undefined;

/** One call of the REST API. */
export type Endpoint = {
  readonly method: RegistryRequest["method"];
  /** The path as the reference writes it: `/subjects/{subject}/versions`. */
  readonly route: string;
  /** What stands for the `{names}` of the route; percent-encoded here, and nowhere else. */
  readonly params?: Readonly<Record<string, string | number>> | undefined;
  readonly query?: Readonly<Record<string, QueryValue>> | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Whether the call may be repeated when it is not known if it took effect. @default true for GET and PUT */
  readonly idempotent?: boolean | undefined;
};

/** Makes calls, and turns error statuses into errors. */
export type Caller = {
  /** The parsed body; undefined for 204 and for endpoints that answer with nothing. */
  json(endpoint: Endpoint, options?: CallOptions): Promise<unknown>;
  /** The body as it is. */
  text(endpoint: Endpoint, options?: CallOptions): Promise<string>;
  /** The limits of a request that others may join: as long as the client allows, or as this caller does if it is longer. */
  sharedLimits(options: CallOptions, signal: AbortSignal): CallOptions;
};

/** The media type that the registry itself prefers. */
const MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
const ACCEPT = `${MEDIA_TYPE}, application/vnd.schemaregistry+json; q=0.9, application/json; q=0.8`;

/** What is the same for every call of a client. */
export type CallerSettings = {
  readonly headers: Readonly<Record<string, string>>;
  readonly deadlineMs: number | undefined;
  readonly redactor: Redactor;
};

/** The caller of a client: builds requests, hands them to the pipeline, reads the answers. */
export function createCaller(handler: Handler, settings: CallerSettings): Caller {
  async function send(endpoint: Endpoint, options: CallOptions): Promise<[RegistryRequest, RegistryResponse]> {
    const ownHeaders = lowerCaseNames(options.headers ?? {});
    settings.redactor.addHeaders(ownHeaders, "by-name");
    const path = fillRoute(endpoint.route, endpoint.params ?? {}) + queryString(endpoint.query ?? {});
    const request: RegistryRequest = {
      method: endpoint.method,
      route: endpoint.route,
      path,
      url: path,
      headers: {
        accept: ACCEPT,
        ...(endpoint.body === undefined ? {} : { "content-type": MEDIA_TYPE }),
        ...settings.headers,
        ...ownHeaders,
      },
      body: endpoint.body === undefined ? undefined : JSON.stringify(endpoint.body),
      idempotent: endpoint.idempotent ?? (endpoint.method === "GET" || endpoint.method === "PUT"),
      deadlineMs: options.deadlineMs ?? settings.deadlineMs,
      signal: options.signal,
    };
    const response = await handler(request);
    throwForStatus(request, response, settings.redactor);
    return [request, response];
  }

  return {
    async json(endpoint, options = {}) {
      const [request, response] = await send(endpoint, options);
      return response.status === 204 ? undefined : parseJson(request, response, settings.redactor);
    },
    async text(endpoint, options = {}) {
      const [, response] = await send(endpoint, options);
      return response.body;
    },
    sharedLimits({ deadlineMs: own = 0 }, signal) {
      const { deadlineMs } = settings;
      return { signal, deadlineMs: deadlineMs === undefined ? undefined : Math.max(deadlineMs, own) };
    },
  };
}

/** Header names are compared in lower case everywhere. */
export function lowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function fillRoute(route: string, params: Readonly<Record<string, string | number>>): string {
  return route.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined || value === "") throw new UsageError(`${route}: the ${name} is empty`);
    return encodeSegment(String(value));
  });
}

/** A segment of a path. `.` and `..` are escaped too, or they would be taken for folders. */
function encodeSegment(segment: string): string {
  if (segment === "." || segment === "..") return segment.replaceAll(".", "%2E");
  try {
    return encodeURIComponent(segment);
  } catch {
    throw new UsageError("a name holds half of a surrogate pair and cannot be sent to the registry");
  }
}

function queryString(query: Readonly<Record<string, QueryValue>>): string {
  const pairs = Object.entries(query).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const values = typeof value === "object" ? value : [String(value)];
    return values.map((one) => `${encodeURIComponent(name)}=${encodeSegment(one)}`);
  });
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}
