import type { BrokerNode } from "../cluster/broker-node.js";
import type { Cluster } from "../cluster/cluster.js";
import type { Connection } from "../server/connection.js";
import type { ErrorCode } from "../wire/error-code.js";
import type { Reader } from "../wire/reader.js";
import type { Writer } from "../wire/writer.js";
import type { ApiName } from "./api-name.js";

/** What a handler is told besides the request itself. */
export interface ApiContext {
  readonly cluster: Cluster;
  /** The broker that the client speaks to. */
  readonly node: BrokerNode;
  readonly connection: Connection;
  /** Every API that is served. */
  readonly apis: readonly Api[];
  readonly version: number;
  readonly clientId: string | null;
  /**
   * The error that an interception wants answered, `NONE` in real life. A handler that finds one does nothing and answers
   * it in every place that has room for an error.
   */
  readonly failWith: ErrorCode;
}

/** Answered by requests that Kafka does not answer: Produce with acks=0. */
export const noReply = Symbol("noReply");

/** The body of a response, without its header. */
export type ApiAnswer = Writer | typeof noReply;

/** One request type of Kafka's protocol. */
export interface Api<Name extends ApiName = ApiName> {
  readonly key: number;
  /** As in Kafka's documentation, which is what `intercept` takes. */
  readonly name: Name;
  /** The lowest and the highest version served; ApiVersions announces them. */
  readonly versions: readonly [lowest: number, highest: number];
  /**
   * The first flexible version: its requests and responses have tagged fields in their headers, which the server handles.
   * Default: none of those served.
   */
  readonly flexibleSince?: number;
  /** Whether it is served before a connection has authenticated. Default: false. */
  readonly beforeAuthentication?: boolean;
  /**
   * Reads the request and answers it. Requests of one connection are handled one after another, as in Kafka, so that an
   * answer that waits holds back those behind it. What it throws closes the connection.
   */
  handle(request: Reader, context: ApiContext): ApiAnswer | Promise<ApiAnswer>;
}

/** Keeps the name's literal type, so that `intercept` knows which names there are. */
export function defineApi<const Name extends ApiName>(api: Api<Name>): Api<Name> {
  return api;
}
