import { createServer as createHttpServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { Socket } from "node:net";
import type { RawAnswer } from "../api/handle.js";
import type { Gateway } from "../gateway.js";
import type { Limits } from "./limits.js";
import { authorityOf, listen } from "./listen.js";
import { readBody } from "./read-body.js";
import { type ServerTlsOptions, tlsOptions } from "./tls.js";

/** Where the registry listens. */
export type ServerOptions = {
  readonly host: string;
  readonly port: number;
  readonly tls: ServerTlsOptions | undefined;
  readonly limits: Limits;
};

/** A server that listens. */
export type HttpServer = {
  readonly url: string;
  /** Takes no more requests, waits for those under way for as long as the limits say, and cuts what is left. */
  close(): Promise<void>;
};

/** Answers requests over HTTP, or HTTPS, out of a gateway. */
export async function startServer(gateway: Gateway, options: ServerOptions): Promise<HttpServer> {
  const { host, port, tls, limits } = options;
  /** The sockets, and how many answers each of them is owed. */
  const sockets = new Map<Socket, number>();
  let closing = false;

  const onRequest: RequestListener = (request, response) => {
    const { socket } = request;
    let left = false;
    let controller: AbortController | undefined;
    const gone = () => {
      controller ??= new AbortController();
      if (left) controller.abort();
      return controller.signal;
    };
    sockets.set(socket, (sockets.get(socket) ?? 0) + 1);
    response.on("close", () => {
      left = true;
      controller?.abort();
      const owed = (sockets.get(socket) ?? 1) - 1;
      if (sockets.has(socket)) sockets.set(socket, owed);
      if (closing && owed === 0) socket.end();
    });
    // Errors of a connection end it, and nothing else: whoever was at its other end has gone.
    response.on("error", () => {});
    void answer(request)
      .then((result) => {
        if (left) return;
        if (result === "reset") return reset(socket);
        const { status, headers, body } = result;
        const length = Buffer.byteLength(body);
        response.writeHead(status, {
          ...headers,
          ...(status === 204 || status === 304 ? {} : { "content-length": length }),
          // One that was refused before it sent its body will not send it now.
          ...(closing || (!request.complete && "expect" in request.headers) ? { connection: "close" } : {}),
        });
        response.end(body);
      })
      // Whatever an answer is that cannot be sent: it ends its own connection and nothing else.
      .catch(() => socket.destroy());

    async function answer(incoming: IncomingMessage): Promise<RawAnswer | "reset"> {
      const body = await readBody(incoming, limits.maxBodyBytes);
      if (body === "gone") return "reset";
      const call = { method: incoming.method ?? "GET", target: targetOf(incoming), headers: flatten(incoming) };
      return gateway.answer({ ...call, body: body === "too-large" ? "" : body }, "http", gone, {
        tooLarge: body === "too-large",
      });
    }
  };

  const server = await createServer(tls, limits, onRequest);
  const handshakes = new Map<string, Socket>();
  server.on("connection", (socket: Socket) => {
    if (tls === undefined) track(sockets, socket);
    else {
      // Over TLS the socket of a request is another one than that of the connection.
      const peer = peerOf(socket);
      handshakes.set(peer, socket);
      socket.on("close", () => handshakes.delete(peer));
    }
  });
  server.on("secureConnection", (socket: Socket) => {
    handshakes.delete(peerOf(socket));
    track(sockets, socket);
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => refuse(error, socket));
  // curl asks before it sends more than a megabyte: what is too large is refused before it is sent.
  server.on("checkContinue", (request: IncomingMessage, response) => {
    if (!(Number(request.headers["content-length"]) > limits.maxBodyBytes)) response.writeContinue();
    onRequest(request, response);
  });
  await listen(server, host, port);

  return {
    url: `${tls === undefined ? "http" : "https"}://${authorityOf(server, host)}`,
    close() {
      closing = true;
      return new Promise((resolve) => {
        const timer = setTimeout(() => {
          for (const socket of sockets.keys()) socket.destroy();
        }, limits.stopTimeoutMs);
        server.close(() => {
          clearTimeout(timer);
          resolve();
        });
        for (const socket of handshakes.values()) socket.destroy();
        for (const [socket, owed] of sockets) if (owed === 0) socket.destroy();
      });
    },
  };
}

async function createServer(
  tls: ServerTlsOptions | undefined,
  limits: Limits,
  listener: RequestListener,
): Promise<Server> {
  const options = {
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: Math.max(limits.requestTimeoutMs, limits.headersTimeoutMs),
    connectionsCheckingInterval: 1_000,
    noDelay: true,
  };
  if (tls === undefined) return createHttpServer(options, listener);
  const { createServer: createHttpsServer } = await import("node:https");
  const secure = tlsOptions(tls);
  try {
    return createHttpsServer({ ...options, ...secure }, listener);
  } catch (error) {
    throw new Error(`\`tls\` cannot be used: ${(error as Error).message}. \`key\` and \`cert\` are a pair, in PEM`, {
      cause: error,
    });
  }
}

function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress}:${remotePort}`;
}

function track(sockets: Map<Socket, number>, socket: Socket): void {
  sockets.set(socket, 0);
  socket.on("close", () => sockets.delete(socket));
  socket.on("error", () => {});
}

/** Answers what is no HTTP, or too slow, and ends that connection. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const [status, words] = REFUSALS[error.code ?? ""] ?? BAD_REQUEST;
  const body = JSON.stringify({ error_code: status, message: `HTTP ${status} ${words}` });
  socket.end(
    `HTTP/1.1 ${status} ${words}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
}

const BAD_REQUEST = [400, "Bad Request"] as const;
const REFUSALS: Readonly<Record<string, readonly [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, "Request Header Fields Too Large"],
  ERR_HTTP_REQUEST_TIMEOUT: [408, "Request Timeout"],
};

/** As a machine that crashes ends a connection. TLS knows no such thing: there it is cut off. */
function reset(socket: Socket): void {
  if ("encrypted" in socket) socket.destroy();
  else socket.resetAndDestroy();
}

/** Path and query; proxies write the whole address. */
function targetOf({ url = "/" }: IncomingMessage): string {
  return url.startsWith("/") ? url : `/${url.replace(/^[a-z]+:\/\/[^/?]*\/?/i, "")}`;
}

function flatten({ headers }: IncomingMessage): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = typeof value === "string" ? value : value.join(", ");
  }
  return flat;
}
