import { expect, it } from "vitest";
import { createManualClock } from "../../test/manual-clock.js";
import { createActiveTurns } from "./active-turns.js";
import { createTurn } from "./turn.js";

function setUp() {
  const clock = createManualClock();
  const turns = createActiveTurns(clock);
  const begin = (topic: string, partition: number) => {
    const turn = createTurn({ topic, partition }, 1_000, clock);
    turns.begin(turn);
    return turn;
  };
  return { clock, turns, begin };
}

const record = { offset: "7", timestamp: "1", key: null, value: null, headers: {} };

it("a partition that is assigned to another consumer is lost: its turn is over, and what was known is void", () => {
  const { turns, begin } = setUp();
  const kept = begin("a", 0);
  const lost = begin("a", 1);
  turns.memoryOf(kept).keep(record);
  turns.memoryOf(lost).keep(record);
  turns.keepOnly({ a: [0], b: [1] });
  expect([kept.isOver, kept.signal.aborted, kept.halt]).toEqual([false, false, undefined]);
  expect([lost.isOver, lost.signal.aborted, lost.halt]).toEqual([true, true, { kind: "lost" }]);
  expect(String(lost.signal.reason)).toContain("a[1] belongs to another consumer");
  expect([turns.memoryOf(kept).isDone(record), turns.memoryOf(lost).isDone(record)]).toEqual([true, false]);
});

it("a message is known by offset and time, so that a topic that was made anew is read in full", () => {
  const { turns, begin } = setUp();
  const memory = turns.memoryOf(begin("a", 0));
  memory.keep(record);
  expect(memory.isDone({ ...record, timestamp: "2" })).toBe(false);
});

it("when the consumer stops all turns are aborted, and given up when the time is over", async () => {
  const { clock, turns, begin } = setUp();
  const turn = begin("a", 0);
  turns.stopAll(500);
  turns.stopAll(500);
  expect([turn.signal.aborted, turn.halt, turn.isOver]).toEqual([true, { kind: "stopping" }, false]);
  await clock.advance(500);
  expect([turn.isOver, clock.pending]).toEqual([true, 0]);
});

it("those that ended are left alone", () => {
  const { turns, begin } = setUp();
  const turn = begin("a", 0);
  turns.finish(turn);
  turns.abortAll({ kind: "interrupted", error: 1 }, new Error("rebalance"));
  turns.keepOnly({});
  expect([turn.halt, turn.signal.aborted]).toEqual([undefined, false]);
});
