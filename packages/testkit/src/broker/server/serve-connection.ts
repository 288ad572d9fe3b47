import type { Socket } from "node:net";
import type { BrokerNode } from "../cluster/broker-node.js";
import { MalformedRequestError } from "../wire/malformed-request-error.js";
import type { OnEvent } from "./broker-event.js";
import { ANONYMOUS, type Connection } from "./connection.js";
import type { Dispatch } from "./dispatch.js";
import { FrameBuffer } from "./frame-buffer.js";
import { RequestFailedError } from "./request-failed-error.js";
import { sendAnswer } from "./send-answer.js";

/** How much a client may send ahead of the answers before the broker stops reading. */
const PIPELINED_BYTES = 1024 * 1024;

export interface ConnectionOptions {
  readonly node: BrokerNode;
  readonly dispatch: Dispatch;
  readonly authenticated: boolean;
  readonly maxRequestBytes: number;
  readonly idleTimeoutMs: number;
  readonly onEvent: OnEvent;
}

/**
 * Serves one client until it leaves: one request after another, in the order in which they came. A request that cannot be
 * served closes this connection and no other.
 */
export function serveConnection(socket: Socket, options: ConnectionOptions): void {
  const frames = new FrameBuffer(options.maxRequestBytes);
  let busy = false;
  let closing = false;
  const connection = createConnection(socket, options.authenticated, () => {
    closing = true;
  });

  async function serve(): Promise<void> {
    if (busy) return;
    busy = true;
    try {
      for (let frame = frames.take(); frame !== undefined; frame = frames.take()) {
        const pending = options.dispatch(frame, connection);
        const answer = pending instanceof Promise ? await pending : pending;
        if (connection.closed) return;
        const sent = answer === undefined || sendAnswer(socket, answer);
        if (closing) {
          socket.end();
          return;
        }
        if (!sent) await drained(socket);
        if (connection.closed) return;
      }
      busy = false;
      if (socket.isPaused()) socket.resume();
    } catch (error) {
      socket.destroy();
      report(error);
    }
  }

  function report(error: unknown): void {
    const nodeId = options.node.id;
    if (error instanceof MalformedRequestError) {
      options.onEvent({ type: "request-refused", nodeId, client: connection.host, reason: error.message });
    } else if (error instanceof RequestFailedError) {
      options.onEvent({ type: "request-failed", nodeId, api: error.api, error: error.cause });
    } else {
      options.onEvent({ type: "request-failed", nodeId, api: "unknown", error });
    }
  }

  socket.setNoDelay(true);
  socket.setTimeout(options.idleTimeoutMs, () => socket.destroy());
  // Resets are a client's way to leave; "close" follows.
  socket.on("error", () => {});
  socket.on("data", (chunk: Buffer) => {
    frames.push(chunk);
    if (busy) {
      if (frames.buffered > PIPELINED_BYTES) socket.pause();
    } else {
      void serve();
    }
  });
}

function createConnection(socket: Socket, authenticated: boolean, closeAfterAnswer: () => void): Connection {
  const listeners = new Set<() => void>();
  let closed = false;
  socket.once("close", () => {
    closed = true;
    for (const listener of listeners) listener();
    listeners.clear();
  });
  return {
    host: socket.remoteAddress ?? "",
    authenticated,
    principal: ANONYMOUS,
    exchange: undefined,
    get closed() {
      return closed || socket.destroyed;
    },
    onClose(listener) {
      if (closed || socket.destroyed) listener();
      else listeners.add(listener);
      return () => listeners.delete(listener);
    },
    closeAfterAnswer,
    destroy() {
      socket.destroy();
    },
  };
}

/** Waits until the client has read what it was sent, or has left. */
function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      socket.off("drain", end);
      socket.off("close", end);
      resolve();
    };
    socket.on("drain", end);
    socket.on("close", end);
    if (socket.destroyed) end();
  });
}
