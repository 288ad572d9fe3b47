import { beforeEach, describe, expect, it } from "vitest";
import { type CoordinatorBed, createCoordinatorBed } from "../../../test/coordinator-bed.js";
import { errorCode } from "../wire/error-code.js";
import type { JoinRequest } from "./member.js";

const { NONE, UNKNOWN_MEMBER_ID, NOT_COORDINATOR } = errorCode;
const NO_MEMBER = { memberId: "", generation: -1, instanceId: null };

let bed: CoordinatorBed;

beforeEach(() => {
  bed = createCoordinatorBed();
  bed.addTopic("t");
  bed.addTopic("other");
});

const request = (fields: Partial<JoinRequest> = {}): JoinRequest => ({
  memberId: "",
  instanceId: null,
  memberIdRequired: false,
  clientId: "client",
  clientHost: "/127.0.0.1",
  sessionTimeoutMs: 10_000,
  rebalanceTimeoutMs: 10_000,
  protocolType: "consumer",
  protocols: [{ name: "range", metadata: Buffer.from("topics") }],
  ...fields,
});

const commit = (groupId: string, topic: string, partition: number, offset: number) =>
  bed.groups.commits(groupId, NO_MEMBER, null)({ topic, partition, offset, leaderEpoch: -1, metadata: "m" });

async function stableMember(groupId = "g") {
  const { memberId, generation } = await bed.groups.join(groupId, request());
  const claim = { memberId, generation, instanceId: null };
  await bed.groups.sync(groupId, claim, new Map([[memberId, Buffer.from("all")]]));
  return claim;
}

describe("a group that there is not", () => {
  it("is Dead, and knows nobody", async () => {
    const { groups } = bed;
    const claim = { memberId: "m", generation: 1, instanceId: null };
    expect(groups.describe("g")).toEqual({ groupId: "g", state: "Dead", protocolType: "", protocol: "", members: [] });
    expect(groups.heartbeat("g", claim)).toBe(UNKNOWN_MEMBER_ID);
    expect(groups.leave("g", "m", null)).toBe(UNKNOWN_MEMBER_ID);
    expect((await groups.sync("g", claim, new Map())).error).toBe(UNKNOWN_MEMBER_ID);
    expect((await groups.join("g", request({ memberId: "m" }))).error).toBe(UNKNOWN_MEMBER_ID);
    expect(groups.delete("g")).toBe(errorCode.GROUP_ID_NOT_FOUND);
    expect(groups.list()).toEqual([]);
  });

  it("takes offsets of clients that only store them, and of no generation", () => {
    const claim = { memberId: "m", generation: 1, instanceId: null };
    const offset = { topic: "t", partition: 0, offset: 1, leaderEpoch: -1, metadata: "" };
    expect(bed.groups.commits("g", claim, null)(offset)).toBe(errorCode.ILLEGAL_GENERATION);
    expect(commit("g", "t", 0, 1)).toBe(NONE);
    expect(bed.groups.list()).toEqual([{ groupId: "g", state: "Empty", protocolType: "", members: [] }]);
  });

  it("does not come into being by a request that lets nobody in", async () => {
    await bed.groups.join("a", request({ protocols: [] }));
    await bed.groups.join("b", request({ memberIdRequired: true }));
    expect(bed.groups.list().map(({ groupId }) => groupId)).toEqual(["b"]);
    bed.timers.advance(10_001);
    expect(bed.groups.list()).toEqual([]);
  });
});

describe("a group", () => {
  it("shows what its members say and were given while it is stable", async () => {
    const { memberId } = await stableMember();
    expect(bed.groups.describe("g")).toEqual({
      groupId: "g",
      state: "Stable",
      protocolType: "consumer",
      protocol: "range",
      members: [
        {
          memberId,
          instanceId: null,
          clientId: "client",
          clientHost: "/127.0.0.1",
          metadata: Buffer.from("topics"),
          assignment: Buffer.from("all"),
        },
      ],
    });
  });

  it("can be deleted when nobody is in it, with its offsets", async () => {
    const claim = await stableMember();
    bed.groups.commits("g", claim, null)({ topic: "t", partition: 0, offset: 4, leaderEpoch: -1, metadata: "" });
    expect(bed.groups.delete("g")).toBe(errorCode.NON_EMPTY_GROUP);
    bed.groups.leave("g", claim.memberId, null);
    expect(bed.groups.delete("g")).toBe(NONE);
    expect(bed.groups.describe("g").state).toBe("Dead");
    expect(bed.groups.offsets.all("g")).toEqual([]);
    bed.restart();
    expect(bed.groups.list()).toEqual([]);
  });

  it("forgets the offsets of a topic that is deleted", () => {
    commit("g", "t", 0, 1);
    commit("g", "other", 0, 2);
    commit("h", "t", 0, 3);
    bed.removeTopic("t");
    expect(bed.groups.offsets.all("g").map(({ topic }) => topic)).toEqual(["other"]);
    expect(bed.groups.list().map(({ groupId }) => groupId)).toEqual(["g"]);
    bed.restart();
    expect(bed.groups.offsets.get("g", "t", 0)).toBeUndefined();
  });

  it("keeps its offsets over a restart, the last ones, and not its members", async () => {
    const claim = await stableMember();
    for (const offset of [1, 2]) {
      bed.groups.commits("g", claim, null)({ topic: "t", partition: 0, offset, leaderEpoch: 7, metadata: "m" });
    }
    bed.restart();
    expect(bed.groups.offsets.get("g", "t", 0)).toMatchObject({ offset: 2, leaderEpoch: 7, metadata: "m" });
    expect(bed.groups.heartbeat("g", claim)).toBe(UNKNOWN_MEMBER_ID);
    expect(bed.groups.describe("g").state).toBe("Empty");
  });
});

describe("another coordinator", () => {
  it("knows the members, whose time begins anew", async () => {
    const claim = await stableMember();
    bed.timers.advance(9_000);
    bed.groups.coordinatorsMoved(() => true, true);
    bed.timers.advance(9_000);
    expect(bed.groups.heartbeat("g", claim)).toBe(NONE);
  });

  it("is waited for while there is none", async () => {
    const claim = await stableMember();
    bed.groups.coordinatorsMoved(() => true, false);
    bed.timers.advance(3_600_000);
    bed.groups.coordinatorsMoved(() => true, true);
    expect(bed.groups.heartbeat("g", claim)).toBe(NONE);
  });

  it("concerns its own groups only", async () => {
    const first = await stableMember("g");
    const second = await stableMember("h");
    const waiting = [bed.groups.join("g", request()), bed.groups.join("h", request())];
    bed.groups.coordinatorsMoved((groupId) => groupId === "g", true);
    await bed.groups.join("h", request({ memberId: second.memberId }));
    expect((await Promise.all(waiting)).map(({ error }) => error)).toEqual([NOT_COORDINATOR, NONE]);
    expect(bed.groups.heartbeat("g", first)).toBe(errorCode.REBALANCE_IN_PROGRESS);
  });
});

it("answers everybody who waits when it is closed, and leaves no timer", async () => {
  await stableMember();
  const waiting = bed.groups.join("g", request());
  bed.groups.close();
  expect((await waiting).error).toBe(errorCode.COORDINATOR_NOT_AVAILABLE);
  expect(bed.timers.waiting).toBe(0);
});
