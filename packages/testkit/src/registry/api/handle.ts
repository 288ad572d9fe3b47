import { randomUUID } from "node:crypto";
import { SchemaError } from "@magicbyte/compat";
import { ProtoSyntaxError } from "@magicbyte/proto-text";
import type { Registry } from "../registry.js";
import { followAliases } from "./alias-path.js";
import { enterContext } from "./context-path.js";
import { entity } from "./entity.js";
import { canRead, chooseType } from "./media-type.js";
import { invalidSchema, malformedBody, storeFailed } from "./refusals.js";
import { RestError } from "./rest-error.js";
import type { ApiAnswer, HttpMethod, Route } from "./route.js";
import { createRouter } from "./router.js";
import { parseTarget } from "./target.js";

/** A request as it came in, whichever way. */
export type RawRequest = {
  readonly method: string;
  /** Path and query, still percent-encoded, beginning with a slash. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Empty when there is none. */
  readonly body: string;
};

/** The answer to it, ready to be sent. */
export type RawAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The template of the route that answered, for logs and metrics; undefined when none did. */
  readonly route: string | undefined;
};

/** Answers requests. It never throws and never rejects: what goes wrong is an answer with a status. */
export type RequestHandler = (request: RawRequest) => Promise<RawAnswer>;

const NO_CONTENT = 204;

/**
 * The one way into a registry, for HTTP and for the transport in process alike. `onBug` is told of errors that no
 * operation throws on purpose: they are answered with 500 and nothing more.
 */
export function createHandler(
  registry: Registry,
  routes: readonly Route[],
  onBug: (error: unknown, request: RawRequest) => void = () => {},
): RequestHandler {
  const router = createRouter(routes);

  return async (request) => {
    let template: string | undefined;
    let answer: ApiAnswer;
    let type: string | undefined = "application/json";
    try {
      type = chooseType(request.headers["accept"]);
      if (type === undefined) throw new RestError(406, 406, "HTTP 406 Not Acceptable");
      answer = perform(request);
      // Readers wait too: otherwise they could see what a crash takes back.
      const settled = registry.settled();
      if (settled !== undefined) await settled.catch(failedStore);
    } catch (error) {
      if (!(error instanceof RestError)) onBug(error, request);
      answer = refusal(error);
    }
    return finish(request, answer, template, type);

    function perform(raw: RawRequest): ApiAnswer {
      const { segments, query } = followAliases(enterContext(parseTarget(raw.target)), registry.store);
      if (raw.method === "OPTIONS" && router.methods(segments).length > 0) {
        return { status: 200, headers: { allow: allowed(router.methods(segments)) } };
      }
      const { route, params } = router.match(raw.method === "HEAD" ? "GET" : raw.method, segments);
      template = route.template;
      if (raw.body !== "" && !canRead(raw.headers["content-type"])) {
        throw new RestError(415, 415, "HTTP 415 Unsupported Media Type");
      }
      const body = takesBody(route.method) ? parseBody(raw.body) : undefined;
      const { method } = route;
      return route.answer(registry, { method, route: template, params, query, body, headers: raw.headers });
    }
  };
}

function finish(
  request: RawRequest,
  answer: ApiAnswer,
  route: string | undefined,
  type = "application/json",
): RawAnswer {
  const body = answer.text ?? (answer.json === undefined ? "" : JSON.stringify(shallow(answer.json)));
  return {
    status: answer.status,
    headers: {
      ...(answer.status === NO_CONTENT ? {} : { "content-type": type }),
      "cache-control": "no-cache, no-store, must-revalidate",
      "x-xss-protection": "1; mode=block",
      "x-request-id": request.headers["x-request-id"] || randomUUID(),
      ...answer.headers,
    },
    body: request.method === "HEAD" ? "" : body,
    route,
  };
}

function failedStore(): never {
  throw storeFailed();
}

/** What an operation threw, as an answer. */
function refusal(error: unknown): ApiAnswer {
  if (error instanceof RestError) {
    return { status: error.status, json: { error_code: error.errorCode, message: error.message } };
  }
  // What was stored by another registry, or an older release, need not be readable.
  if (error instanceof SchemaError || error instanceof ProtoSyntaxError) return refusal(invalidSchema(error.message));
  return { status: 500, json: { error_code: 500, message: "Internal Server Error" } };
}

function parseBody(text: string): unknown {
  if (text.trim() === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the body.
    throw malformedBody("The request body is not JSON");
  }
}

/** Entities stand alone or in a list. */
function shallow(json: unknown): unknown {
  if (Array.isArray(json)) return json.map((item) => (isEntity(item) ? entity(item) : item));
  return isEntity(json) ? entity(json) : json;
}

function isEntity(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function takesBody(method: HttpMethod): boolean {
  return method === "POST" || method === "PUT";
}

function allowed(methods: readonly HttpMethod[]): string {
  return [...methods, "OPTIONS", ...(methods.includes("GET") ? ["HEAD"] : [])].join(",");
}
