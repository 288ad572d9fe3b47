import fc from "fast-check";
import { expect, it } from "vitest";
import { type Edge, maximumMatching } from "./maximum-matching.js";

/** The size of the largest matching, by trying them all. */
function largest(edges: readonly Edge[]): number {
  const [first, ...rest] = edges;
  if (first === undefined) return 0;
  const free = rest.filter((edge) => edge.left !== first.left && edge.right !== first.right);
  return Math.max(largest(rest), 1 + largest(free));
}

it("finds a matching, and no larger one exists", () => {
  const vertex = fc.nat({ max: 4 });
  fc.assert(
    fc.property(fc.array(fc.record({ left: vertex, right: vertex }), { maxLength: 12 }), (edges) => {
      const matching = maximumMatching(edges, 5, 5);
      expect(new Set(matching.map(({ left }) => left)).size).toBe(matching.length);
      expect(new Set(matching.map(({ right }) => right)).size).toBe(matching.length);
      for (const edge of matching) expect(edges).toContain(edge);
      expect(matching.length).toBe(largest(edges));
    }),
  );
});

it("prefers earlier edges where that costs nothing", () => {
  expect(
    maximumMatching(
      [
        { left: 0, right: 1 },
        { left: 0, right: 0 },
        { left: 1, right: 0 },
      ],
      2,
      2,
    ),
  ).toEqual([
    { left: 0, right: 1 },
    { left: 1, right: 0 },
  ]);
});
