import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  ConfigResourceTypes,
  ConfigSource,
  type ITopicConfig,
  ResourcePatternTypes,
} from "kafkajs";
import { describe, expect, it } from "vitest";
import { joinGroup } from "./kafka/group-member.js";
import { kafkaUnderTest } from "./kafka/kafka-under-test.js";
import { protocolError } from "./kafka/protocol-error.js";
import { arrive, gather, numbered, readAll, values } from "./kafka/received.js";
import { until } from "./kafka/until.js";

const kafka = kafkaUnderTest();

async function filled(count: number, partitions = 1): Promise<string> {
  const topic = await kafka.topic({ partitions });
  const messages = Array.from({ length: partitions }, (_, partition) =>
    numbered(count).map((one) => ({ ...one, partition })),
  ).flat();
  await (await kafka.producer()).send({ topic, messages });
  return topic;
}

/** A group that has read a topic to its end and is empty. */
async function pastGroup(topic: string, count: number): Promise<string> {
  const groupId = kafka.name("group");
  const consumer = await kafka.consumer({ groupId });
  await arrive(await gather(consumer, topic), count);
  await consumer.disconnect();
  return groupId;
}

const byPartition = <T extends { readonly partition: number }>(list: readonly T[]) =>
  list.toSorted((left, right) => left.partition - right.partition);

describe("topics", () => {
  it("are created, listed, described and deleted", async () => {
    const admin = await kafka.admin();
    const topic = kafka.name("topic");
    expect(await admin.createTopics({ topics: [{ topic, numPartitions: 3, replicationFactor: 1 }] })).toBe(true);
    expect(await admin.listTopics()).toContain(topic);
    const [described] = (await admin.fetchTopicMetadata({ topics: [topic] })).topics;
    expect(described?.partitions.map(({ partitionId }) => partitionId).sort()).toEqual([0, 1, 2]);
    expect(
      described?.partitions.every(({ leader, isr, replicas }) => isr.includes(leader) && replicas.includes(leader)),
    ).toBe(true);
    await admin.deleteTopics({ topics: [topic] });
    await until("the topic to be gone", async () => !(await admin.listTopics()).includes(topic));
  });

  it("are reported as there when they are created again", async () => {
    const topic = await kafka.topic();
    expect(await (await kafka.admin()).createTopics({ topics: [{ topic }] })).toBe(false);
  });

  it("begin anew when they are created after they were deleted", async () => {
    const topic = await filled(5);
    const admin = await kafka.admin();
    await admin.deleteTopics({ topics: [topic] });
    await until("the topic to be gone", async () => !(await admin.listTopics()).includes(topic));
    await admin.createTopics({ topics: [{ topic, numPartitions: 2 }] });
    await kafka.served(topic, 2);
    const offsets = await admin.fetchTopicOffsets(topic);
    expect(byPartition(offsets).map(({ partition, high }) => [partition, high])).toEqual([
      [0, "0"],
      [1, "0"],
    ]);
  });

  it.each<[string, string, Omit<ITopicConfig, "topic">]>([
    ["no partitions", "INVALID_PARTITIONS", { numPartitions: 0 }],
    ["more replicas than there are brokers", "INVALID_REPLICATION_FACTOR", { replicationFactor: 99 }],
    [
      "a replica on a broker that is not there",
      "INVALID_REPLICA_ASSIGNMENT",
      { replicaAssignment: [{ partition: 0, replicas: [999] }] },
    ],
    [
      "a configuration that does not exist",
      "INVALID_CONFIG",
      { configEntries: [{ name: "no.such.config", value: "1" }] },
    ],
    ["a value that cannot be", "INVALID_CONFIG", { configEntries: [{ name: "retention.ms", value: "soon" }] }],
  ])("are refused with %s", async (_, type, config) => {
    const admin = await kafka.admin();
    const topic = kafka.name("refused");
    expect(await protocolError(admin.createTopics({ topics: [{ topic, ...config }] }))).toBe(type);
    expect(await admin.listTopics()).not.toContain(topic);
  });

  it.each(["a space", "..", "x".repeat(250)])("are refused the name %j", async (topic) => {
    const admin = await kafka.admin();
    expect(await protocolError(admin.createTopics({ topics: [{ topic }] }))).toBe("INVALID_TOPIC_EXCEPTION");
  });

  it("are not created where they are only validated", async () => {
    const admin = await kafka.admin();
    const topic = kafka.name("topic");
    expect(await admin.createTopics({ validateOnly: true, waitForLeaders: false, topics: [{ topic }] })).toBe(true);
    expect(await admin.listTopics()).not.toContain(topic);
  });

  it("are unknown when they are deleted and were not there", async () => {
    const admin = await kafka.admin({ retries: 0 });
    const deleting = admin.deleteTopics({ topics: [kafka.name("topic")] });
    expect(await protocolError(deleting)).toBe("UNKNOWN_TOPIC_OR_PARTITION");
  });

  it("get more partitions, and never fewer", async () => {
    const topic = await filled(3);
    const admin = await kafka.admin();
    await admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] });
    await kafka.served(topic, 3);
    const producer = await kafka.producer();
    await producer.send({ topic, messages: [{ partition: 2, value: "in the new one" }] });
    expect(values(await readAll(kafka, topic)).sort()).toEqual(["0", "1", "2", "in the new one"]);
    const fewer = admin.createPartitions({ topicPartitions: [{ topic, count: 2 }] });
    expect(await protocolError(fewer)).toBe("INVALID_PARTITIONS");
  });
});

