import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Consumer, Kafka } from "kafkajs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type ClientBed, createClientBed } from "../../../test/kafka-client.js";
import type { Broker } from "../broker.js";
import type { BrokerOptions } from "../broker-options.js";
import { startBroker } from "../start-broker.js";

let broker: Broker;
let bed: ClientBed;
let kafka: Kafka;

async function start(options: BrokerOptions = {}): Promise<void> {
  broker = await startBroker({ groupMinSessionTimeoutMs: 100, ...options });
  kafka = bed.kafka({ brokers: broker.addresses });
}

beforeEach(() => {
  bed = createClientBed();
});

afterEach(async () => {
  await bed[Symbol.asyncDispose]();
  await broker.stop();
});

const within = { timeout: 20_000, interval: 20 };

interface RunningConsumer {
  readonly consumer: Consumer;
  readonly values: string[];
  /** The partitions of each assignment it was given, the latest last. */
  readonly assignments: number[][];
}

async function consume(
  groupId: string,
  topic: string,
  { sessionTimeout = 6_000, handle = async () => {} }: { sessionTimeout?: number; handle?: () => Promise<void> } = {},
): Promise<RunningConsumer> {
  const consumer = bed.keep(kafka.consumer({ groupId, sessionTimeout, heartbeatInterval: 50, maxWaitTimeInMs: 50 }));
  const values: string[] = [];
  const assignments: number[][] = [];
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    assignments.push(payload.memberAssignment[topic] ?? []);
  });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => {
      values.push(message.value?.toString() ?? "");
      await handle();
    },
  });
  return { consumer, values, assignments };
}

const partitionsOf = (consumers: readonly RunningConsumer[]) =>
  consumers.flatMap(({ assignments }) => assignments.at(-1) ?? []).sort((a, b) => a - b);

const sharedBy = (...consumers: RunningConsumer[]) => {
  expect(partitionsOf(consumers)).toEqual([0, 1, 2, 3]);
  for (const { assignments } of consumers) expect(assignments.at(-1)?.length).toBeGreaterThan(0);
};

describe("a group of KafkaJS consumers", () => {
  it("shares the partitions out as members come, leave and die", async () => {
    await start();
    await broker.createTopic("t", { partitions: 4 });
    const first = await consume("g", "t");
    await vi.waitFor(() => sharedBy(first), within);
    const second = await consume("g", "t");
    await vi.waitFor(() => sharedBy(first, second), within);
    await second.consumer.disconnect();
    await vi.waitFor(() => sharedBy(first), within);
    expect(broker.groups()).toEqual([
      {
        groupId: "g",
        state: "Stable",
        protocolType: "consumer",
        members: [{ clientId: "test", instanceId: null, memberId: expect.stringMatching(/^test-/) }],
      },
    ]);
  });

  it("goes on where the last one stopped", async () => {
    await start();
    await broker.createTopic("t");
    await broker.produce("t", [{ value: "1" }, { value: "2" }]);
    const first = await consume("g", "t");
    await vi.waitFor(() => expect(first.values).toEqual(["1", "2"]), within);
    await first.consumer.disconnect();
    await broker.produce("t", [{ value: "3" }]);
    const second = await consume("g", "t");
    await vi.waitFor(() => expect(second.values).toEqual(["3"]), within);
  });

  it("goes on after the process has ended, where the broker has a directory", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "magicbyte-groups-"));
    try {
      await start({ dataDir });
      await broker.createTopic("t");
      await broker.produce("t", [{ value: "1" }, { value: "2" }]);
      const first = await consume("g", "t");
      await vi.waitFor(() => expect(first.values).toEqual(["1", "2"]), within);
      await first.consumer.disconnect();
      await broker.stop();

      await start({ dataDir });
      await broker.produce("t", [{ value: "3" }]);
      const second = await consume("g", "t");
      await vi.waitFor(() => expect(second.values).toEqual(["3"]), within);
      await second.consumer.disconnect();
      await broker.stop();
    } finally {
      await rm(dataDir, { recursive: true });
    }
  });

  it("gives the partitions of a member that falls silent to the others", async () => {
    await start();
    await broker.createTopic("t", { partitions: 4 });
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const first = await consume("g", "t");
    const silent = await consume("g", "t", { sessionTimeout: 500, handle: () => released });
    await vi.waitFor(() => sharedBy(first, silent), within);
    // A handler that does not come back keeps KafkaJS from its heartbeats.
    await broker.produce(
      "t",
      [0, 1, 2, 3].map((partition) => ({ partition, value: `${partition}` })),
    );
    await vi.waitFor(() => expect(new Set(first.values)).toEqual(new Set(["0", "1", "2", "3"])), within);
    release();
    await vi.waitFor(() => sharedBy(first, silent), within);
  });

  it("moves to another broker when its coordinator crashes, and back", async () => {
    await start({ brokers: 3 });
    await broker.createTopic("t", { partitions: 4 });
    const first = await consume("g", "t");
    const second = await consume("g", "t");
    await vi.waitFor(() => sharedBy(first, second), within);
    const values = Array.from({ length: 30 }, (_, i) => `${i}`);
    for (const [i, nodeId] of [1, 2, 3].entries()) {
      await broker.crash(nodeId);
      await broker.produce(
        "t",
        values.slice(i * 10, i * 10 + 10).map((value) => ({ key: value, value })),
      );
      await vi.waitFor(() => {
        expect(new Set([...first.values, ...second.values])).toEqual(new Set(values.slice(0, i * 10 + 10)));
      }, within);
      await broker.restart(nodeId);
    }
  });
});

