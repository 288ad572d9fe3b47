import { describe, expect, it } from "vitest";
import { createCrashableSockets } from "./kafka/crashable-sockets.js";
import { type GroupMember, joinGroup, settled } from "./kafka/group-member.js";
import { kafkaUnderTest, SHORTEST_SESSION_MS } from "./kafka/kafka-under-test.js";
import { protocolError } from "./kafka/protocol-error.js";
import { arrive, type Received, received, values } from "./kafka/received.js";
import { PATIENCE_MS, until } from "./kafka/until.js";

const kafka = kafkaUnderTest();
const TIMEOUT_MS = 2 * PATIENCE_MS;

const shares = (members: readonly GroupMember[]) => () => members.map((member) => member.assigned());

async function settle(members: readonly GroupMember[], partitions: number): Promise<void> {
  await until(`${partitions} partitions to have one owner each`, () => settled(members, partitions), shares(members));
}

/** What the group has committed of the first partition. */
async function committed(groupId: string, topic: string): Promise<string | undefined> {
  const [found] = await (await kafka.admin()).fetchOffsets({ groupId, topics: [topic] });
  return found?.partitions[0]?.offset;
}

describe("a consumer group", () => {
  it("gives each partition exactly one owner as members come and go", { timeout: TIMEOUT_MS }, async () => {
    const partitions = 6;
    const topic = await kafka.topic({ partitions });
    const groupId = kafka.name("group");
    const members: GroupMember[] = [];
    for (let count = 1; count <= 4; count++) {
      members.push(await joinGroup(kafka, topic, { eachMessage: async () => {} }, { groupId }));
      await settle(members, partitions);
    }
    expect(members.map((member) => member.assigned()?.length).sort()).toEqual([1, 1, 2, 2]);
    while (members.length > 1) {
      await members.shift()?.consumer.disconnect();
      await settle(members, partitions);
    }
    expect(members[0]?.assigned()).toHaveLength(partitions);
  });

  it("lets several members that come at once settle", { timeout: TIMEOUT_MS }, async () => {
    const topic = await kafka.topic({ partitions: 4 });
    const groupId = kafka.name("group");
    const joining = Array.from({ length: 4 }, () =>
      joinGroup(kafka, topic, { eachMessage: async () => {} }, { groupId }),
    );
    await settle(await Promise.all(joining), 4);
  });

  it("leaves members without a partition where there are more of them", { timeout: TIMEOUT_MS }, async () => {
    const topic = await kafka.topic({ partitions: 1 });
    const groupId = kafka.name("group");
    const members: GroupMember[] = [];
    for (let count = 0; count < 2; count++) {
      members.push(await joinGroup(kafka, topic, { eachMessage: async () => {} }, { groupId }));
      await settle(members, 1);
    }
    await until("both to have been told", () => members.every((member) => member.assigned() !== undefined));
    const idle = members.findIndex((member) => member.assigned()?.length === 0);
    const [other] = members.splice(1 - idle, 1);
    await other?.consumer.disconnect();
    await settle(members, 1);
  });

  it("hands on what a member has committed", { timeout: TIMEOUT_MS }, async () => {
    const topic = await kafka.topic({ partitions: 2 });
    const producer = await kafka.producer();
    const send = (value: string) =>
      producer.send({ topic, messages: [0, 1].map((partition) => ({ partition, value })) });
    const groupId = kafka.name("group");
    const handled: Received[] = [];
    const run = {
      eachMessage: async (payload: Parameters<typeof received>[0]) => void handled.push(received(payload)),
    };
    await send("before");
    const members = [await joinGroup(kafka, topic, run, { groupId })];
    await arrive(handled, 2);
    members.push(await joinGroup(kafka, topic, run, { groupId }));
    await settle(members, 2);
    await send("both");
    await arrive(handled, 4);
    await members.shift()?.consumer.disconnect();
    await settle(members, 2);
    await send("after");
    await arrive(handled, 6);
    expect(values(handled)).toEqual(["before", "before", "both", "both", "after", "after"]);
  });

  it("keeps a member that is slow and sends heartbeats", { timeout: TIMEOUT_MS }, async () => {
    const topic = await kafka.topic();
    await (await kafka.producer()).send({ topic, messages: [{ value: "slow" }, { value: "next" }] });
    const handled: string[] = [];
    const sessionTimeout = SHORTEST_SESSION_MS;
    const member = await joinGroup(
      kafka,
      topic,
      {
        async eachMessage({ message, heartbeat }) {
          // One message takes longer than the session lasts without a heartbeat.
          const done = Date.now() + (message.offset === "0" ? sessionTimeout * 1.1 : 0);
          while (Date.now() < done) {
            await heartbeat();
            await new Promise((resolve) => setTimeout(resolve, 100));
          }
          handled.push(String(message.value));
        },
      },
      { sessionTimeout },
    );
    await until("both messages", () => handled.length >= 2);
    expect(handled).toEqual(["slow", "next"]);
    expect(member.joins()).toBe(1);
  });

  it("takes over from a member that vanished once its session is over", { timeout: TIMEOUT_MS }, async () => {
    const partitions = 4;
    const topic = await kafka.topic({ partitions });
    const groupId = kafka.name("group");
    const sockets = createCrashableSockets();
    const sessionTimeout = SHORTEST_SESSION_MS;
    const run = { eachMessage: async () => {} };
    const retry = { retries: 0, restartOnFailure: async () => false };
    const doomed = kafka.client({ socketFactory: sockets.socketFactory, retry });
    const survivor = await joinGroup(kafka, topic, run, { groupId });
    await settle([survivor], partitions);
    const members = [survivor, await joinGroup(kafka, topic, run, { groupId, retry, sessionTimeout }, doomed)];
    await settle(members, partitions);
    const crashed = Date.now();
    sockets.crash();
    await settle([survivor], partitions);
    // Its session began anew with its last heartbeat, a little before the crash.
    expect(Date.now() - crashed).toBeGreaterThan(sessionTimeout / 2);
    const [description] = (await (await kafka.admin()).describeGroups([groupId])).groups;
    expect(description?.members).toHaveLength(1);
  });

  it("refuses a session that is too short to be kept", async () => {
    const topic = await kafka.topic();
    const retry = { retries: 0, restartOnFailure: async () => false };
    const consumer = await kafka.consumer({ sessionTimeout: 100, heartbeatInterval: 50, retry });
    const crash = new Promise<Error>((resolve) => {
      consumer.on(consumer.events.CRASH, ({ payload }) => resolve(payload.error));
    });
    await consumer.subscribe({ topics: [topic] });
    await consumer.run({ eachMessage: async () => {} });
    expect(await protocolError(crash.then((error) => Promise.reject(error)))).toBe("INVALID_SESSION_TIMEOUT");
  });

  it("refuses commits of a generation that is over", { timeout: TIMEOUT_MS }, async () => {
    const topic = await kafka.topic();
    await (await kafka.producer()).send({ topic, messages: [{ value: "one" }] });
    const groupId = kafka.name("group");
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let began = false;
    // It handles its message for so long, without a heartbeat, that the group goes on without it.
    const stuck = await joinGroup(
      kafka,
      topic,
      {
        async eachMessage() {
          if (began) return;
          began = true;
          await held;
        },
      },
      { groupId, rebalanceTimeout: 1_000 },
    );
    await until("the message to be handled", () => began);
    const handled: Received[] = [];
    const next = await joinGroup(
      kafka,
      topic,
      { eachMessage: async (payload) => void handled.push(received(payload)) },
      { groupId, rebalanceTimeout: 1_000 },
    );
    await until("the other member to take over", () => next.assigned()?.length === 1, shares([next]));
    await arrive(handled, 1);
    const late = await protocolError(stuck.consumer.commitOffsets([{ topic, partition: 0, offset: "0" }]));
    release();
    expect(late).toBe("UNKNOWN_MEMBER_ID");
    await until("the commit", async () => (await committed(groupId, topic)) === "1");
  });
});
