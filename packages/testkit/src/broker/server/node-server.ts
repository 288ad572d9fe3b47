import { createServer as createTcpServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import type { OnEvent } from "./broker-event.js";

export interface NodeServerOptions {
  readonly nodeId: number;
  readonly host: string;
  /** 0: any that is free, and the same one at the next start. */
  readonly port: number;
  readonly tls: TlsOptions | undefined;
  readonly maxConnections: number;
  readonly onSocket: (socket: Socket) => void;
  readonly onEvent: OnEvent;
}

/** A node's way to the network. */
export interface NodeServer {
  /** Listens; resolves with the port. Rejects when the port is taken. */
  start(): Promise<number>;
  /** Drops all connections at once and refuses new ones. */
  stop(): Promise<void>;
}

export function createNodeServer(options: NodeServerOptions): NodeServer {
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  let { port } = options;

  function accept(socket: Socket): void {
    if (sockets.size >= options.maxConnections) {
      const reason = `the limit of ${options.maxConnections} connections is reached`;
      options.onEvent({ type: "connection-refused", nodeId: options.nodeId, reason });
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    // With TLS this is the socket below it, which may fail before there is anything above.
    socket.on("error", () => {});
    if (options.tls === undefined) options.onSocket(socket);
  }

  function listen(): Promise<Server> {
    const created = options.tls === undefined ? createTcpServer() : createTlsServer(options.tls, options.onSocket);
    created.on("connection", accept);
    created.on("tlsClientError", (error: Error) => {
      options.onEvent({ type: "connection-refused", nodeId: options.nodeId, reason: `TLS: ${error.message}` });
    });
    return new Promise((resolve, reject) => {
      created.once("error", reject);
      created.listen(port, options.host, () => {
        created.off("error", reject);
        resolve(created);
      });
    });
  }

  return {
    async start() {
      server = await listen();
      const address = server.address();
      if (address !== null && typeof address === "object") port = address.port;
      return port;
    },
    async stop() {
      const stopping = server;
      if (stopping === undefined) return;
      server = undefined;
      const closed = new Promise<void>((resolve) => {
        stopping.close(() => resolve());
      });
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
