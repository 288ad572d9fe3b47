/** What happens on the broker's side and no client is told: for logs, and to find out why a connection was closed. */
export type BrokerEvent =
  /** The client sent what is no request, or asked for an API or version that is not served. */
  | { readonly type: "request-refused"; readonly nodeId: number; readonly client: string; readonly reason: string }
  /** The broker failed: a defect of this package, or of the disk. */
  | { readonly type: "request-failed"; readonly nodeId: number; readonly api: string; readonly error: unknown }
  | { readonly type: "connection-refused"; readonly nodeId: number; readonly reason: string }
  /** Another process has taken the `dataDir`, after this one was halted for long: the broker stops. */
  | { readonly type: "data-directory-lost" }
  | { readonly type: "crashed" | "restarted"; readonly nodeId: number };

export type OnEvent = (event: BrokerEvent) => void;