describe("KafkaJS's admin", () => {
  it("lists, describes and deletes groups", async () => {
    await start({ brokers: 2 });
    await broker.createTopic("t", { partitions: 4 });
    const admin = bed.keep(kafka.admin());
    await admin.connect();
    const { consumer, assignments } = await consume("g", "t");
    await vi.waitFor(() => expect(assignments).toHaveLength(1), within);

    expect(await admin.listGroups()).toEqual({ groups: [{ groupId: "g", protocolType: "consumer" }] });
    const { groups } = await admin.describeGroups(["g", "nobody"]);
    expect(groups).toMatchObject([
      {
        groupId: "g",
        state: "Stable",
        protocol: "RoundRobinAssigner",
        members: [{ clientId: "test", clientHost: "/127.0.0.1" }],
      },
      { groupId: "nobody", state: "Dead", members: [] },
    ]);
    await expect(admin.deleteGroups(["g"])).rejects.toMatchObject({ groups: [{ errorCode: 68 }] });

    await consumer.disconnect();
    expect(await admin.deleteGroups(["g"])).toMatchObject([{ groupId: "g", errorCode: 0 }]);
    await expect(admin.deleteGroups(["g"])).rejects.toMatchObject({ groups: [{ errorCode: 69 }] });
    expect(broker.groups()).toEqual([]);
  });

  it("sets, reads and forgets offsets", async () => {
    await start();
    await broker.createTopic("t", { partitions: 2 });
    const admin = bed.keep(kafka.admin());
    await admin.connect();
    await admin.setOffsets({ groupId: "g", topic: "t", partitions: [{ partition: 1, offset: "7" }] });
    expect(await admin.fetchOffsets({ groupId: "g" })).toMatchObject([
      { topic: "t", partitions: [{ partition: 1, offset: "7" }] },
    ]);
    expect(await admin.fetchOffsets({ groupId: "g", topics: ["t"] })).toMatchObject([
      {
        topic: "t",
        partitions: [
          { partition: 0, offset: "-1" },
          { partition: 1, offset: "7" },
        ],
      },
    ]);
    await admin.deleteTopics({ topics: ["t"] });
    expect(await admin.fetchOffsets({ groupId: "g" })).toEqual([]);
  });

  it("is told that there is no access control", async () => {
    await start();
    const code = 54;
    const admin = bed.keep(kafka.admin());
    await admin.connect();
    const acl = {
      resourceType: 2,
      resourceName: "t",
      resourcePatternType: 3,
      principal: "User:alice",
      host: "*",
      operation: 2,
      permissionType: 3,
    };
    await expect(admin.createAcls({ acl: [acl] })).rejects.toMatchObject({ code });
    await expect(admin.describeAcls(acl)).rejects.toMatchObject({ code });
    await expect(admin.deleteAcls({ filters: [acl] })).rejects.toMatchObject({ code });
  });
});
