import { gunzip } from "node:zlib";
import type { Agent, Dispatcher, Pool } from "undici";
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
  const own = (["tls", "proxy", "maxSockets"] as const).filter((name) => options[name] !== undefined);
  if (options.dispatcher !== undefined && own.length > 0) {
    throw new UsageError(`\`dispatcher\` goes without \`${own.join("`, `")}\`: configure it on the dispatcher itself`);
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
        throw networkError(error, request, options);
      }
    },
    async close() {
      await (await owned)?.destroy();
    },
  };
}

async function createDispatcher(options: UndiciTransportOptions): Promise<Dispatcher> {
  const { Agent, Pool, ProxyAgent } = await import("undici");
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
  return new ProxyAgent({
    ...common,
    uri: options.proxy,
    ...(tls === undefined ? {} : { requestTls: tls }),
    clientFactory: (url, poolOptions) => failFast(new Pool(url, { ...poolOptions, headersTimeout: TUNNEL_TIMEOUT_MS })),
  });
}

/** A proxy gets as long to open a tunnel as a server gets to accept a connection. */
const TUNNEL_TIMEOUT_MS = 10_000;

/**
 * When a proxy closes the connection in place of an answer, undici takes that for a lost socket, and asks it again for
 * ever without a pause, also when nobody waits for the tunnel any more. Under another code the failure is final.
 */
function failFast(proxy: Pool): Pool {
  const open = proxy.connect.bind(proxy) as (options: Dispatcher.ConnectOptions) => Promise<Dispatcher.ConnectData>;
  const connect = (options: Dispatcher.ConnectOptions) =>
    open(options).catch((cause: unknown) => {
      if (codeOf(cause) !== "UND_ERR_SOCKET") throw cause;
      throw Object.assign(new Error("the proxy closed the connection", { cause }), { code: "ECONNRESET" });
    });
  return Object.assign(proxy, { connect });
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
  const body = headers["content-encoding"] === "gzip" ? await unzip(bytes, request, maxBytes) : bytes;
  return { status: response.statusCode, headers, body: body.toString("utf8") };
}

/** No encoding was asked for; a proxy that compresses all the same is understood. */
function unzip(bytes: Buffer, request: RegistryRequest, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    gunzip(bytes, { maxOutputLength: maxBytes }, (error, result) => {
      if (error === null) resolve(result);
      else reject(codeOf(error) === "ERR_BUFFER_TOO_LARGE" ? tooLarge(request, maxBytes) : error);
    });
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

/** What a failed handshake is about, and the option that has to do with it. None of them gets better by asking again. */
const TLS_ADVICE: readonly (readonly [RegExp, string])[] = [
  [/ALERT/, "the server does not accept this client, check `tls.cert` and `tls.key` of createRegistryClient"],
  [/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG/, "the server does not speak TLS there, is it an http:// address?"],
  [/ALTNAME/, "check the host in baseUrl, and `tls.servername` of createRegistryClient"],
  [/CERT|SELF_SIGNED|UNABLE_TO_VERIFY/, "check the certificate, and `tls.ca` of createRegistryClient"],
  [/^ERR_(TLS|SSL|OSSL)|^EPROTO$/, "check `tls` of createRegistryClient"],
];

function networkError(
  error: unknown,
  request: RegistryRequest,
  options: UndiciTransportOptions,
): TransportError | UsageError {
  const code = codeOf(error);
  if (code === "UND_ERR_INVALID_ARG") {
    return new UsageError(
      `${request.method} ${request.url} cannot be sent: ${(error as Error).message}. Is there a line break or another control character in a header, perhaps at the end of a token?`,
    );
  }
  // What was no HTTP is kept there, and may repeat what was sent.
  if (error instanceof Error && "data" in error) delete error.data;
  const advice = TLS_ADVICE.find(([pattern]) => pattern.test(code ?? ""))?.[1];
  const words = wordsOf(error) ?? String(code ?? "no connection");
  return new TransportError(
    `${request.method} ${request.url}: ${words}${code === undefined || words.includes(code) ? "" : ` (${code})`}${
      advice === undefined ? certificateWanted(error, request, options) : `: ${advice}`
    }`,
    {
      reason: "network",
      method: request.method,
      url: request.url,
      attempts: 1,
      retryable: advice === undefined,
      requestSent: advice === undefined && !NOT_SENT.has(code ?? ""),
      cause: error,
    },
  );
}

/** OpenSSL's messages hold addresses and lines of its source: its reason says enough. */
function wordsOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("reason" in error && "library" in error && typeof error.reason === "string") return error.reason;
  return error.message === "" ? undefined : error.message;
}

/** Since TLS 1.3 a server that misses the client's certificate says so, or hangs up, only after the handshake. */
function certificateWanted(error: unknown, request: RegistryRequest, options: UndiciTransportOptions): string {
  const silent = (error as { socket?: { bytesRead?: number } } | undefined)?.socket?.bytesRead === 0;
  const could = request.url.startsWith("https:") && options.tls?.cert === undefined && options.dispatcher === undefined;
  return silent && could ? ": does the server want a client certificate, `tls.cert` of createRegistryClient?" : "";
}

/** Node joins the failures of several addresses of a host into one error without a message: its first one tells. */
function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return "cause" in error ? codeOf(error.cause) : undefined;
}
