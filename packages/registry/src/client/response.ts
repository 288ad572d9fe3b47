import type { Redactor } from "../auth/redactor.js";
import { IncompatibleSchemaError } from "../errors/incompatible-schema-error.js";
import { ResponseError } from "../errors/response-error.js";
import { parseRetryAfter } from "../transport/backoff.js";
import type { RegistryRequest, RegistryResponse } from "../transport/transport.js";
import { parseIncompatibility } from "./incompatibility.js";

/** As much of a body that is no JSON as an error shows: enough to recognise a login page or a proxy. */
const SHOWN_OF_BODY = 200;
/** As much of an incompatibility's message as is read: old schemas stand in it, and nobody reads on for megabytes. */
const READ_OF_MESSAGE = 64 * 1024;
/** `error_code` of an incompatible schema: 409 up to 8.1, 40901 since. Other 409xx codes are about associations. */
const INCOMPATIBLE = new Set([409, 40901]);

/** Throws for every status that is no success. */
export function throwForStatus(request: RegistryRequest, response: RegistryResponse, redactor: Redactor): void {
  if (response.status >= 200 && response.status < 300) return;
  const error = responseError(request, response, redactor);
  const subject = subjectOf(request);
  if (response.status === 409 && INCOMPATIBLE.has(error.errorCode ?? 0) && subject !== undefined) {
    const details = parseIncompatibility((error.serverMessage ?? "").slice(0, READ_OF_MESSAGE));
    throw new IncompatibleSchemaError(error.message, { subject, ...details, cause: error });
  }
  throw error;
}

/** The parsed body of a success. */
export function parseJson(request: RegistryRequest, response: RegistryResponse, redactor: Redactor): unknown {
  try {
    return JSON.parse(response.body) as unknown;
  } catch (cause) {
    throw notJson(request, response, redactor, cause);
  }
}

/** A success whose JSON is not what the endpoint answers. */
export function unexpectedShape(what: string, expected: string): ResponseError {
  return new ResponseError(
    `${what}: the answer is not what a schema registry sends: expected ${expected}. Is baseUrl the address of a registry?`,
    {
      method: what.split(" ", 1)[0] ?? "",
      url: what.split(" ", 2)[1] ?? "",
      status: 200,
    },
  );
}

function responseError(request: RegistryRequest, response: RegistryResponse, redactor: Redactor): ResponseError {
  const text = redactor.text(response.body);
  // Parsed first: a secret may be written with escapes that only a parser undoes.
  const body = redactor.json(tryParse(response.body));
  const { errorCode, message } = registryError(body);
  const words = message ?? describeBody(response, text);
  const { attempts = 1 } = response;
  return new ResponseError(
    redactor.text(
      `${request.method} ${request.path}: ${response.status} ${words}${errorCode === undefined ? "" : ` (${errorCode})`}${
        attempts > 1 ? ` after ${attempts} attempts` : ""
      }${hint(response)}`,
    ),
    {
      method: request.method,
      url: redactor.url(response.url ?? request.path),
      status: response.status,
      errorCode,
      serverMessage: message,
      body: body ?? text.slice(0, SHOWN_OF_BODY),
      attempts,
      retryAfterMs: parseRetryAfter(response.headers["retry-after"]),
    },
  );
}

function notJson(
  request: RegistryRequest,
  response: RegistryResponse,
  redactor: Redactor,
  cause: unknown,
): ResponseError {
  const text = redactor.text(response.body);
  return new ResponseError(
    redactor.text(
      `${request.method} ${request.path}: ${response.status}, but ${describeBody(response, text)} where JSON was expected. Is baseUrl the address of a registry, and no proxy or login page in front of it?`,
    ),
    {
      method: request.method,
      url: redactor.url(response.url ?? request.path),
      status: response.status,
      body: text.slice(0, SHOWN_OF_BODY),
      attempts: response.attempts,
      // A parser's message may quote the body, which nobody has redacted.
      cause: cause instanceof SyntaxError ? new SyntaxError("the body is no JSON") : cause,
    },
  );
}

function hint({ status, headers }: RegistryResponse): string {
  const retryAfterMs = parseRetryAfter(headers["retry-after"]);
  if (retryAfterMs !== undefined) return `. The server asks to wait ${Math.ceil(retryAfterMs / 1_000)} s`;
  if (status === 401) return ". Set or check `auth` of createRegistryClient";
  if (status === 403) return ". These credentials may not do this";
  if (status >= 300 && status < 400) {
    return headers["location"] === undefined ? "" : ". The redirect was not followed: set baseUrl to where it points";
  }
  return "";
}

function registryError(body: unknown): { errorCode?: number; message?: string } {
  if (typeof body !== "object" || body === null) return {};
  const { error_code: errorCode, message } = body as Record<string, unknown>;
  return {
    ...(typeof errorCode === "number" ? { errorCode } : {}),
    ...(typeof message === "string" ? { message } : {}),
  };
}

function describeBody({ headers }: RegistryResponse, text: string): string {
  if (text === "") return "an empty body";
  const type = headers["content-type"]?.split(";", 1)[0] ?? "no content type";
  const start = text.slice(0, 60).replaceAll(/\s+/g, " ").trim();
  return `a body of ${text.length} characters (${type}) that begins with ${JSON.stringify(start)}`;
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function subjectOf(request: RegistryRequest): string | undefined {
  const segment = /^\/subjects\/([^/?]+)/.exec(request.path)?.[1];
  return segment === undefined ? undefined : decodeURIComponent(segment);
}
