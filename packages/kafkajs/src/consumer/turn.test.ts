import { describe, expect, it } from "vitest";
import { createManualClock } from "../../test/manual-clock.js";
import { graver, type Halt } from "./halt.js";
import { createTurn, waitOrPause } from "./turn.js";

function setUp(inPlaceWaitMs = 1_000) {
  const clock = createManualClock();
  return { clock, turn: createTurn({ topic: "a", partition: 0 }, inPlaceWaitMs, clock) };
}

describe("graver", () => {
  it.each<[Halt | undefined, Halt, Halt["kind"]]>([
    [undefined, { kind: "held" }, "held"],
    [{ kind: "held" }, { kind: "paused", ms: 1 }, "paused"],
    [{ kind: "failed", error: 1 }, { kind: "interrupted", error: 2 }, "failed"],
    [{ kind: "failed", error: 1 }, { kind: "stopping" }, "stopping"],
    [{ kind: "stopping" }, { kind: "lost" }, "lost"],
    [{ kind: "lost" }, { kind: "failed", error: 1 }, "lost"],
  ])("of %o and %o", (before, next, kind) => {
    expect(graver(before, next).kind).toBe(kind);
  });

  it("keeps the first of two of a kind, and the shorter of two pauses", () => {
    expect(graver({ kind: "failed", error: 1 }, { kind: "failed", error: 2 })).toEqual({ kind: "failed", error: 1 });
    expect(graver({ kind: "paused", ms: 5 }, { kind: "paused", ms: 3 })).toEqual({ kind: "paused", ms: 3 });
    expect(graver({ kind: "paused", ms: 3 }, { kind: "paused", ms: 5 })).toEqual({ kind: "paused", ms: 3 });
  });
});

describe("a turn", () => {
  it("sleeps, and wakes as soon as it is to end", async () => {
    const { clock, turn } = setUp();
    const slept = turn.sleep(100);
    await clock.advance(100);
    expect(await slept).toBe(true);
    const cut = turn.sleep(100);
    turn.end({ kind: "held" });
    expect([await cut, await turn.sleep(100), clock.pending]).toEqual([false, false, 0]);
  });

  it("waits for a promise for so long", async () => {
    const { clock, turn } = setUp();
    expect(await turn.within(Promise.resolve("there"), 100)).toBe("there");
    const late = turn.within(new Promise(() => {}), 100);
    await clock.advance(100);
    expect(await late).toBeUndefined();
    await expect(turn.within(Promise.reject(new Error("no")), 100)).rejects.toThrow("no");
    const cut = turn.within(new Promise(() => {}), 100);
    turn.end({ kind: "stopping" });
    expect([await cut, clock.pending]).toEqual([undefined, 0]);
  });

  it("waits in place while that is short, all waits together, then has the partition paused", async () => {
    const { clock, turn } = setUp(250);
    const first = waitOrPause(turn, 200);
    await clock.advance(200);
    expect(await first).toBe(true);
    expect(await waitOrPause(turn, 100)).toBe(false);
    expect(turn.halt).toEqual({ kind: "paused", ms: 100 });
    expect(await waitOrPause(turn, 0)).toBe(false);
  });

  it("aborts its signal with a reason, and is over when it is lost or given up", async () => {
    const { turn } = setUp();
    const reason = new Error("rebalance");
    turn.abort({ kind: "interrupted", error: 1 }, reason);
    expect([turn.signal.aborted, turn.signal.reason, turn.isOver]).toEqual([true, reason, false]);
    turn.abort({ kind: "lost" }, new Error("later"));
    expect([turn.signal.reason, turn.isOver]).toEqual([reason, true]);
    const other = setUp().turn;
    other.abandon();
    await other.abandoned;
    expect([other.isOver, other.halt]).toEqual([true, undefined]);
  });
});
