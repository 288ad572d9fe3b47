import { expect, it } from "vitest";
import { createManualClock } from "../../test/manual-clock.js";
import { createPartitionPauses } from "./partition-pauses.js";

/** What KafkaJS does: pauses survive a rebalance, but not a restart, and those of partitions elsewhere are kept too. */
function fakeClient() {
  const paused = new Set<string>();
  return {
    paused,
    restart: () => paused.clear(),
    pause: (places: readonly { topic: string; partition: number }[]) => {
      for (const { topic, partition } of places) paused.add(`${topic}/${partition}`);
    },
    resume: (places: readonly { topic: string; partition: number }[]) => {
      for (const { topic, partition } of places) paused.delete(`${topic}/${partition}`);
    },
  };
}

function setUp() {
  const clock = createManualClock();
  const client = fakeClient();
  const resumed: string[] = [];
  const pauses = createPartitionPauses(client, clock, ({ topic, partition }) => resumed.push(`${topic}/${partition}`));
  pauses.reconcile({ a: [0, 1], b: [0] });
  return { clock, client, pauses, resumed, list: () => [...client.paused].sort() };
}

it("resumes by itself when the time is over", async () => {
  const { clock, pauses, list, resumed } = setUp();
  pauses.holdFor({ topic: "a", partition: 1 }, 500);
  await clock.advance(499);
  expect([list(), resumed]).toEqual([["a/1"], []]);
  await clock.advance(1);
  expect([list(), resumed]).toEqual([[], ["a/1"]]);
});

it("a later time takes the place of an earlier one", async () => {
  const { clock, pauses, list } = setUp();
  pauses.holdFor({ topic: "a", partition: 1 }, 100);
  pauses.holdFor({ topic: "a", partition: 1 }, 500);
  await clock.advance(400);
  expect(list()).toEqual(["a/1"]);
  await clock.advance(100);
  expect([list(), clock.pending]).toEqual([[], 0]);
});

it("what the user paused stays paused when a wait is over, and the other way round", async () => {
  const { clock, pauses, list, resumed } = setUp();
  const place = { topic: "a", partition: 1 };
  pauses.hold("a", [1]);
  pauses.holdFor(place, 100);
  await clock.advance(100);
  expect([list(), resumed, pauses.isHeld(place)]).toEqual([["a/1"], [], true]);
  pauses.holdFor(place, 100);
  pauses.release("a", [1]);
  expect(list()).toEqual(["a/1"]);
  await clock.advance(100);
  expect([list(), pauses.isHeld(place)]).toEqual([[], false]);
});

it("a topic is paused with all its partitions, those to come included", () => {
  const { pauses, list } = setUp();
  pauses.hold("a");
  expect(list()).toEqual(["a/0", "a/1"]);
  pauses.reconcile({ a: [0, 1, 2] });
  expect(list()).toEqual(["a/0", "a/1", "a/2"]);
  pauses.release("a");
  expect(list()).toEqual([]);
});

it("pauses before the group is joined count from then on", () => {
  const clock = createManualClock();
  const client = fakeClient();
  const pauses = createPartitionPauses(client, clock, () => {});
  pauses.hold("a", [0]);
  client.restart();
  pauses.reconcile({ a: [0, 1] });
  expect([...client.paused]).toEqual(["a/0"]);
});

it("after a restart, which forgets pauses, they are there again", async () => {
  const { clock, client, pauses, list } = setUp();
  pauses.hold("b");
  pauses.holdFor({ topic: "a", partition: 0 }, 500);
  client.restart();
  pauses.reconcile({ a: [0, 1], b: [0] });
  expect(list()).toEqual(["a/0", "b/0"]);
  await clock.advance(500);
  expect(list()).toEqual(["b/0"]);
});

it("a wait ends with the partition, so that it is not paused when it comes back; a user's pause stays", async () => {
  const { clock, pauses, list, resumed } = setUp();
  pauses.holdFor({ topic: "a", partition: 0 }, 500);
  pauses.hold("a", [1]);
  pauses.reconcile({ b: [0] });
  expect(clock.pending).toBe(0);
  pauses.reconcile({ a: [0, 1], b: [0] });
  await clock.advance(1_000);
  expect([list(), resumed]).toEqual([["a/1"], []]);
});

it("what was resumed while the partition was elsewhere is not paused when it comes back", () => {
  const { pauses, list } = setUp();
  pauses.hold("a");
  pauses.hold("b", [0]);
  pauses.reconcile({});
  pauses.release("a");
  pauses.release("b");
  pauses.reconcile({ a: [0, 1], b: [0] });
  expect(list()).toEqual([]);
});

it("leaves alone what was paused by others, through the client itself", () => {
  const { client, pauses, list } = setUp();
  client.pause([{ topic: "b", partition: 0 }]);
  pauses.hold("a", [0]);
  pauses.release("a");
  pauses.reconcile({ a: [0, 1], b: [0] });
  expect(list()).toEqual(["b/0"]);
});

it("forgets everything when it is over", () => {
  const { clock, pauses } = setUp();
  pauses.hold("b");
  pauses.holdFor({ topic: "a", partition: 0 }, 500);
  pauses.clear();
  expect([clock.pending, pauses.isHeld({ topic: "b", partition: 0 })]).toEqual([0, false]);
});
