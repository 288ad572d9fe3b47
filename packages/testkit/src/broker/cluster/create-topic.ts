import { configProblem } from "../log/topic-config.js";
import { collisionKey, topicNameProblem } from "../log/topic-name.js";
import { type ErrorCode, errorCode } from "../wire/error-code.js";
import { assignReplicas } from "./assign-replicas.js";
import type { Cluster } from "./cluster.js";

export interface TopicRequest {
  readonly name: string;
  /** -1: the broker's default. */
  readonly partitions: number;
  /** -1: the broker's default. */
  readonly replicationFactor: number;
  /** The nodes of each partition, in place of the two counts; empty to let the broker choose. */
  readonly assignments: readonly { readonly partition: number; readonly nodes: readonly number[] }[];
  readonly configs: readonly (readonly [name: string, value: string | null])[];
}

/** How an operation on a topic or partition ended, as the APIs answer it. */
export interface Outcome {
  readonly error: ErrorCode;
  readonly message: string | null;
}

export const done: Outcome = { error: errorCode.NONE, message: null };

/** Topics may not have more in all: requests must not be able to fill the memory with empty partitions. */
const MAX_PARTITIONS = 20_000;

/** Why so many partitions cannot be added, or `undefined`. */
export function partitionCountProblem(cluster: Cluster, added: number): string | undefined {
  if (added < 1) return "Number of partitions must be larger than 0.";
  const room = MAX_PARTITIONS - cluster.topics.partitionCount;
  return added > room ? `There is room for ${room} more partitions, not for ${added}.` : undefined;
}

/** Creates a topic, or only checks whether it could be created. */
export function createTopic(cluster: Cluster, request: TopicRequest, validateOnly = false): Outcome {
  const { name } = request;
  const nameProblem = topicNameProblem(name);
  if (nameProblem !== undefined) return { error: errorCode.INVALID_TOPIC_EXCEPTION, message: nameProblem };
  if (cluster.topic(name) !== undefined) {
    return { error: errorCode.TOPIC_ALREADY_EXISTS, message: `Topic '${name}' already exists.` };
  }
  const colliding = cluster.topics.colliding(name);
  if (colliding !== undefined) {
    const message = `Topic '${name}' collides with existing topic: ${colliding} (both are ${collisionKey(name)})`;
    return { error: errorCode.INVALID_TOPIC_EXCEPTION, message };
  }
  for (const [config, value] of request.configs) {
    const problem = configProblem(config, value);
    if (problem !== undefined) return { error: errorCode.INVALID_CONFIG, message: problem };
  }
  const placed = placeReplicas(cluster, request);
  if ("error" in placed) return placed;
  if (!validateOnly) {
    cluster.topics.create(name, placed.replicas, new Map(request.configs.map(([key, value]) => [key, value ?? ""])));
  }
  return done;
}

/** A topic with the broker's defaults, for those who ask for it without having created it. */
export function autoCreateTopic(cluster: Cluster, name: string): Outcome {
  return createTopic(cluster, { name, partitions: -1, replicationFactor: -1, assignments: [], configs: [] });
}

function placeReplicas(cluster: Cluster, request: TopicRequest): Outcome | { readonly replicas: number[][] } {
  const { settings } = cluster;
  if (request.assignments.length > 0) return placedByHand(cluster, request);
  const partitions = request.partitions === -1 ? settings.defaultPartitions : request.partitions;
  const factor = request.replicationFactor === -1 ? settings.defaultReplicationFactor : request.replicationFactor;
  const message = partitionCountProblem(cluster, partitions);
  if (message !== undefined) return { error: errorCode.INVALID_PARTITIONS, message };
  const live = cluster.liveNodes().map((node) => node.id);
  // Defaults give way to brokers that are down; what was asked for does not.
  const replicas = request.replicationFactor === -1 ? Math.min(factor, live.length) : factor;
  if (replicas < 1 || replicas > live.length) {
    const problem = `Replication factor: ${factor} must be between 1 and the number of available brokers: ${live.length}.`;
    return { error: errorCode.INVALID_REPLICATION_FACTOR, message: problem };
  }
  return { replicas: assignReplicas(request.name, live, partitions, replicas) };
}

function placedByHand(cluster: Cluster, request: TopicRequest): Outcome | { readonly replicas: number[][] } {
  if (request.partitions !== -1 || request.replicationFactor !== -1) {
    const message = "Both partitions or replication factor and replica assignments were given.";
    return { error: errorCode.INVALID_REQUEST, message };
  }
  const sorted = [...request.assignments].sort((a, b) => a.partition - b.partition);
  const consecutive = sorted.every(({ partition }, index) => partition === index);
  const replicas = sorted.map(({ nodes }) => [...nodes]);
  if (!consecutive || !replicas.every((nodes) => areNodes(cluster, nodes))) {
    const message = "Partitions must be numbered from 0 on, each with different brokers that exist.";
    return { error: errorCode.INVALID_REPLICA_ASSIGNMENT, message };
  }
  const problem = partitionCountProblem(cluster, replicas.length);
  if (problem !== undefined) return { error: errorCode.INVALID_PARTITIONS, message: problem };
  return { replicas };
}

/** Whether these are ids of the cluster's nodes, at least one and none twice. */
export function areNodes(cluster: Cluster, nodeIds: readonly number[]): boolean {
  return (
    nodeIds.length > 0 &&
    new Set(nodeIds).size === nodeIds.length &&
    nodeIds.every((id) => cluster.nodes.some((node) => node.id === id))
  );
}
