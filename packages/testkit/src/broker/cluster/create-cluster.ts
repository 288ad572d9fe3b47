import { randomBytes } from "node:crypto";
import { createGroupCoordinator } from "../groups/group-coordinator.js";
import { createBatchArena } from "../log/batch-arena.js";
import type { Persistence } from "../log/persistence.js";
import type { Authenticator } from "../security/authenticator.js";
import { createTransactionCoordinator } from "../transactions/transaction-coordinator.js";
import type { BrokerNode } from "./broker-node.js";
import type { Cluster } from "./cluster.js";
import type { CoordinatorFrame } from "./coordinator-frame.js";
import { hashOf } from "./hash.js";
import type { ClusterSettings } from "./settings.js";
import { createTopics } from "./topics.js";

/** The cluster with what its persistence remembers. It takes the nodes' states as it finds them. */
export function createCluster(
  nodes: readonly BrokerNode[],
  settings: ClusterSettings,
  persistence: Persistence,
  authenticator: Authenticator | undefined,
): Cluster {
  const topics = createTopics(persistence, (nodeId) => nodes.some((node) => node.id === nodeId && node.alive));
  const placement = (topic: string, partition: number) => topics.get(topic)?.partitions[partition];
  const frame: CoordinatorFrame = {
    settings,
    partition: (topic, partition) => placement(topic, partition)?.log,
    state: (name) => persistence.state(name),
  };
  const groups = createGroupCoordinator(frame);
  const transactions = createTransactionCoordinator(frame, groups);

  return {
    id: clusterId(persistence),
    settings,
    nodes,
    topics,
    groups,
    transactions,
    authenticator,
    arena: createBatchArena(),
    topic: topics.get,
    partition: frame.partition,
    placement,
    liveNodes: () => nodes.filter((node) => node.alive),
    controller: () => nodes.find((node) => node.alive),
    coordinator(key) {
      const first = hashOf(key);
      for (let step = 0; step < nodes.length; step++) {
        const node = nodes[(first + step) % nodes.length];
        if (node?.alive) return node;
      }
      return undefined;
    },
    deleteTopic(name) {
      transactions.topicDeleted(name);
      topics.delete(name);
      groups.topicDeleted(name);
    },
    close() {
      transactions.close();
      groups.close();
      topics.close();
      persistence.close();
    },
  };
}

/** 16 random bytes in base64, as Kafka's, made once. */
function clusterId(persistence: Persistence): string {
  const state = persistence.state<string>("cluster");
  const known = state.entries.get("id");
  if (known !== undefined) return known;
  const id = randomBytes(16).toString("base64url");
  state.put("id", id);
  return id;
}
