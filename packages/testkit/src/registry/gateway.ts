import { randomUUID } from "node:crypto";
import type { RawAnswer, RawRequest, RequestHandler } from "./api/handle.js";
import { type Call, createCall } from "./control/call.js";
import type { Answer, Gone, Interceptions } from "./control/intercept.js";
import type { RequestRecorder } from "./control/requests.js";
import type { Authorizer } from "./http/authorize.js";
import type { Limits } from "./http/limits.js";
import type { Metrics } from "./observe/metrics.js";
import type { Log } from "./observe/request-log.js";

/** Which way a request came in. */
export type Face = "http" | "transport";

/** An answer, or a connection that is cut without one. */
export type GatewayAnswer = RawAnswer | "reset";

/** What stands between the two faces and the registry, so that both behave the same. */
export type Gateway = {
  /** Never rejects. The signal of `gone` is aborted when nobody waits for the answer any more. */
  answer(
    request: RawRequest,
    face: Face,
    gone: Gone,
    seen?: { readonly tooLarge?: boolean | undefined },
  ): Promise<GatewayAnswer>;
  /** How many requests wait for their answer. */
  inFlight(): number;
  /** Resolves when no request waits for its answer, or when that takes too long. */
  idle(timeoutMs: number): Promise<void>;
};

/** What a gateway leads through. */
export type GatewayParts = {
  readonly handler: RequestHandler;
  /** The template of the route that a request will find. */
  readonly routeOf: (request: RawRequest) => string | undefined;
  readonly authorize: Authorizer;
  readonly limits: Limits;
  readonly interceptions: Interceptions;
  readonly recorder: RequestRecorder;
  readonly metrics: Metrics;
  readonly health: () => object;
  readonly log: Log;
};

/** A gateway. In order: health, credentials, limits, the record of requests, interceptions, the registry. */
export function createGateway(parts: GatewayParts): Gateway {
  const { handler, routeOf, authorize, limits, interceptions, recorder, metrics, health, log } = parts;
  let inFlight = 0;
  let onIdle = () => {};

  async function lead(request: RawRequest, call: Call, gone: Gone, tooLarge: boolean): Promise<GatewayAnswer> {
    const readsOnly = request.method === "GET" || request.method === "HEAD";
    if (readsOnly && call.path === "/health") return json(200, health(), "/health");
    const challenge = await authorize(request.headers["authorization"]);
    if (challenge !== undefined) return refusal(401, "Unauthorized", call, { "www-authenticate": challenge });
    if (readsOnly && call.path === "/metrics") {
      return text(200, metrics.print(), "text/plain; version=0.0.4; charset=utf-8", "/metrics");
    }
    if (inFlight > limits.maxConcurrentRequests) {
      const message = `More than ${limits.maxConcurrentRequests} requests at once`;
      return refusal(503, message, call, { "retry-after": "1" });
    }
    const settle = recorder.record(call);
    const answer =
      tooLarge || isTooLarge(request.body, limits.maxBodyBytes)
        ? refusal(413, `The body is larger than ${limits.maxBodyBytes} bytes`, call)
        : await intercepted(request, call, gone).catch((error: unknown) => bug(call, error));
    if (answer !== "reset") settle(answer.status);
    return answer;
  }

  async function intercepted(request: RawRequest, call: Call, gone: Gone): Promise<GatewayAnswer> {
    let own: RawAnswer | undefined;
    const outcome = await interceptions.run(call, gone, async () => {
      own = await ask(request);
      return own;
    });
    if (outcome === "reset") return outcome;
    return own !== undefined && outcome === own ? own : rawAnswer(outcome, call);
  }

  /** What a read saw that waited for a write may be gone when that write could not be made safe: it looks again. */
  async function ask(request: RawRequest): Promise<RawAnswer> {
    const answer = await handler(request);
    const again = request.method === "GET" && answer.status === 500 && answer.body.includes('"error_code":50001');
    return again ? handler(request) : answer;
  }

  function bug(call: Call, error: unknown): RawAnswer {
    log.error(`${call.method} ${call.route ?? "without a route"} failed`, error);
    return refusal(500, "Internal Server Error", call);
  }

  return {
    async answer(request, face, gone, { tooLarge = false } = {}) {
      const started = performance.now();
      inFlight++;
      const call = createCall(request, routeOf(request));
      const found = await lead(request, call, gone, tooLarge).catch(
        (error: unknown): GatewayAnswer => bug(call, error),
      );
      const answer = found === "reset" ? found : withRequestId(found, request);
      inFlight--;
      if (inFlight === 0) onIdle();
      const ms = performance.now() - started;
      const { method } = request;
      const { status, route, body, headers } = answer === "reset" ? noAnswer(call) : answer;
      metrics.observe({ method, route, status, seconds: ms / 1000, body });
      log.request?.({ requestId: headers["x-request-id"] ?? "", face, method, route, status, ms });
      return answer;
    },
    inFlight: () => inFlight,
    idle(timeoutMs) {
      if (inFlight === 0) return Promise.resolve();
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, timeoutMs);
        onIdle = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    },
  };
}

function noAnswer({ route, headers }: Call) {
  return { status: undefined, route, body: "", headers };
}

function isTooLarge(body: string, maxBytes: number): boolean {
  return body.length > maxBytes || (body.length * 3 > maxBytes && Buffer.byteLength(body) > maxBytes);
}

function rawAnswer({ status, headers, body }: Required<Answer>, call: Call): RawAnswer {
  const type = { "content-type": "application/vnd.schemaregistry.v1+json" };
  const named = Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  return {
    status,
    headers: { ...type, ...named },
    body: typeof body === "string" ? body : JSON.stringify(body),
    route: call.route,
  };
}

function refusal(status: number, message: string, { route }: Call, headers?: Record<string, string>): RawAnswer {
  const answer = json(status, { error_code: status, message }, route);
  return headers === undefined ? answer : { ...answer, headers: { ...answer.headers, ...headers } };
}

function json(status: number, value: object, route: string | undefined): RawAnswer {
  return text(status, JSON.stringify(value), "application/json", route);
}

function text(status: number, body: string, type: string, route: string | undefined): RawAnswer {
  return {
    status,
    headers: { "content-type": type, "cache-control": "no-cache, no-store, must-revalidate" },
    body,
    route,
  };
}

function withRequestId(answer: RawAnswer, request: RawRequest): RawAnswer {
  if ("x-request-id" in answer.headers) return answer;
  const id = request.headers["x-request-id"] ?? randomUUID();
  return { ...answer, headers: { ...answer.headers, "x-request-id": id } };
}
