import { writeApiVersions } from "../apis/api-versions-answer.js";
import { type Api, type ApiAnswer, type ApiContext, noReply } from "../apis/define-api.js";
import type { BrokerNode } from "../cluster/broker-node.js";
import type { Cluster } from "../cluster/cluster.js";
import { failureOf, type InterceptAction, type Interceptor } from "../control/intercept.js";
import { errorCode } from "../wire/error-code.js";
import { MalformedRequestError } from "../wire/malformed-request-error.js";
import { Reader } from "../wire/reader.js";
import type { Connection } from "./connection.js";
import { RequestFailedError } from "./request-failed-error.js";
import type { Answer } from "./send-answer.js";

/** Handles one request; `undefined` where none is to be answered. What it throws closes the connection. */
export type Dispatch = (frame: Buffer, connection: Connection) => Answer | undefined | Promise<Answer | undefined>;

/** What all connections of a node are served by. */
export function createDispatch(
  apis: readonly Api[],
  cluster: Cluster,
  node: BrokerNode,
  interceptor: Interceptor,
): Dispatch {
  const byKey = new Map(apis.map((api) => [api.key, api]));
  const apiVersionsKey = apis.find((api) => api.name === "ApiVersions")?.key;

  return (frame, connection) => {
    const reader = new Reader(frame);
    const key = reader.int16();
    const version = reader.int16();
    const correlationId = reader.int32();
    const api = byKey.get(key);
    if (api === undefined) throw new MalformedRequestError(`there is no API with key ${key} here`);
    const [lowest, highest] = api.versions;
    if (version < lowest || version > highest) {
      if (key !== apiVersionsKey) throw new MalformedRequestError(`${api.name} has no version ${version} here`);
      // A client cannot know our versions before it has asked for them: the oldest form is one that all understand.
      return { correlationId, tagged: false, body: writeApiVersions(apis, 0, errorCode.UNSUPPORTED_VERSION) };
    }
    if (!connection.authenticated && api.beforeAuthentication !== true) {
      throw new MalformedRequestError(`${api.name} was sent before authentication`);
    }
    const clientId = reader.nullableString();
    const tagged = api.flexibleSince !== undefined && version >= api.flexibleSince;
    if (tagged) reader.skipTags();

    const run = (action: InterceptAction | undefined): ApiAnswer | Promise<ApiAnswer> =>
      handle(api, reader, { cluster, node, connection, apis, version, clientId, failWith: failureOf(action) });
    const finish = (body: ApiAnswer): Answer | undefined =>
      body === noReply ? undefined : { correlationId, tagged, body };

    const action = interceptor.idle
      ? undefined
      : interceptor.meet({ api: api.name, version, clientId, nodeId: node.id });
    const answer = action === undefined ? run(undefined) : intercepted(action, run, connection);
    return answer instanceof Promise ? answer.then(finish) : finish(answer);
  };
}

function handle(api: Api, reader: Reader, context: ApiContext): ApiAnswer | Promise<ApiAnswer> {
  const fail = (error: unknown): never => {
    throw error instanceof MalformedRequestError ? error : new RequestFailedError(api.name, error);
  };
  try {
    const answer = api.handle(reader, context);
    return answer instanceof Promise ? answer.catch(fail) : answer;
  } catch (error) {
    return fail(error);
  }
}

async function intercepted(
  action: InterceptAction,
  run: (action: InterceptAction) => ApiAnswer | Promise<ApiAnswer>,
  connection: Connection,
): Promise<ApiAnswer> {
  if (action === "hang") {
    await closing(connection);
    return noReply;
  }
  if ("delayMs" in action) await delay(action.delayMs, connection);
  if ("disconnect" in action) {
    if (action.disconnect === "after") await run(action);
    connection.destroy();
    return noReply;
  }
  return connection.closed ? noReply : run(action);
}

function closing(connection: Connection): Promise<void> {
  return new Promise((resolve) => {
    connection.onClose(resolve);
  });
}

function delay(milliseconds: number, connection: Connection): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      stopListening();
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    const stopListening = connection.onClose(end);
  });
}
