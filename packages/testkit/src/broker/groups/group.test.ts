import { describe, expect, it } from "vitest";
import { claimOf, createGroupHarness } from "../../../test/group-harness.js";
import { errorCode } from "../wire/error-code.js";

const { NONE, REBALANCE_IN_PROGRESS, UNKNOWN_MEMBER_ID, ILLEGAL_GENERATION } = errorCode;

/** A stable group of two: the first one leads. */
function stablePair(options: Parameters<typeof createGroupHarness>[0] = {}) {
  const harness = createGroupHarness(options);
  const { group, join, sync } = harness;
  const first = join();
  const firstId = claimOf(first).memberId;
  sync(first, { [firstId]: "all" });
  const second = join();
  const leader = join({ memberId: firstId });
  const secondId = claimOf(second).memberId;
  sync(second);
  sync(leader, { [firstId]: "half", [secondId]: "other half" });
  expect(group.phase).toBe("Stable");
  return { ...harness, leader, follower: second, leaderId: firstId, followerId: secondId };
}

describe("joining", () => {
  it("gives a newcomer an id and waits until it comes back with it", () => {
    const { group, join } = createGroupHarness();
    const told = join({ memberIdRequired: true }).answer;
    expect(told).toMatchObject({ error: errorCode.MEMBER_ID_REQUIRED, generation: -1 });
    expect(told?.memberId).toMatch(/^client-[0-9a-f-]{36}$/);
    expect(group.phase).toBe("Empty");
    const joined = join({ memberId: told?.memberId ?? "", memberIdRequired: true });
    expect(joined.answer).toMatchObject({ error: NONE, generation: 1, protocol: "range", leader: told?.memberId });
  });

  it("forgets an id that nobody came back with", () => {
    const { join, timers } = createGroupHarness();
    const memberId = join({ memberIdRequired: true }).answer?.memberId ?? "";
    timers.advance(10_001);
    expect(join({ memberId, memberIdRequired: true }).answer?.error).toBe(UNKNOWN_MEMBER_ID);
  });

  it("tells the leader, and it alone, who is there and what they say", () => {
    const { leader, follower, leaderId, followerId } = stablePair();
    expect(leader.answer?.members.map(({ id }) => id)).toEqual([leaderId, followerId]);
    expect(leader.answer?.members[1]?.metadata.toString()).toBe("metadata for range");
    expect(follower.answer).toMatchObject({ leader: leaderId, members: [] });
  });

  it("makes members join again when another one comes", () => {
    const { group, join, leader, follower, leaderId, followerId } = stablePair();
    const third = join();
    expect(group.phase).toBe("PreparingRebalance");
    expect(group.heartbeat(claimOf(leader))).toBe(REBALANCE_IN_PROGRESS);
    expect(group.heartbeat(claimOf(follower))).toBe(REBALANCE_IN_PROGRESS);
    join({ memberId: leaderId });
    expect(third.answer).toBeUndefined();
    join({ memberId: followerId });
    expect(third.answer).toMatchObject({ error: NONE, generation: 3, leader: leaderId });
  });

  it("waits for a newcomer that has been given an id", () => {
    const { join, arrive, group, leaderId, followerId } = stablePair();
    const { joined } = arrive();
    const expected = join({ memberIdRequired: true }).answer?.memberId ?? "";
    join({ memberId: leaderId });
    join({ memberId: followerId });
    expect(joined.answer).toBeUndefined();
    group.leave(expected, null);
    expect(joined.answer?.error).toBe(NONE);
  });

  it("drops who has not joined again within the rebalance time-out, and gives the lead to another", () => {
    const { join, timers, group, leader, leaderId, followerId } = stablePair();
    const rejoined = join({ memberId: followerId, names: ["range", "other"] });
    for (let i = 0; i < 12; i++) {
      timers.advance(5_000);
      if (i < 11) expect(group.heartbeat(claimOf(leader))).toBe(REBALANCE_IN_PROGRESS);
    }
    expect(rejoined.answer).toMatchObject({ error: NONE, generation: 3, leader: followerId });
    expect(rejoined.answer?.members.map(({ id }) => id)).toEqual([followerId]);
    expect(group.heartbeat(claimOf(leader))).toBe(UNKNOWN_MEMBER_ID);
    expect(join({ memberId: leaderId }).answer?.error).toBe(UNKNOWN_MEMBER_ID);
  });

  it("keeps a member that waits for the others beyond its session time-out", () => {
    const { join, timers, group, follower, leaderId, followerId } = stablePair();
    const waiting = join({ memberId: leaderId });
    for (let i = 0; i < 5; i++) {
      timers.advance(9_000);
      expect(group.heartbeat(claimOf(follower))).toBe(REBALANCE_IN_PROGRESS);
    }
    join({ memberId: followerId });
    expect(waiting.answer).toMatchObject({ error: NONE, generation: 3 });
  });

  it("gives a follower that joins again with nothing new the generation that is", () => {
    const { join, group, followerId, leaderId } = stablePair();
    expect(join({ memberId: followerId }).answer).toMatchObject({ generation: 2, leader: leaderId, members: [] });
    expect(group.phase).toBe("Stable");
  });

  it.each([
    ["the leader joins again", "leader", ["range"]],
    ["a follower joins with other protocols", "follower", ["range", "other"]],
  ] as const)("rebalances when %s", (_, who, names) => {
    const { join, group, leaderId, followerId } = stablePair();
    const asked = join({ memberId: who === "leader" ? leaderId : followerId, names });
    expect(asked.answer).toBeUndefined();
    expect(group.phase).toBe("PreparingRebalance");
  });

  it("answers a request that is sent again while the first one waits", () => {
    const { join, leaderId, followerId } = stablePair();
    const given = join({ memberId: leaderId });
    const again = join({ memberId: leaderId });
    expect(given.answer?.error).toBe(REBALANCE_IN_PROGRESS);
    join({ memberId: followerId });
    expect(again.answer).toMatchObject({ error: NONE, generation: 3 });
  });

  it.each([
    ["another type", { protocolType: "connect" }],
    ["no protocol in common", { names: ["sticky"] }],
    ["no protocols", { names: [] }],
  ])("refuses %s", (_, request) => {
    const { join, group } = stablePair();
    expect(join(request).answer?.error).toBe(errorCode.INCONSISTENT_GROUP_PROTOCOL);
    expect(group.phase).toBe("Stable");
  });

  it.each([
    ["no type", { protocolType: "" }],
    ["no protocols", { names: [] }],
  ])("refuses the first member with %s", (_, request) => {
    const { join } = createGroupHarness();
    expect(join(request).answer?.error).toBe(errorCode.INCONSISTENT_GROUP_PROTOCOL);
  });

  it("refuses an id that it has not given", () => {
    expect(createGroupHarness().join({ memberId: "made up" }).answer?.error).toBe(UNKNOWN_MEMBER_ID);
    expect(stablePair().join({ memberId: "made up" }).answer?.error).toBe(UNKNOWN_MEMBER_ID);
  });

  it("lets in as many as it may", () => {
    const { join, group, leaderId } = stablePair({ maxSize: 2 });
    expect(join().answer).toMatchObject({ error: errorCode.GROUP_MAX_SIZE_REACHED, memberId: "" });
    expect(group.phase).toBe("Stable");
    join({ memberId: leaderId });
    expect(group.membership.members.has(leaderId)).toBe(true);
  });
});

