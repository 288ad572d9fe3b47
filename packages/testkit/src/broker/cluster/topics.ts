import { randomUUID } from "node:crypto";
import { createPartitionLog } from "../log/create-partition-log.js";
import type { Persistence } from "../log/persistence.js";
import type { Partition, Topic } from "../log/topic.js";
import { configOf } from "../log/topic-config.js";
import { collisionKey } from "../log/topic-name.js";

/** The topics of the cluster. Names, counts and configurations are checked by those who call. */
export interface Topics {
  get(name: string): Topic | undefined;
  /** In the order of their creation. */
  all(): Iterable<Topic>;
  /** The partitions of all topics. */
  readonly partitionCount: number;
  /** Another topic whose name differs in dots and underscores only. */
  colliding(name: string): string | undefined;
  /** @param replicas the node ids of each partition, the preferred leader first */
  create(name: string, replicas: readonly (readonly number[])[], configs: ReadonlyMap<string, string>): Topic;
  addPartitions(name: string, replicas: readonly (readonly number[])[]): void;
  setConfigs(name: string, configs: ReadonlyMap<string, string>): void;
  setReplicas(name: string, partition: number, replicas: readonly number[]): void;
  delete(name: string): void;
  /** Lets live nodes lead: a partition whose leader is down goes to the first of its live replicas. */
  electLeaders(): void;
  close(): void;
}

interface StoredTopic {
  readonly id: string;
  readonly replicas: readonly (readonly number[])[];
  readonly configs: Readonly<Record<string, string>>;
}

type MutablePartition = { -readonly [member in keyof Partition]: Partition[member] };

interface MutableTopic extends Topic {
  readonly partitions: MutablePartition[];
  configs: ReadonlyMap<string, string>;
}

export function createTopics(persistence: Persistence, isAlive: (nodeId: number) => boolean): Topics {
  const topics = new Map<string, MutableTopic>();
  const collisions = new Map<string, string>();
  let partitionCount = 0;
  const state = persistence.state<StoredTopic>("topics");

  function open(name: string, stored: StoredTopic): MutableTopic {
    const topic: MutableTopic = {
      name,
      id: stored.id,
      configs: new Map(Object.entries(stored.configs)),
      partitions: [],
    };
    addTo(topic, stored.replicas);
    topics.set(name, topic);
    collisions.set(collisionKey(name), name);
    return topic;
  }

  function addTo(topic: MutableTopic, replicas: readonly (readonly number[])[]): void {
    for (const nodes of replicas) {
      const index = topic.partitions.length;
      const log = createPartitionLog(persistence.log(topic.id, index), () => ({
        appendTime: configOf(topic.configs, "message.timestamp.type") === "LogAppendTime",
        deleteRetentionMs: Number(configOf(topic.configs, "delete.retention.ms")),
      }));
      const partition = { index, log, replicas: nodes, leader: -1, inSync: [] };
      topic.partitions.push(partition);
      partitionCount++;
      elect(partition);
    }
  }

  function elect(partition: MutablePartition): void {
    partition.inSync = partition.replicas.filter(isAlive);
    if (partition.inSync.includes(partition.leader)) return;
    const wasLed = partition.leader >= 0;
    partition.leader = partition.inSync[0] ?? -1;
    if (wasLed) partition.log.leaderEpoch++;
    partition.log.changed();
  }

  function save(topic: MutableTopic): void {
    state.put(topic.name, {
      id: topic.id,
      replicas: topic.partitions.map((partition) => partition.replicas),
      configs: Object.fromEntries(topic.configs),
    });
  }

  function change(name: string, apply: (topic: MutableTopic) => void): void {
    const topic = topics.get(name);
    if (topic === undefined) return;
    apply(topic);
    save(topic);
  }

  for (const [name, stored] of state.entries) open(name, stored);
  persistence.keepTopics(new Set([...topics.values()].map((topic) => topic.id)));

  return {
    get: (name) => topics.get(name),
    all: () => topics.values(),
    get partitionCount() {
      return partitionCount;
    },
    colliding: (name) => collisions.get(collisionKey(name)),
    create(name, replicas, configs) {
      const stored = { id: randomUUID().replaceAll("-", ""), replicas, configs: Object.fromEntries(configs) };
      state.put(name, stored);
      return open(name, stored);
    },
    addPartitions(name, replicas) {
      change(name, (topic) => addTo(topic, replicas));
    },
    setConfigs(name, configs) {
      change(name, (topic) => {
        topic.configs = configs;
      });
    },
    setReplicas(name, index, replicas) {
      change(name, (topic) => {
        const partition = topic.partitions[index];
        if (partition === undefined) return;
        partition.replicas = replicas;
        elect(partition);
      });
    },
    delete(name) {
      const topic = topics.get(name);
      if (topic === undefined) return;
      topics.delete(name);
      partitionCount -= topic.partitions.length;
      collisions.delete(collisionKey(name));
      state.delete(name);
      for (const { log } of topic.partitions) {
        log.remove();
        log.changed();
      }
      persistence.removeTopic(topic.id);
    },
    electLeaders() {
      for (const topic of topics.values()) for (const partition of topic.partitions) elect(partition);
    },
    close() {
      for (const topic of topics.values()) for (const { log } of topic.partitions) log.close();
    },
  };
}
