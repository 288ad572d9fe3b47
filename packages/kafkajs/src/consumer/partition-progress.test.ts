import fc from "fast-check";
import { expect, it } from "vitest";
import { createPartitionProgress } from "./partition-progress.js";

it("moves up to the first that is not done, and tells of what is done beyond", () => {
  const progress = createPartitionProgress();
  expect(progress.finish(1)).toBeUndefined();
  expect(progress.finish(3)).toBeUndefined();
  expect([progress.settled, progress.beyond()]).toEqual([0, [1, 3]]);
  expect(progress.finish(0)).toBe(1);
  expect([progress.isFinished(1), progress.isFinished(2), progress.isFinished(3)]).toEqual([true, false, true]);
  expect(progress.finish(2)).toBe(3);
  expect([progress.settled, progress.beyond()]).toEqual([4, []]);
});

it("in whatever order, and however often something is done, nothing is passed by", () => {
  const orders = fc.integer({ min: 1, max: 40 }).chain((count) =>
    fc.record({
      count: fc.constant(count),
      order: fc.shuffledSubarray(
        Array.from({ length: count }, (_, index) => index),
        { minLength: 0 },
      ),
      again: fc.array(fc.integer({ min: 0, max: count - 1 })),
    }),
  );
  fc.assert(
    fc.property(orders, ({ order, again, count }) => {
      const progress = createPartitionProgress();
      const done = new Set<number>();
      let last = -1;
      for (const index of [...order, ...again.filter((each) => order.includes(each))]) {
        done.add(index);
        const moved = progress.finish(index);
        if (moved !== undefined) {
          expect(moved).toBeGreaterThan(last);
          last = moved;
        }
        const firstGap = Array.from({ length: count + 1 }, (_, each) => each).find((each) => !done.has(each));
        expect(progress.settled).toBe(firstGap);
        expect(last).toBe((firstGap ?? 0) - 1);
      }
    }),
  );
});