describe("the first rebalance with a delay", () => {
  it("waits for the delay, and longer while members come", () => {
    const { join, timers } = createGroupHarness({ initialRebalanceDelayMs: 3_000 });
    const first = join();
    timers.advance(2_000);
    const second = join();
    timers.advance(1_000);
    expect(first.answer).toBeUndefined();
    timers.advance(3_000);
    expect(first.answer?.members).toHaveLength(2);
    expect(second.answer).toMatchObject({ error: NONE, generation: 1 });
  });

  it("ends at the rebalance time-out even if members keep coming", () => {
    const { join, timers } = createGroupHarness({ initialRebalanceDelayMs: 3_000 });
    const first = join({ rebalanceTimeoutMs: 7_000 });
    for (let ms = 0; ms < 7_000; ms += 1_000) {
      expect(first.answer).toBeUndefined();
      join({ rebalanceTimeoutMs: 7_000 });
      timers.advance(1_000);
    }
    expect(first.answer?.members).toHaveLength(8);
  });
});

describe("syncing", () => {
  it("answers followers when the leader has decided", () => {
    const { join, sync, leaderId, followerId, group } = stablePair();
    const leader = join({ memberId: leaderId });
    const follower = join({ memberId: followerId });
    const waiting = sync(follower, { [followerId]: "what I want" });
    expect(waiting.answer).toBeUndefined();
    expect(group.phase).toBe("CompletingRebalance");
    expect(group.heartbeat(claimOf(follower))).toBe(NONE);
    expect(sync(leader, { [followerId]: "what you get" }).answer?.assignment.toString()).toBe("");
    expect(waiting.answer?.assignment.toString()).toBe("what you get");
  });

  it("gives an assignment again in the same generation", () => {
    const { sync, follower } = stablePair();
    expect(sync(follower).answer?.assignment.toString()).toBe("other half");
  });

  it("is refused with another generation, by strangers, and while others join", () => {
    const { group, join, follower, followerId } = stablePair();
    const refusedWith = (memberId: string, generation: number) => {
      let error: number | undefined;
      group.sync({ memberId, generation, instanceId: null }, new Map(), (answer) => {
        error = answer.error;
      });
      return error;
    };
    expect(refusedWith(followerId, 1)).toBe(ILLEGAL_GENERATION);
    expect(refusedWith("made up", 2)).toBe(UNKNOWN_MEMBER_ID);
    join();
    expect(refusedWith(followerId, claimOf(follower).generation)).toBe(REBALANCE_IN_PROGRESS);
  });

  it("is called off when someone joins before the leader has decided", () => {
    const { join, sync, leaderId, followerId } = stablePair();
    join({ memberId: leaderId });
    const waiting = sync(join({ memberId: followerId, names: ["range"] }));
    join();
    expect(waiting.answer?.error).toBe(REBALANCE_IN_PROGRESS);
  });

  it("drops a leader that never decides, after the rebalance time-out", () => {
    const { join, sync, timers, group, leaderId, followerId } = stablePair();
    const leader = join({ memberId: leaderId });
    const waiting = sync(join({ memberId: followerId }));
    for (let ms = 0; ms < 60_000; ms += 5_000) {
      expect(group.heartbeat(claimOf(leader))).toBe(NONE);
      timers.advance(5_000);
    }
    expect(waiting.answer?.error).toBe(REBALANCE_IN_PROGRESS);
    expect(group.heartbeat(claimOf(leader))).toBe(UNKNOWN_MEMBER_ID);
    expect(join({ memberId: followerId }).answer).toMatchObject({ error: NONE, leader: followerId });
  });
});

