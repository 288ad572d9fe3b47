import { readFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { afterEach, beforeAll } from "vitest";
import { createRegistryClient, type RegistryClient } from "../src/client/create-registry-client.js";
import type { RegistryClientOptions } from "../src/client/options.js";
import { MagicbyteError } from "../src/errors/magicbyte-error.js";

/** A request that reached the server, body read. */
export type SeenRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

/** What the server does with a request. */
export type Behaviour = (response: ServerResponse, request: SeenRequest) => void;

/** One behaviour for all requests, a list whose last one repeats, or a choice for each request. */
export type Script = Behaviour | readonly Behaviour[] | { readonly choose: (request: SeenRequest) => Behaviour };

/** Key material of the server's side. */
export type ServerTls = { readonly requireClientCertificate?: boolean };

/** A server that does what its script says, and counts. */
export type FaultServer = {
  readonly url: string;
  readonly port: number;
  readonly requests: readonly SeenRequest[];
  /** `GET /subjects` for each request. */
  readonly log: () => readonly string[];
  /** Requests whose client hung up before it had the whole answer. */
  readonly hungUp: () => number;
  /** Connections: accepted so far, open now, and the most that were open at once. */
  readonly connections: () => { readonly accepted: number; readonly open: number; readonly peak: number };
  /** Another script from here on. */
  follow(script: Script): void;
  /** Refuses connections until `start()`, which listens on the same port again. */
  stop(): Promise<void>;
  start(): Promise<void>;
};

/** The file of `test/tls`. */
export function pem(name: string): string {
  return readFileSync(new URL(`./tls/${name}`, import.meta.url), "utf8");
}

/** Answers with JSON, as a registry does. */
export function json(status: number, value: unknown, headers: Record<string, string> = {}): Behaviour {
  return text(status, JSON.stringify(value), { "content-type": "application/vnd.schemaregistry.v1+json", ...headers });
}

/** Answers with a body of any kind. */
export function text(status: number, body: string | Buffer, headers: Record<string, string> = {}): Behaviour {
  return (response) => response.writeHead(status, headers).end(body);
}

/** The registry's way to say no. */
export function registryError(status: number, errorCode: number, message: string, headers = {}): Behaviour {
  return json(status, { error_code: errorCode, message }, headers);
}

/** Sends the client elsewhere. */
export function redirect(status: number, location: string): Behaviour {
  return text(status, "", { location });
}

/** Never answers. */
export const hang: Behaviour = () => {};

/** Closes the connection in place of an answer. */
export const reset: Behaviour = (response) => response.socket?.destroy();

/** Begins an answer and closes the connection in the middle of its body. */
export const resetInBody: Behaviour = (response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
  response.write('{"schema":', () => response.socket?.destroy());
};

/** Sends an answer byte by byte and never comes to its end. */
export const drip: Behaviour = (response) => {
  response.writeHead(200, { "content-type": "application/json" });
  const timer = setInterval(() => response.write(" "), 5);
  response.on("close", () => clearInterval(timer));
};

/** Sends bytes that need not be HTTP, and closes the connection. */
export function raw(bytes: string): Behaviour {
  return (response) => response.socket?.end(bytes);
}

/** Does the rest after a while. */
export function after(ms: number, behaviour: Behaviour): Behaviour {
  return (response, seen) => {
    const timer = setTimeout(() => behaviour(response, seen), ms);
    response.on("close", () => clearTimeout(timer));
  };
}

async function startFaultServer(script: Script, tls?: ServerTls): Promise<FaultServer & { close(): Promise<void> }> {
  const requests: SeenRequest[] = [];
  const sockets = new Set<Duplex>();
  const count = { accepted: 0, peak: 0, hungUp: 0, followed: 0 };
  let current = script;
  let port = 0;

  const listener = async (incoming: IncomingMessage, response: ServerResponse) => {
    response.on("close", () => {
      if (!response.writableFinished) count.hungUp++;
    });
    const { method = "", url: path = "", headers } = incoming;
    const seen = { method, path, headers, body: await bodyOf(incoming) };
    requests.push(seen);
    chosen(seen)(response, seen);
  };
  const server =
    tls === undefined
      ? createServer(listener)
      : createTlsServer(
          {
            key: pem("server.key"),
            cert: pem("server.pem"),
            ca: pem("ca.pem"),
            requestCert: tls.requireClientCertificate === true,
            rejectUnauthorized: tls.requireClientCertificate === true,
          },
          listener,
        );
  server.on("connection", (socket: Socket) => {
    count.accepted++;
    sockets.add(socket);
    count.peak = Math.max(count.peak, sockets.size);
    socket.on("close", () => sockets.delete(socket));
  });

  function chosen(seen: SeenRequest): Behaviour {
    if (typeof current === "function") return current;
    if ("choose" in current) return current.choose(seen);
    const behaviour = current[Math.min(count.followed++, current.length - 1)];
    if (behaviour === undefined) throw new Error("the script is empty");
    return behaviour;
  }

  const start = () =>
    new Promise<void>((resolve) => {
      server.listen(port, "127.0.0.1", () => {
        port = (server.address() as AddressInfo).port;
        resolve();
      });
    });
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  await start();

  return {
    url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    port,
    requests,
    log: () => requests.map(({ method, path }) => `${method} ${path}`),
    hungUp: () => count.hungUp,
    connections: () => ({ accepted: count.accepted, open: sockets.size, peak: count.peak }),
    follow(next) {
      current = next;
      count.followed = 0;
    },
    stop,
    start,
    close: stop,
  };
}

/** An HTTP proxy that forwards and tunnels. */
export type Proxy = {
  readonly url: string;
  /** The hosts of the tunnels, and the URLs of what was forwarded. */
  readonly seen: readonly string[];
  readonly authorizations: readonly (string | undefined)[];
};

/** `refuse`: what it sends in place of opening a tunnel, before it closes the connection. */
export type ProxyOptions = { readonly refuse?: string };

async function startProxy(options: ProxyOptions = {}): Promise<Proxy & { close(): Promise<void> }> {
  const seen: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const sockets = new Set<Duplex>();
  const server = createServer((incoming, response) => {
    seen.push(`${incoming.method} ${incoming.url}`);
    authorizations.push(incoming.headers["proxy-authorization"]);
    const onward = request(incoming.url ?? "", { method: incoming.method, headers: incoming.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    incoming.pipe(onward);
  });
  server.on("connect", (incoming: IncomingMessage, client: Duplex, head: Buffer) => {
    seen.push(`CONNECT ${incoming.url}`);
    authorizations.push(incoming.headers["proxy-authorization"]);
    client.on("error", () => client.destroy());
    if (options.refuse !== undefined) return void client.end(options.refuse);
    const [host, port] = (incoming.url ?? "").split(":");
    const onward = connect(Number(port), host, () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      onward.write(head);
      onward.pipe(client).pipe(onward);
    });
    sockets.add(onward);
    onward.on("error", () => client.destroy());
  });
  server.on("connection", (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    authorizations,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Servers and clients of one test, closed together after it. */
export type TestBed = {
  server(script: Script, tls?: ServerTls): Promise<FaultServer>;
  proxy(options?: ProxyOptions): Promise<Proxy>;
  /** A client that retries without waiting and gives up soon, unless told otherwise. */
  client(options: RegistryClientOptions): RegistryClient;
  close(): Promise<void>;
};

function createTestBed(): TestBed {
  const open: { close(): Promise<void> }[] = [];
  const opened = <T extends { close(): Promise<void> }>(one: T): T => {
    open.push(one);
    return one;
  };
  return {
    server: async (script, tls) => opened(await startFaultServer(script, tls)),
    proxy: async (options) => opened(await startProxy(options)),
    client: (options) => opened(createRegistryClient({ retryDelayMs: 0, timeoutMs: 5_000, ...options })),
    async close() {
      // Clients first, so that no server waits for their sockets.
      for (const one of open.splice(0).reverse()) await one.close();
    },
  };
}

/** A test bed that is cleared after each test of a file. */
export function useTestBed(): TestBed {
  const bed = createTestBed();
  // The first request of a process loads undici: that is not what short time-outs are about.
  beforeAll(async () => {
    const server = await bed.server(json(200, []));
    await bed.client({ baseUrl: server.url }).subjects.list();
    await bed.close();
  });
  afterEach(() => bed.close());
  return bed;
}

/** What a promise is rejected with; fails when it is not. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  const settled = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ("error" in settled) return settled.error;
  throw new Error(`expected a failure, got ${JSON.stringify(settled.value)}`);
}

/** All that an error says, with what differs from run to run replaced. */
export function described(error: unknown): Record<string, unknown> {
  if (!(error instanceof MagicbyteError)) throw new Error("expected an error of magicbyte's own", { cause: error });
  const members = ["code", "reason", "status", "errorCode", "attempts", "retryable", "requestSent", "retryAfterMs"];
  const shown = Object.fromEntries(
    members.flatMap((name) => {
      const value: unknown = error[name as keyof MagicbyteError];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  return { name: error.name, ...shown, message: error.message.replaceAll(/(127\.0\.0\.1):\d+/g, "$1:PORT") };
}

/** Waits until something holds; a guard ends a wait that would last for ever. */
export async function until(holds: () => boolean, guardMs = 5_000): Promise<void> {
  const started = Date.now();
  while (!holds()) {
    if (Date.now() - started > guardMs) throw new Error("what was waited for did not happen");
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
  } catch {
    // The client hung up while it was sending.
  }
  return Buffer.concat(chunks).toString("utf8");
}
