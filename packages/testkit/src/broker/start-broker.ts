import type { Socket } from "node:net";
import { apis } from "./apis/index.js";
import type { Broker } from "./broker.js";
import type { BrokerOptions } from "./broker-options.js";
import type { BrokerNode } from "./cluster/broker-node.js";
import type { Cluster } from "./cluster/cluster.js";
import { createCluster } from "./cluster/create-cluster.js";
import { createTopic } from "./cluster/create-topic.js";
import { settingsOf } from "./cluster/settings.js";
import { applyRetention, compactTopic } from "./control/clean-topic.js";
import { createInterceptor } from "./control/intercept.js";
import { produceMessages } from "./control/produce-messages.js";
import { readMessages } from "./control/read-messages.js";
import { listTopics } from "./control/topic-info.js";
import { openDataDirectory } from "./log/data-directory.js";
import { noPersistence } from "./log/persistence.js";
import { createAuthenticator } from "./security/authenticator.js";
import { createDispatch } from "./server/dispatch.js";
import { withDefaults } from "./server/limits.js";
import { createNodeServer, type NodeServer } from "./server/node-server.js";
import { serveConnection } from "./server/serve-connection.js";
import { errorCode } from "./wire/error-code.js";

type MutableNode = { -readonly [member in keyof BrokerNode]: BrokerNode[member] };

/** A node, and what connects it with the network. */
interface RunningNode {
  readonly node: MutableNode;
  readonly server: NodeServer;
}

/**
 * Starts a Kafka cluster in this process. Clients connect to it over TCP as to any other: with
 * `new Kafka({ brokers: broker.addresses })` for KafkaJS.
 *
 * @throws Error when an option makes no sense, when a port is taken, or when another process has the `dataDir`
 */
export async function startBroker(options: BrokerOptions = {}): Promise<Broker> {
  const { brokers = 1, port = 0, host = "127.0.0.1", onEvent = () => {} } = options;
  if (!Number.isInteger(brokers) || brokers < 1) throw new RangeError(`brokers must be 1 or more, not ${brokers}`);
  const settings = settingsOf(options, brokers);
  const limits = withDefaults(options.limits);
  const authenticator = options.sasl === undefined ? undefined : createAuthenticator(options.sasl);
  const advertised = options.advertisedHost ?? (host === "0.0.0.0" || host === "::" ? "localhost" : host);
  const nodes: MutableNode[] = Array.from({ length: brokers }, (_, index) => ({
    id: index + 1,
    host: advertised,
    port: port === 0 ? 0 : port + index,
    alive: true,
  }));
  const onLost = () => {
    onEvent({ type: "data-directory-lost" });
    void stop();
  };
  const persistence = options.dataDir === undefined ? noPersistence() : openDataDirectory(options.dataDir, onLost);
  const interceptor = createInterceptor(apis.map((api) => api.name));
  const cluster = createCluster(nodes, settings, persistence, authenticator);

  const running = nodes.map((node): RunningNode => {
    const dispatch = createDispatch(apis, cluster, node, interceptor);
    const onSocket = (socket: Socket) =>
      serveConnection(socket, { node, dispatch, authenticated: authenticator === undefined, ...limits, onEvent });
    const { tls } = options;
    const { maxConnections } = limits;
    return {
      node,
      server: createNodeServer({ nodeId: node.id, host, port: node.port, tls, maxConnections, onSocket, onEvent }),
    };
  });
  let stopped = false;
  function checkRunning(): void {
    if (stopped) throw new Error("the broker has been stopped: start another one");
  }

  async function stop(): Promise<void> {
    if (stopped) return;
    stopped = true;
    await Promise.all(running.map(({ server }) => server.stop()));
    cluster.close();
  }

  function find(nodeId: number): RunningNode {
    const found = running.find(({ node }) => node.id === nodeId);
    if (found === undefined)
      throw new RangeError(`there is no broker ${nodeId}: they are numbered from 1 to ${brokers}`);
    return found;
  }

  try {
    for (const { node, server } of running) node.port = await server.start();
  } catch (error) {
    await stop();
    throw error;
  }

  return {
    addresses: nodes.map((node) => addressOf(node)),
    stop,
    async createTopic(name, { partitions = -1, replicationFactor = -1, configs = {} } = {}) {
      checkRunning();
      const request = { name, partitions, replicationFactor, assignments: [], configs: Object.entries(configs) };
      const { error, message } = createTopic(cluster, request);
      if (error !== errorCode.NONE) throw new Error(`topic ${name} cannot be created: ${message}`);
    },
    async produce(topic, messages) {
      checkRunning();
      return produceMessages(cluster, topic, messages);
    },
    messages: (topic, messageOptions) => readMessages(cluster, topic, messageOptions),
    topics: () => listTopics(cluster),
    groups: () => cluster.groups.list(),
    intercept: interceptor.add,
    async crash(nodeId = 1) {
      checkRunning();
      const { node, server } = find(nodeId);
      if (!node.alive) return;
      setAlive(cluster, node, false);
      await server.stop();
      onEvent({ type: "crashed", nodeId });
    },
    async restart(nodeId = 1) {
      checkRunning();
      const { node, server } = find(nodeId);
      if (node.alive) return;
      await server.start();
      setAlive(cluster, node, true);
      onEvent({ type: "restarted", nodeId });
    },
    async compact(topic) {
      checkRunning();
      compactTopic(cluster, topic);
    },
    async applyRetention(topic) {
      checkRunning();
      applyRetention(cluster, topic);
    },
    [Symbol.asyncDispose]: stop,
  };
}

/** Gives what a node led and coordinated to those that are left, or lets it have what nobody else could take. */
function setAlive(cluster: Cluster, node: MutableNode, alive: boolean): void {
  const before = new Map(cluster.groups.list().map(({ groupId }) => [groupId, cluster.coordinator(groupId)?.id]));
  node.alive = alive;
  cluster.topics.electLeaders();
  const moved = (groupId: string) => before.get(groupId) !== cluster.coordinator(groupId)?.id;
  cluster.groups.coordinatorsMoved(moved, cluster.controller() !== undefined);
}

function addressOf({ host, port }: BrokerNode): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