describe("staying and leaving", () => {
  it("keeps who gives signs of life, and drops who does not", () => {
    const { group, timers, leader, follower, followerId } = stablePair();
    timers.advance(9_000);
    expect(group.heartbeat(claimOf(leader))).toBe(NONE);
    expect(group.mayCommit(claimOf(follower), false)).toBe(NONE);
    timers.advance(9_000);
    expect(group.heartbeat(claimOf(leader))).toBe(NONE);
    timers.advance(2_000);
    expect([...group.membership.members.keys()]).not.toContain(followerId);
    expect(group.heartbeat(claimOf(leader))).toBe(REBALANCE_IN_PROGRESS);
  });

  it.each([
    ["another generation", { generation: 1 }, ILLEGAL_GENERATION],
    ["a stranger", { memberId: "made up" }, UNKNOWN_MEMBER_ID],
    ["an instance nobody has", { instanceId: "made up" }, UNKNOWN_MEMBER_ID],
  ])("refuses a heartbeat from %s", (_, change, error) => {
    const { group, follower } = stablePair();
    expect(group.heartbeat({ ...claimOf(follower), ...change })).toBe(error);
  });

  it("rebalances when a member leaves, and is empty after the last one", () => {
    const { group, leaderId, followerId, join, timers } = stablePair();
    expect(group.leave(followerId, null)).toBe(NONE);
    expect(group.leave(followerId, null)).toBe(UNKNOWN_MEMBER_ID);
    expect(join({ memberId: leaderId }).answer).toMatchObject({ generation: 3 });
    expect(group.leave(leaderId, null)).toBe(NONE);
    expect(group).toMatchObject({ phase: "Empty", generation: 4, protocol: null, unused: true });
    expect(timers.waiting).toBe(0);
  });

  it("tells a member that is dropped while it waits", () => {
    const { group, join, leaderId } = stablePair();
    const waiting = join({ memberId: leaderId });
    group.leave(leaderId, null);
    expect(waiting.answer?.error).toBe(UNKNOWN_MEMBER_ID);
  });

  it("drops a newcomer that has waited for its first rebalance for five minutes", () => {
    const { group, join, timers, leader, follower } = stablePair();
    join({ memberId: claimOf(leader).memberId, rebalanceTimeoutMs: 900_000 });
    const waiting = join({ rebalanceTimeoutMs: 900_000 });
    for (let ms = 0; ms < 300_000; ms += 5_000) {
      group.heartbeat(claimOf(follower));
      timers.advance(5_000);
    }
    expect(waiting.answer?.error).toBe(UNKNOWN_MEMBER_ID);
  });
});

