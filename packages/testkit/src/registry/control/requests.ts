import type { Call } from "./call.js";
import { parsePattern, type RouteName } from "./pattern.js";

/** A request that reached the registry. */
export type RecordedRequest = {
  readonly method: string;
  /** The template of the route, such as `/subjects/{subject}/versions`; undefined when there is no such route. */
  readonly route: string | undefined;
  /** The path as it was sent, without the query. */
  readonly path: string;
  /** The query as it was sent, without the question mark. */
  readonly query: string;
  /** The parsed body; its text where it is not JSON, and undefined where there is none. */
  readonly body: unknown;
  /** When it arrived. */
  readonly at: Date;
  /** What it was answered with; undefined while it is not, and when it never was. */
  readonly status: number | undefined;
};

/** The requests so far, the oldest first; as many of the last ones as `limits` say, and at most 16 MB of bodies. */
export type RequestLog = readonly RecordedRequest[] & {
  /** Forgets them. */
  clear(): void;
  /** How many of those kept fit a pattern, which is written as for `intercept`; all of them without one. */
  count(pattern?: string): number;
};

/** The recording end. */
export type RequestRecorder = {
  readonly requests: RequestLog;
  /** Takes note of a request, and returns what takes note of its status. */
  record(call: Call): (status: number) => void;
};

const MOST_CHARACTERS = 16_000_000;

/** A recorder that keeps the last requests to the routes given. */
export function createRequestRecorder(routes: readonly RouteName[], most: number): RequestRecorder {
  const requests: RecordedRequest[] = [];
  /** How long the body of each of them is. */
  const lengths: number[] = [];
  let characters = 0;

  function trim(): void {
    while (requests.length > most || (characters > MOST_CHARACTERS && requests.length > 1)) {
      requests.shift();
      characters -= lengths.shift() ?? 0;
    }
  }

  const methods = {
    clear() {
      requests.length = 0;
      lengths.length = 0;
      characters = 0;
    },
    count(pattern?: string) {
      return pattern === undefined ? requests.length : requests.filter(parsePattern(pattern, routes)).length;
    },
  };
  // Not enumerable: the log compares equal to a plain list of the same requests.
  for (const [name, value] of Object.entries(methods)) Object.defineProperty(requests, name, { value });

  return {
    requests: requests as unknown as RequestLog,
    record(call) {
      const entry = createEntry(call);
      requests.push(entry.request);
      lengths.push(call.body.length);
      characters += call.body.length;
      trim();
      return entry.settle;
    },
  };
}

function createEntry({ method, route, path, query, body }: Call) {
  let status: number | undefined;
  let parsed: { readonly value: unknown } | undefined;
  const request: RecordedRequest = {
    method,
    route,
    path,
    query,
    // Most are never looked at: parsing waits until somebody does.
    get body() {
      parsed ??= { value: parseBody(body) };
      return parsed.value;
    },
    at: new Date(),
    get status() {
      return status;
    },
  };
  return {
    request,
    settle: (answered: number) => {
      status = answered;
    },
  };
}

function parseBody(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
