import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assignReplicas } from "./assign-replicas.js";

describe("assignReplicas", () => {
  it("lets every node lead as many partitions as the others, give or take one, and none hold one twice", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 40 }),
        fc.nat(5),
        (topic, nodes, partitions, extra) => {
          const ids = Array.from({ length: nodes }, (_, i) => i + 1);
          const factor = Math.min(nodes, 1 + extra);
          const replicas = assignReplicas(topic, ids, partitions, factor);
          expect(replicas).toHaveLength(partitions);
          for (const each of replicas) expect(new Set(each).size).toBe(factor);
          const led = ids.map((id) => replicas.filter(([leader]) => leader === id).length);
          expect(Math.max(...led) - Math.min(...led)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it("goes on where the topic ended when partitions are added", () => {
    expect(assignReplicas("t", [1, 2, 3], 4, 2, 3)).toEqual(assignReplicas("t", [1, 2, 3], 7, 2).slice(3));
  });
});