describe("committing", () => {
  const nobody = { memberId: "", generation: -1, instanceId: null };

  it("takes offsets of clients that only store them, as long as nobody is in the group", () => {
    expect(createGroupHarness().group.mayCommit(nobody, false)).toBe(NONE);
    expect(stablePair().group.mayCommit(nobody, false)).toBe(UNKNOWN_MEMBER_ID);
    expect(stablePair().group.mayCommit(nobody, true)).toBe(NONE);
  });

  it("checks member and generation", () => {
    const { group, follower } = stablePair();
    expect(group.mayCommit({ ...claimOf(follower), generation: 1 }, false)).toBe(ILLEGAL_GENERATION);
    expect(group.mayCommit({ ...claimOf(follower), generation: 1 }, true)).toBe(ILLEGAL_GENERATION);
    expect(group.mayCommit({ ...claimOf(follower), memberId: "made up" }, false)).toBe(UNKNOWN_MEMBER_ID);
  });

  it("lets members finish their work while others join, but not once a new generation has begun", () => {
    const { group, join, follower, leaderId, followerId } = stablePair();
    join({ memberId: leaderId });
    expect(group.mayCommit(claimOf(follower), false)).toBe(NONE);
    const next = join({ memberId: followerId });
    expect(group.mayCommit(claimOf(follower), false)).toBe(ILLEGAL_GENERATION);
    expect(group.mayCommit(claimOf(next), false)).toBe(REBALANCE_IN_PROGRESS);
  });
});

describe("another coordinator", () => {
  it("answers who waits, and keeps members and generation", () => {
    const { group, join, timers, leaderId, followerId } = stablePair();
    const waiting = join({ memberId: leaderId });
    group.suspend(errorCode.NOT_COORDINATOR);
    expect(waiting.answer?.error).toBe(errorCode.NOT_COORDINATOR);
    expect(timers.waiting).toBe(0);
    timers.advance(3_600_000);
    group.resume();
    join({ memberId: leaderId });
    expect(join({ memberId: followerId }).answer).toMatchObject({ error: NONE, generation: 3 });
  });

  it("lets a follower ask for its assignment again", () => {
    const { group, join, sync, leaderId, followerId } = stablePair();
    const leader = join({ memberId: leaderId });
    const follower = join({ memberId: followerId });
    const waiting = sync(follower);
    group.suspend(errorCode.NOT_COORDINATOR);
    group.resume();
    expect(waiting.answer?.error).toBe(errorCode.NOT_COORDINATOR);
    sync(leader, { [followerId]: "after all" });
    expect(sync(follower).answer?.assignment.toString()).toBe("after all");
  });

  it("drops members that do not find it", () => {
    const { group, timers } = stablePair();
    group.suspend(errorCode.NOT_COORDINATOR);
    group.resume();
    timers.advance(10_001);
    expect(group.phase).toBe("Empty");
  });
});
