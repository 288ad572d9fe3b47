import type { Gateway } from "./gateway.js";

// Written out, and not imported: the types of this package must not need the registry package to be installed. The
// tests hand the transport to createRegistryClient, and so prove that it fits.

/** A request as createRegistryClient sends it. */
export type InProcessRequest = {
  readonly method: string;
  /** Path and query, percent-encoded, beginning with a slash. */
  readonly path: string;
  /** The whole address; what follows its host counts, as it does over HTTP. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** The registry for createRegistryClient's `transport`, without a network: it answers, and fails, as over HTTP. */
export type InProcessTransport = {
  request(request: InProcessRequest): Promise<{ status: number; headers: Record<string, string>; body: string }>;
};

/** A transport, and what makes it refuse every request from now on, as a port does that nobody listens on. */
export type StoppableTransport = { readonly transport: InProcessTransport; stop(): void };

/** A transport to the registry behind a gateway. */
export function createTransport(gateway: Gateway): StoppableTransport {
  let stopped = false;
  const transport: InProcessTransport = {
    async request(request) {
      if (request.signal?.aborted) throw abortedError(request, request.signal);
      if (stopped) throw failure(request, "connect ECONNREFUSED (the embedded registry was stopped)", "ECONNREFUSED");
      const gone = new AbortController();
      const answer = gateway.answer(
        { method: request.method, target: targetOf(request), headers: request.headers, body: request.body ?? "" },
        "transport",
        () => gone.signal,
      );
      const result = await unlessAborted(answer, request, gone);
      if (result === "reset") throw failure(request, "read ECONNRESET", "ECONNRESET");
      const { status, headers, body } = result;
      return { status, headers: { ...headers }, body: request.method === "HEAD" ? "" : body };
    },
  };
  return {
    transport,
    stop() {
      stopped = true;
    },
  };
}

/** Waits for an answer, or until its caller does not any more. */
async function unlessAborted<T>(answer: Promise<T>, request: InProcessRequest, gone: AbortController): Promise<T> {
  const { signal } = request;
  if (signal === undefined) return answer;
  let leave = () => {};
  const left = new Promise<never>((_, reject) => {
    leave = () => {
      gone.abort();
      reject(abortedError(request, signal));
    };
  });
  signal.addEventListener("abort", leave, { once: true });
  try {
    return await Promise.race([answer, left]);
  } finally {
    signal.removeEventListener("abort", leave);
  }
}

/** Path and query; the address in front of them may have a path of its own, as it has over HTTP. */
function targetOf({ url, path }: InProcessRequest): string {
  const origin = /^[a-z][a-z+.-]*:\/\/[^/?#]*/i.exec(url)?.[0];
  return origin === undefined ? path : url.slice(origin.length) || "/";
}

function failure(request: InProcessRequest, words: string, code: "ECONNREFUSED" | "ECONNRESET"): Error {
  return transportError(request, words, {
    reason: "network",
    retryable: true,
    // Nothing of a request reaches a port that nobody listens on.
    requestSent: code === "ECONNRESET",
    cause: Object.assign(new Error(words), { code }),
  });
}

function abortedError(request: InProcessRequest, signal: AbortSignal): unknown {
  const reason: unknown = signal.reason;
  if (typeof reason === "object" && reason !== null && BRANDS[0] in reason) return reason;
  return transportError(request, "aborted by the caller's signal", {
    reason: "aborted",
    retryable: false,
    requestSent: true,
    cause: reason,
  });
}

/** What `instanceof` looks for in errors of the registry package. */
const BRANDS = [Symbol.for("@magicbyte/error/TransportError"), Symbol.for("@magicbyte/error/MagicbyteError")] as const;

/**
 * An error that the client takes for a TransportError of its own: the class is not imported, because the testkit works
 * without the registry package, and it has the same brands as a copy of that package would have.
 */
function transportError(
  { method, url }: InProcessRequest,
  words: string,
  details: {
    readonly reason: "network" | "aborted";
    readonly retryable: boolean;
    readonly requestSent: boolean;
    readonly cause: unknown;
  },
): Error {
  const { cause, ...members } = details;
  const error = new Error(`${method} ${url}: ${words}`, { cause });
  for (const brand of BRANDS) Object.defineProperty(error, brand, { value: true });
  Object.defineProperty(error, "name", { value: "TransportError", writable: true, configurable: true });
  return Object.assign(error, { code: "MAGICBYTE_TRANSPORT", method, url, attempts: 1, ...members });
}
