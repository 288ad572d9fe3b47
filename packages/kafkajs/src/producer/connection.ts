import type { KafkaProducerAdapter } from "../client/kafka-client.js";

/** Connects a producer once, whoever asks first. */
export type Connection = {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  /** Connects where that is still to do; undefined when it is done, so that a send need not wait. */
  ready(): Promise<void> | undefined;
};

/** `prepare` comes first: what fails there fails before anything is connected. */
export function createConnection(
  adapter: Pick<KafkaProducerAdapter, "connect" | "disconnect">,
  prepare: () => Promise<void>,
): Connection {
  let state: "new" | "connected" | "disconnected" = "new";
  let connecting: Promise<void> | undefined;

  async function open(): Promise<void> {
    try {
      await prepare();
      await adapter.connect();
      state = "connected";
    } catch (error) {
      // A producer that got half way, or was connected before, would keep the process alive.
      await adapter.disconnect().catch(() => {});
      throw error;
    }
  }

  function connect(): Promise<void> {
    connecting ??= open().finally(() => {
      connecting = undefined;
    });
    return connecting;
  }

  return {
    connect,
    async disconnect() {
      await connecting?.catch(() => {});
      state = "disconnected";
      await adapter.disconnect();
    },
    ready() {
      if (state === "connected") return undefined;
      // After disconnect() the client itself says that it is disconnected.
      return state === "new" ? connect() : connecting;
    },
  };
}