describe("configurations", () => {
  it("are described and altered", async () => {
    const topic = await kafka.topic({ configs: { "retention.ms": "1000" } });
    const admin = await kafka.admin();
    const describeTopic = async (configNames: string[] = []) => {
      const resources = [{ type: ConfigResourceTypes.TOPIC, name: topic, configNames }];
      const [resource] = (await admin.describeConfigs({ includeSynonyms: false, resources })).resources;
      return new Map(resource?.configEntries.map((entry) => [entry.configName, entry]));
    };
    const before = await describeTopic();
    expect(before.get("retention.ms")).toMatchObject({ configValue: "1000", configSource: ConfigSource.TOPIC_CONFIG });
    expect(before.get("cleanup.policy")).toMatchObject({
      configValue: "delete",
      configSource: ConfigSource.DEFAULT_CONFIG,
    });
    expect(before.has("max.message.bytes")).toBe(true);

    const configEntries = [{ name: "cleanup.policy", value: "compact" }];
    const resource = { type: ConfigResourceTypes.TOPIC, name: topic, configEntries };
    await admin.alterConfigs({ validateOnly: false, resources: [resource] });
    await until("the change", async () => (await describeTopic()).get("cleanup.policy")?.configValue === "compact");
    // What is not named goes back to its default.
    const after = await describeTopic(["retention.ms"]);
    expect([...after.keys()]).toEqual(["retention.ms"]);
    expect(after.get("retention.ms")).toMatchObject({ configValue: "604800000" });
  });

  it("of a broker are described", async () => {
    const admin = await kafka.admin();
    const { controller } = await admin.describeCluster();
    const resources = [{ type: ConfigResourceTypes.BROKER, name: String(controller), configNames: ["num.partitions"] }];
    const described = await admin.describeConfigs({ includeSynonyms: false, resources });
    expect(described.resources[0]?.configEntries.map(({ configName }) => configName)).toEqual(["num.partitions"]);
  });

  it("are refused for a topic that is not there, and with values that cannot be", async () => {
    const admin = await kafka.admin();
    const type = ConfigResourceTypes.TOPIC;
    const alter = (name: string, value: string) =>
      admin.alterConfigs({
        validateOnly: false,
        resources: [{ type, name, configEntries: [{ name: "retention.ms", value }] }],
      });
    expect(await protocolError(alter(kafka.name("topic"), "1"))).toBe("UNKNOWN_TOPIC_OR_PARTITION");
    expect(await protocolError(alter(await kafka.topic(), "soon"))).toBe("INVALID_CONFIG");
  });
});

