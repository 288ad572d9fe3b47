import { describe, expect, it } from "vitest";
import { parseBaseUrl, type RegistryNode } from "./base-url.js";
import { createNodePool } from "./node-pool.js";

const [a, b, c] = ["http://a", "http://b", "http://c"].map(parseBaseUrl) as [RegistryNode, RegistryNode, RegistryNode];

function setUp(nodes: readonly RegistryNode[]) {
  const clock = { now: 0 };
  const pool = createNodePool(nodes, 1_000, () => clock.now);
  const order = (mayProbe = true) =>
    pool
      .order(mayProbe)
      .map(({ url }) => url.slice(-1))
      .join("");
  return { pool, clock, order };
}

describe("createNodePool", () => {
  it("begins with the order of the list", () => {
    expect(setUp([a, b, c]).order()).toBe("abc");
  });

  it("asks a node that failed after all others, and sticks to the one that works", () => {
    const { pool, clock, order } = setUp([a, b, c]);
    pool.failed(a);
    expect(order()).toBe("bca");
    pool.succeeded(b);
    clock.now = 999;
    expect(order()).toBe("bca");
    expect(pool.states()).toEqual([
      { url: "http://a", setAside: true },
      { url: "http://b", setAside: false },
      { url: "http://c", setAside: false },
    ]);
  });

  it("sends one call, and no more, to a node whose time is up", () => {
    const { pool, clock, order } = setUp([a, b, c]);
    pool.failed(a);
    pool.succeeded(b);
    clock.now = 1_000;
    expect(order(false)).toBe("bca");
    expect(order()).toBe("abc");
    expect(order()).toBe("bca");
    clock.now = 2_000;
    expect(order()).toBe("abc");
  });

  it("comes back to a node that works again", () => {
    const { pool, clock, order } = setUp([a, b, c]);
    pool.failed(a);
    pool.succeeded(b);
    clock.now = 1_000;
    expect(order()).toBe("abc");
    pool.succeeded(a);
    expect([order(), order()]).toEqual(["abc", "abc"]);
    expect(pool.states().some(({ setAside }) => setAside)).toBe(false);
  });

  it("with every node down, begins with the one whose time is up first", () => {
    const { pool, clock, order } = setUp([a, b, c]);
    pool.failed(b);
    clock.now = 10;
    pool.failed(c);
    clock.now = 20;
    pool.failed(a);
    expect(order()).toBe("bca");
  });

  it("never sets the only node aside", () => {
    const { pool, order } = setUp([a]);
    pool.failed(a);
    expect(order()).toBe("a");
    expect(pool.states()).toEqual([{ url: "http://a", setAside: false }]);
  });

  it("counts a node as used again as soon as it answers", () => {
    const { pool, order } = setUp([a, b]);
    pool.failed(a);
    pool.succeeded(a);
    expect(order()).toBe("ab");
  });
});
