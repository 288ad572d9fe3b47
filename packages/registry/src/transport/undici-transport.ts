import { gunzip } from "node:zlib";
import type { Agent, Dispatcher } from "undici";
import { TransportError } from "../errors/transport-error.js";
import { UsageError } from "../errors/usage-error.js";
import { abortError } from "./abort.js";
import type { RegistryRequest, RegistryResponse, Transport } from "./transport.js";

/** Certificates and keys in PEM. */
export type TlsOptions = {
  /** The authorities to trust instead of the system's. */
  readonly ca?: string | Buffer | readonly (string | Buffer)[];
  /** The client's certificate, for mutual TLS. */
  readonly cert?: string | Buffer;
  /** The key of `cert`. */
  readonly key?: string | Buffer;
  /** The passphrase of `key`. */
  readonly passphrase?: string;
  /** The name to expect in the server's certificate, where it is not the host of the URL. */
  readonly servername?: string;
  /**
   * Whether a certificate that cannot be verified ends the connection. Never turn it off in production.
   * @default true
   */
  readonly rejectUnauthorized?: boolean;
};

/** The part of an undici Dispatcher that is needed here, so that any version of undici fits. */
export type DispatcherLike = {
  request(options: never): unknown;
};

/** How requests travel. */
export type UndiciTransportOptions = {
  /** TLS and mutual TLS. */
  readonly tls?: TlsOptions | undefined;
  /** An HTTP proxy's URL, credentials included where it needs them. */
  readonly proxy?: string | undefined;
  /** An undici Dispatcher of your own (Agent, Pool, ProxyAgent, MockAgent ...). It is not closed by the client. */
  readonly dispatcher?: DispatcherLike | undefined;
  /**
   * How many sockets a node may have at once; further requests wait for one.
   * @default 32
   */
  readonly maxSockets?: number | undefined;
  /**
   * An answer beyond this is given up, so that a broken server cannot fill the memory.
   * @default 134_217_728 (128 MiB)
   */
  readonly maxResponseBytes?: number | undefined;
};

/** Errors at which no byte of the request can have reached a server. */
const NOT_SENT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** HTTP over undici, which is loaded with the first request. */
export function undiciTransport(options: UndiciTransportOptions = {}): Transport {
  if (options.dispatcher !== undefined && (options.tls !== undefined || options.proxy !== undefined)) {
    throw new UsageError("`dispatcher` goes without `tls` and `proxy`: configure them on the dispatcher itself");
  }
  if (options.proxy !== undefined && !URL.canParse(options.proxy)) {
    throw new UsageError('`proxy` is no URL: write it like "http://proxy:3128"');
  }
  const maxResponseBytes = options.maxResponseBytes ?? 128 * 1024 * 1024;
  let owned: Promise<Dispatcher> | undefined;
  const dispatcher = (): Dispatcher | Promise<Dispatcher> => {
    if (options.dispatcher !== undefined) return options.dispatcher as Dispatcher;
    owned ??= createDispatcher(options);
    return owned;
  };

  return {
    async request(request) {
      if (request.signal?.aborted) throw abortError(request.signal, `${request.method} ${request.url}`);
      try {
        return await send(await dispatcher(), request, maxResponseBytes);
      } catch (error) {
        if (request.signal?.aborted) throw abortError(request.signal, `${request.method} ${request.url}`);
        if (error instanceof TransportError || error instanceof UsageError) throw error;
        throw networkError(error, request);
      }
    },
    async close() {
      await (await owned)?.destroy();
    },
  };
}

async function createDispatcher(options: UndiciTransportOptions): Promise<Dispatcher> {
  const { Agent, ProxyAgent } = await import("undici");
  const tls = options.tls === undefined ? undefined : { ...options.tls, ca: options.tls.ca as string[] };
  const common: Agent.Options = {
    connections: options.maxSockets ?? 32,
    // One request a socket at a time: a slow answer never holds up another one behind it.
    pipelining: 1,
    // The time-outs of each attempt are set by an interceptor, which counts the whole attempt.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: -1,
    ...(tls === undefined ? {} : { connect: tls }),
  };
  if (options.proxy === undefined) return new Agent(common);
  return new ProxyAgent({ ...common, uri: options.proxy, ...(tls === undefined ? {} : { requestTls: tls }) });
}

async function send(dispatcher: Dispatcher, request: RegistryRequest, maxBytes: number): Promise<RegistryResponse> {
  const url = new URL(request.url);
  // The path is taken as it stands: a URL object would fold `..` and change the encoding of a subject.
  const path = request.url.slice(url.origin.length) || "/";
  const response = await dispatcher.request({
    origin: url.origin,
    path,
    method: request.method,
    headers: request.headers,
    body: request.body ?? null,
    signal: request.signal ?? null,
  });
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response.body) {
    length += (chunk as Buffer).length;
    if (length > maxBytes) {
      response.body.destroy();
      throw tooLarge(request, maxBytes);
    }
    chunks.push(chunk as Buffer);
  }
  const headers = flatten(response.headers);
  const bytes = Buffer.concat(chunks, length);
  const body = headers["content-encoding"] === "gzip" ? await unzip(bytes, maxBytes) : bytes;
  return { status: response.statusCode, headers, body: body.toString("utf8") };
}

/** No encoding was asked for; a proxy that compresses all the same is understood. */
function unzip(bytes: Buffer, maxOutputLength: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    gunzip(bytes, { maxOutputLength }, (error, result) => (error === null ? resolve(result) : reject(error)));
  });
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(", ") : value;
  }
  return flat;
}

function tooLarge(request: RegistryRequest, maxBytes: number): TransportError {
  return new TransportError(
    `${request.method} ${request.url}: the answer is larger than ${maxBytes} bytes (raise maxResponseBytes if that is right)`,
    { reason: "response-too-large", method: request.method, url: request.url, attempts: 1, retryable: false },
  );
}

function networkError(error: unknown, request: RegistryRequest): TransportError {
  const code = codeOf(error);
  const certificate = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|ERR_SSL|ALTNAME/.test(code ?? "");
  const words = error instanceof Error && error.message !== "" ? error.message : String(code ?? "no connection");
  return new TransportError(
    `${request.method} ${request.url}: ${words}${code === undefined || words.includes(code) ? "" : ` (${code})`}${
      certificate ? ": check the certificate, and `tls.ca` of createRegistryClient" : ""
    }`,
    {
      reason: "network",
      method: request.method,
      url: request.url,
      attempts: 1,
      // A certificate does not get better by asking again.
      retryable: !certificate,
      requestSent: !certificate && !NOT_SENT.has(code ?? ""),
      cause: error,
    },
  );
}

/** Node joins the failures of several addresses of a host into one error without a message: its first one tells. */
function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return "cause" in error ? codeOf(error.cause) : undefined;
}
