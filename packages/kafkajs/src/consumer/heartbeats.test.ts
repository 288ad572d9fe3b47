import { expect, it } from "vitest";
import { createManualClock } from "../../test/manual-clock.js";
import { startHeartbeats } from "./heartbeats.js";

function start(beat: () => Promise<void>) {
  const clock = createManualClock();
  const errors: unknown[] = [];
  const heartbeats = startHeartbeats({ clock, intervalMs: 100, beat, onError: (error) => errors.push(error) });
  return { clock, errors, heartbeats };
}

it("beats at intervals until it is stopped", async () => {
  let beats = 0;
  const { clock, heartbeats } = start(async () => void beats++);
  await clock.advance(99);
  expect(beats).toBe(0);
  await clock.advance(301);
  expect(beats).toBe(4);
  heartbeats.stop();
  await clock.advance(1_000);
  expect([beats, clock.pending]).toEqual([4, 0]);
});

it("never beats twice at once, and counts the interval from the end of the last one", async () => {
  const ends: (() => void)[] = [];
  const { clock } = start(() => new Promise<void>((resolve) => ends.push(resolve)));
  await clock.advance(1_000);
  expect(ends).toHaveLength(1);
  ends[0]?.();
  await clock.advance(99);
  expect(ends).toHaveLength(1);
  await clock.advance(1);
  expect(ends).toHaveLength(2);
});

it("goes on after a failure, and says each; after the stop it says none", async () => {
  const { clock, errors, heartbeats } = start(() => Promise.reject(new Error("no")));
  await clock.advance(250);
  expect(errors).toHaveLength(2);
  const beating = clock.advance(50);
  heartbeats.stop();
  await beating;
  expect(errors).toHaveLength(2);
});

it("beats when asked to, where no timer had its turn for an interval", async () => {
  let beats = 0;
  const clock = createManualClock();
  let now = clock.now();
  const stuck = { ...clock, now: () => now };
  const heartbeats = startHeartbeats({
    clock: stuck,
    intervalMs: 100,
    beat: async () => void beats++,
    onError: () => {},
  });
  expect(heartbeats.beatIfDue()).toBeUndefined();
  now += 101;
  await heartbeats.beatIfDue();
  expect([beats, clock.pending]).toEqual([1, 1]);
  expect(heartbeats.beatIfDue()).toBeUndefined();
});