describe("offsets", () => {
  it("of a topic are told: its first, its next, and those of a time", async () => {
    const topic = await kafka.topic({ partitions: 2 });
    const producer = await kafka.producer();
    const times = [1_000, 2_000, 3_000].map((past) => Date.now() - 10_000 + past);
    const messages = times.map((time, index) => ({ partition: 0, value: String(index), timestamp: String(time) }));
    await producer.send({ topic, messages: messages.slice(0, 1) });
    await producer.send({ topic, messages: messages.slice(1) });
    const admin = await kafka.admin();
    expect(byPartition(await admin.fetchTopicOffsets(topic))).toEqual([
      { partition: 0, offset: "3", high: "3", low: "0" },
      { partition: 1, offset: "0", high: "0", low: "0" },
    ]);
    const at = async (time: number) => byPartition(await admin.fetchTopicOffsetsByTimestamp(topic, time))[0]?.offset;
    const [first = 0, second = 0, third = 0] = times;
    // Exact, also within a batch; the next one's where there is none at that time; the end where all are older.
    expect(await at(first - 500)).toBe("0");
    expect(await at(second)).toBe("1");
    expect(await at(second + 1)).toBe("2");
    expect(await at(third + 500)).toBe("3");
  });

  it("of a group are set, and reset to the beginning", async () => {
    const topic = await filled(10, 2);
    const [set, reset] = await Promise.all([pastGroup(topic, 20), pastGroup(topic, 20)]);
    const admin = await kafka.admin();
    const offsets = async (groupId: string) => {
      const [found] = await admin.fetchOffsets({ groupId, topics: [topic] });
      return byPartition(found?.partitions ?? []).map(({ offset }) => offset);
    };
    // KafkaJS takes five seconds for each of these calls.
    await Promise.all([
      admin.setOffsets({ groupId: set, topic, partitions: [{ partition: 0, offset: "7" }] }),
      admin.resetOffsets({ groupId: reset, topic, earliest: true }),
    ]);
    expect(await offsets(set)).toEqual(["7", "10"]);
    expect(values(await continued(set, topic, 3))).toEqual(["7", "8", "9"]);
    // KafkaJS commits the name of the beginning, and a consumer looks up where it is.
    expect(await offsets(reset)).toEqual(["-2", "-2"]);
    expect(await continued(reset, topic, 20)).toHaveLength(20);
  });

  it("of a group are told for all of its topics where none is named", async () => {
    const topics = [await filled(3), await filled(2)].sort();
    const groupId = kafka.name("group");
    const consumer = await kafka.consumer({ groupId });
    let handled = 0;
    await consumer.subscribe({ topics, fromBeginning: true });
    await consumer.run({ eachMessage: async () => void handled++ });
    await until("all messages", () => handled === 5);
    await consumer.disconnect();
    const offsets = await (await kafka.admin()).fetchOffsets({ groupId });
    expect(offsets.map(({ topic }) => topic).sort()).toEqual(topics);
    expect(offsets.map(({ partitions }) => partitions[0]?.offset).sort()).toEqual(["2", "3"]);
  });

  it("begin later when records were deleted", async () => {
    const topic = await filled(10);
    const admin = await kafka.admin();
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: "4" }] });
    expect(await admin.fetchTopicOffsets(topic)).toEqual([{ partition: 0, offset: "10", high: "10", low: "4" }]);
    const messages = await readAll(kafka, topic);
    expect(messages.map(({ offset }) => offset)).toEqual([4, 5, 6, 7, 8, 9]);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: "-1" }] });
    const [{ low, high } = { low: "", high: "" }] = await admin.fetchTopicOffsets(topic);
    expect(low).toBe(high);
  });

  it("lead a group that stands before what was deleted to what is left", async () => {
    const topic = await filled(10);
    const groupId = kafka.name("group");
    const consumer = await kafka.consumer({ groupId });
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({ autoCommit: false, eachMessage: async () => {} });
    await until("the commit", () =>
      consumer.commitOffsets([{ topic, partition: 0, offset: "2" }]).then(
        () => true,
        () => false,
      ),
    );
    await consumer.disconnect();
    const admin = await kafka.admin();
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: "8" }] });
    expect(values(await continued(groupId, topic, 2))).toEqual(["8", "9"]);
  });

  async function continued(groupId: string, topic: string, count: number) {
    const consumer = await kafka.consumer({ groupId });
    const messages = await gather(consumer, topic);
    await arrive(messages, count);
    await consumer.disconnect();
    return messages;
  }
});

