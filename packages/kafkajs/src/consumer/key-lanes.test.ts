import fc from "fast-check";
import { expect, it } from "vitest";
import { createKeyLanes } from "./key-lanes.js";

it("takes no more than its capacity before it asks to wait", async () => {
  const lanes = createKeyLanes({ concurrency: 1, capacity: 2 });
  const ends: (() => void)[] = [];
  const task = () => new Promise<void>((resolve) => ends.push(resolve));
  expect(lanes.push("a", task)).toBeUndefined();
  const wait = lanes.push("b", task);
  expect(wait).toBeInstanceOf(Promise);
  expect(ends).toHaveLength(1);
  ends[0]?.();
  await wait;
  expect(ends).toHaveLength(2);
  ends[1]?.();
  await lanes.drain();
});

it("drains with the first failure, after all else has ended", async () => {
  const lanes = createKeyLanes({ concurrency: 2, capacity: 10 });
  const ended: string[] = [];
  lanes.push("a", () => Promise.reject(new Error("first")));
  lanes.push("a", async () => void ended.push("a"));
  lanes.push(undefined, async () => void ended.push("none"));
  await expect(lanes.drain()).rejects.toThrow("first");
  expect(ended.sort()).toEqual(["a", "none"]);
});

it("keeps the order of each key, never runs one key twice at once, nor more than it may", async () => {
  const tasks = fc.array(
    fc.record({ key: fc.option(fc.constantFrom("a", "b", "c"), { nil: undefined }), turns: fc.nat(5) }),
    { maxLength: 60 },
  );
  await fc.assert(
    fc.asyncProperty(
      tasks,
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 8 }),
      async (all, concurrency, ahead) => {
        const lanes = createKeyLanes({ concurrency, capacity: concurrency + ahead });
        const finished: { key: string | undefined; index: number }[] = [];
        const running = new Set<number>();
        const busy = new Set<string>();
        let most = 0;
        for (const [index, { key, turns }] of all.entries()) {
          const wait = lanes.push(key, async () => {
            expect(key !== undefined && busy.has(key)).toBe(false);
            if (key !== undefined) busy.add(key);
            running.add(index);
            most = Math.max(most, running.size);
            for (let turn = 0; turn < turns; turn++) await Promise.resolve();
            running.delete(index);
            if (key !== undefined) busy.delete(key);
            finished.push({ key, index });
          });
          if (wait !== undefined) await wait;
        }
        await lanes.drain();
        expect(finished).toHaveLength(all.length);
        expect(most).toBeLessThanOrEqual(concurrency);
        for (const key of ["a", "b", "c"]) {
          const indices = finished.filter((each) => each.key === key).map(({ index }) => index);
          expect(indices).toEqual([...indices].sort((x, y) => x - y));
        }
      },
    ),
  );
});
