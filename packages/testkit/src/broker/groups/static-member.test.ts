import { describe, expect, it } from "vitest";
import { claimOf, createGroupHarness } from "../../../test/group-harness.js";
import { errorCode } from "../wire/error-code.js";

const { NONE, FENCED_INSTANCE_ID, UNKNOWN_MEMBER_ID } = errorCode;

/** A stable group of the static members "a", who leads, and "b". */
function stablePair() {
  const harness = createGroupHarness();
  const { group, join, sync } = harness;
  const first = join({ instanceId: "a" });
  sync(first, {}, "a");
  const b = join({ instanceId: "b" });
  const a = join({ instanceId: "a", memberId: claimOf(first).memberId });
  sync(b, {}, "b");
  sync(a, { [claimOf(a).memberId]: "for a", [claimOf(b).memberId]: "for b" }, "a");
  expect(group.phase).toBe("Stable");
  return { ...harness, a, b };
}

describe("a static member", () => {
  it("is let in without being asked to come back", () => {
    const { join } = createGroupHarness();
    const joined = join({ instanceId: "a", memberIdRequired: true });
    expect(joined.answer).toMatchObject({ error: NONE, generation: 1, members: [{ instanceId: "a" }] });
    expect(joined.answer?.memberId).toMatch(/^a-/);
  });

  it("comes back under a new id with its assignment, and nobody notices", () => {
    const { group, join, sync, a, b } = stablePair();
    const back = join({ instanceId: "b" });
    expect(back.answer).toMatchObject({ error: NONE, generation: claimOf(b).generation });
    expect(back.answer?.memberId).not.toBe(b.answer?.memberId);
    expect(sync(back, {}, "b").answer?.assignment.toString()).toBe("for b");
    expect(group.heartbeat(claimOf(a, "a"))).toBe(NONE);
    expect(group.phase).toBe("Stable");
  });

  it("does not assign anything when the leader comes back to a stable group", () => {
    const { join, a, group } = stablePair();
    const back = join({ instanceId: "a" });
    expect(back.answer).toMatchObject({ leader: a.answer?.memberId, members: [] });
    expect(group.membership.leaderId).toBe(back.answer?.memberId);
  });

  it("shuts out the process whose place it has taken", () => {
    const { group, join, sync, b } = stablePair();
    join({ instanceId: "b" });
    const old = claimOf(b, "b");
    expect(group.heartbeat(old)).toBe(FENCED_INSTANCE_ID);
    expect(group.mayCommit(old, false)).toBe(FENCED_INSTANCE_ID);
    expect(group.mayCommit(old, true)).toBe(FENCED_INSTANCE_ID);
    expect(group.leave(old.memberId, "b")).toBe(FENCED_INSTANCE_ID);
    expect(sync(b, {}, "b").answer?.error).toBe(FENCED_INSTANCE_ID);
    expect(join({ instanceId: "b", memberId: old.memberId }).answer?.error).toBe(FENCED_INSTANCE_ID);
  });

  it("shuts out a process that is still waiting", () => {
    const { join, a } = stablePair();
    const waiting = join({ instanceId: "a", memberId: claimOf(a).memberId });
    join({ instanceId: "a" });
    expect(waiting.answer?.error).toBe(FENCED_INSTANCE_ID);
  });

  it.each([
    ["its protocols change what the group chooses", "Stable"],
    ["the leader has not decided yet", "CompletingRebalance"],
  ] as const)("makes everybody join again when %s", (_, phase) => {
    const { group, join, sync } = createGroupHarness();
    const joined = join({ instanceId: "a", names: ["range", "other"] });
    if (phase === "Stable") sync(joined, {}, "a");
    const back = join({ instanceId: "a", names: phase === "Stable" ? ["other"] : ["range", "other"] });
    expect(back.answer).toMatchObject({ error: NONE, generation: 2, protocol: phase === "Stable" ? "other" : "range" });
    expect(group.phase).toBe("CompletingRebalance");
  });

  it("keeps its place through a rebalance that it misses, until its session times out", () => {
    const { group, join, timers, a, b } = stablePair();
    const waiting = join({ instanceId: "a", memberId: claimOf(a).memberId });
    for (let ms = 0; ms < 60_000; ms += 5_000) {
      expect(waiting.answer).toBeUndefined();
      group.heartbeat(claimOf(b, "b"));
      timers.advance(5_000);
    }
    expect(waiting.answer?.members.map(({ instanceId }) => instanceId)).toEqual(["a", "b"]);
    timers.advance(10_001);
    expect(group.membership.idOf("b")).toBeUndefined();
  });

  it("can be sent away by its name", () => {
    const { group } = stablePair();
    expect(group.leave("", "b")).toBe(NONE);
    expect(group.leave("", "b")).toBe(UNKNOWN_MEMBER_ID);
    expect(group.phase).toBe("PreparingRebalance");
  });
});
