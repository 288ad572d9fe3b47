import { describe, expect, it } from "vitest";
import { createBatchArena } from "./batch-arena.js";

describe("a batch arena", () => {
  it("keeps a batch where it is that has the memory for itself", () => {
    const batch = Buffer.allocUnsafeSlow(1000).subarray(100);
    expect(createBatchArena().keep(batch)).toBe(batch);
  });

  it.each([
    ["small", 300, 64 * 1024],
    ["large", 20_000, 20_000],
  ])("copies a %s one out of memory that it shares", (_, length, memory) => {
    const chunk = Buffer.allocUnsafeSlow(100_000).fill(7);
    const kept = createBatchArena().keep(chunk.subarray(50, 50 + length));
    expect(kept).toEqual(Buffer.alloc(length, 7));
    expect(kept.buffer.byteLength).toBe(memory);
  });

  it("gives small ones places of their own", () => {
    const arena = createBatchArena();
    const chunk = Buffer.allocUnsafeSlow(100_000);
    const kept = Array.from({ length: 500 }, (_, i) => arena.keep(chunk.subarray(0, 300).fill(i)));
    for (const [i, each] of kept.entries()) expect(each).toEqual(Buffer.alloc(300, i));
    expect(new Set(kept.map((each) => each.buffer)).size).toBeLessThan(4);
  });
});
