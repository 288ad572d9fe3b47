import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { route } from "./routes.js";
import { RegistryState } from "./state.js";

/** A request that reached the stub. */
export type StubRequest = { readonly method: string; readonly path: string; readonly body: string };

/** What an intercepted request is answered with. */
export type StubAnswer = {
  readonly status: number;
  readonly json: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

/** A request handler in process: fits createRegistryClient's `transport`. */
export type StubTransport = {
  request(request: {
    readonly method: string;
    readonly path: string;
    readonly body?: string | undefined;
  }): Promise<{ status: number; headers: Record<string, string>; body: string }>;
};

/** A registry for tests, in process and, once started, over HTTP. */
export type StubRegistry = {
  readonly state: RegistryState;
  /** Every request so far. */
  readonly requests: StubRequest[];
  readonly transport: StubTransport;
  /** Answers requests in the registry's place while it returns something; waiting delays the answer. */
  intercept(answer: (request: StubRequest) => StubAnswer | undefined | Promise<StubAnswer | undefined>): void;
  /** Listens on a free port of the loopback interface and returns the URL. */
  listen(): Promise<string>;
  close(): Promise<void>;
};

/** A registry without any schema. */
export function createStubRegistry(): StubRegistry {
  const state = new RegistryState();
  const requests: StubRequest[] = [];
  let interceptor: Parameters<StubRegistry["intercept"]>[0] = () => undefined;

  async function answer(request: StubRequest): Promise<StubAnswer> {
    requests.push(request);
    return (await interceptor(request)) ?? route(state, request.method, request.path, request.body);
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      const { method = "GET", url = "/" } = request;
      const { status, json, headers } = await answer({ method, path: url, body: Buffer.concat(chunks).toString() });
      response.writeHead(status, { "content-type": "application/vnd.schemaregistry.v1+json", ...headers });
      response.end(JSON.stringify(json));
    });
  });

  return {
    state,
    requests,
    transport: {
      async request({ method, path, body = "" }) {
        const { status, json, headers } = await answer({ method, path, body });
        return { status, headers: { ...headers }, body: JSON.stringify(json) };
      },
    },
    intercept(next) {
      interceptor = next;
    },
    listen: () =>
      new Promise((resolve) => {
        server.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export { RegistryState, type SentSchema, type StoredVersion } from "./state.js";