describe("groups", () => {
  it("are listed and described with their members, and deleted when they are empty", async () => {
    const topic = await kafka.topic({ partitions: 2 });
    const groupId = kafka.name("group");
    const member = await joinGroup(kafka, topic, { eachMessage: async () => {} }, { groupId });
    await until("the member to join", () => member.assigned()?.length === 2);
    const admin = await kafka.admin();
    expect((await admin.listGroups()).groups).toContainEqual({ groupId, protocolType: "consumer" });
    const [described] = (await admin.describeGroups([groupId])).groups;
    expect(described).toMatchObject({
      groupId,
      state: "Stable",
      protocolType: "consumer",
      protocol: "RoundRobinAssigner",
      members: [{ clientId: "contract", clientHost: expect.stringMatching(/^\/.*127\.0\.0\.1$/) }],
    });
    expect(described?.members[0]?.memberAssignment.length).toBeGreaterThan(0);
    expect(described?.members[0]?.memberMetadata.length).toBeGreaterThan(0);
    const early = await admin.deleteGroups([groupId]).catch((error) => error);
    expect(early.groups).toMatchObject([{ groupId, errorCode: 68 }]);

    await member.consumer.disconnect();
    const [empty] = (await admin.describeGroups([groupId])).groups;
    expect(empty).toMatchObject({ state: "Empty", members: [] });
    expect(await admin.deleteGroups([groupId])).toMatchObject([{ groupId, errorCode: 0 }]);
    expect((await admin.listGroups()).groups.map((group) => group.groupId)).not.toContain(groupId);
  });

  it("that nobody knows are dead, and cannot be deleted", async () => {
    const admin = await kafka.admin();
    const groupId = kafka.name("group");
    expect((await admin.describeGroups([groupId])).groups).toMatchObject([{ groupId, state: "Dead", members: [] }]);
    const failed = await admin.deleteGroups([groupId]).catch((error) => error);
    expect(failed.groups).toMatchObject([{ groupId, errorCode: 69 }]);
  });
});

describe("a cluster", () => {
  it("is described with the addresses it is reached at", async () => {
    const cluster = await (await kafka.admin()).describeCluster();
    expect(cluster.clusterId).not.toBe("");
    expect(cluster.brokers.length).toBeGreaterThan(0);
    expect(cluster.brokers.map(({ nodeId }) => nodeId)).toContain(cluster.controller);
    expect(cluster.brokers.map(({ host, port }) => `${host}:${port}`)).toEqual(
      expect.arrayContaining(kafka.addresses()),
    );
  });

  it("reassigns partitions", async () => {
    const topic = await kafka.topic();
    const admin = await kafka.admin();
    const { controller, brokers } = await admin.describeCluster();
    const target = controller ?? brokers[0]?.nodeId ?? 0;
    const reassign = (replicas: number[]) =>
      admin.alterPartitionReassignments({ topics: [{ topic, partitionAssignment: [{ partition: 0, replicas }] }] });
    await reassign([target]);
    await until("the reassignment to be over", async () => {
      const { topics } = await admin.listPartitionReassignments({ topics: [{ topic, partitions: [0] }] });
      return topics.length === 0;
    });
    const [described] = (await admin.fetchTopicMetadata({ topics: [topic] })).topics;
    expect(described?.partitions[0]?.replicas).toEqual([target]);
    expect(await protocolError(reassign([999]))).toBe("INVALID_REPLICA_ASSIGNMENT");
  });

  it("without an authorizer says so when it is asked about access control lists", async () => {
    const admin = await kafka.admin();
    const any = {
      resourceType: AclResourceTypes.TOPIC,
      resourceName: "orders",
      resourcePatternType: ResourcePatternTypes.LITERAL,
      principal: "User:somebody",
      host: "*",
      operation: AclOperationTypes.READ,
      permissionType: AclPermissionTypes.ALLOW,
    };
    expect(await protocolError(admin.createAcls({ acl: [any] }))).toBe("SECURITY_DISABLED");
    expect(await protocolError(admin.describeAcls(any))).toBe("SECURITY_DISABLED");
    expect(await protocolError(admin.deleteAcls({ filters: [any] }))).toBe("SECURITY_DISABLED");
  });
});
