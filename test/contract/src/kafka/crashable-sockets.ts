import { connect, type Socket } from "node:net";
import type { ISocketFactory } from "kafkajs";

/** Sockets of a client that can vanish the way they do when its process is killed. */
export type CrashableSockets = {
  readonly socketFactory: ISocketFactory;
  /** Cuts all connections without a word, and those that the client makes afterwards. */
  crash(): void;
};

/** For `new Kafka({ socketFactory })`. */
export function createCrashableSockets(): CrashableSockets {
  const sockets = new Set<Socket>();
  let crashed = false;
  return {
    socketFactory({ host, port, onConnect }) {
      const socket = connect({ host, port }, onConnect);
      sockets.add(socket);
      if (crashed) socket.destroy(new Error("crashed"));
      return socket;
    },
    crash() {
      crashed = true;
      for (const socket of sockets) socket.destroy(new Error("crashed"));
    },
  };
}
