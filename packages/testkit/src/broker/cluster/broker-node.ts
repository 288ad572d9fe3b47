/** One broker of the cluster: a listener with an id. Data belongs to the cluster and survives the node's crash. */
export interface BrokerNode {
  /** Counted from 1. */
  readonly id: number;
  /** What clients are told to connect to. */
  readonly host: string;
  /** The same after a restart. */
  readonly port: number;
  /** False between crash and restart. */
  readonly alive: boolean;
}
