import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { describe, expect, it } from "vitest";
import { failureOf } from "../../test/fault-server.js";
import { channelNames } from "../diagnostics/channels.js";
import { type CacheOptions, createSingleFlightCache } from "./single-flight-cache.js";

type Value = { readonly text: string };
type Load = { answer(text: string): void; fail(error: Error): void; readonly signal: AbortSignal };

const missing = new Error("not found");

/** A cache whose clock, and whose loads, the test drives. */
function setUp(options: Partial<CacheOptions> = {}) {
  const clock = { now: 0 };
  const loads: Load[] = [];
  const cache = createSingleFlightCache<string, Value>({
    name: "test",
    max: 10,
    isNotFound: (error) => error === missing,
    now: () => clock.now,
    ...options,
  });
  const load = (signal: AbortSignal) =>
    new Promise<Value>((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
      loads.push({ answer: (text) => resolve({ text }), fail: reject, signal });
    });
  const get = (key = "a", signal?: AbortSignal) => cache.get(key, load, signal);
  /** A look-up whose load, if it takes one, is answered at once. */
  const got = async (text: string, key = "a") => {
    const before = loads.length;
    const pending = get(key);
    await turn();
    if (loads.length > before) loads.at(-1)?.answer(text);
    return (await pending).text;
  };
  return { cache, clock, loads, get, got };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("createSingleFlightCache", () => {
  it("loads once for any number of callers, and gives all of them the same object", async () => {
    const { cache, loads, get } = setUp();
    const calls = Array.from({ length: 1_000 }, () => get());
    await turn();
    expect(loads).toHaveLength(1);
    loads[0]?.answer("one");
    expect(new Set(await Promise.all(calls)).size).toBe(1);
    expect(cache.stats()).toMatchObject({ size: 1, misses: 1, shared: 999, hits: 0, inFlight: 0 });
    await expect(get()).resolves.toEqual({ text: "one" });
    expect(cache.stats()).toMatchObject({ hits: 1 });
  });

  it("loads different keys side by side", async () => {
    const { loads, get } = setUp();
    const slow = get("slow");
    const quick = get("quick");
    await turn();
    loads[1]?.answer("quick");
    await expect(quick).resolves.toEqual({ text: "quick" });
    loads[0]?.answer("slow");
    await expect(slow).resolves.toEqual({ text: "slow" });
  });

  it("never holds more than max entries, under 100,000 keys: the one used least recently goes", async () => {
    const cache = createSingleFlightCache<number, Value>({ name: "test", max: 100 });
    let largest = 0;
    for (let key = 0; key < 100_000; key++) {
      await cache.get(key, async () => ({ text: `${key}` }));
      if (key % 1_000 === 0) await cache.get(key - 50, async () => ({ text: "again" }));
      largest = Math.max(largest, cache.stats().size);
    }
    expect(largest).toBe(100);
    expect(cache.stats()).toMatchObject({ size: 100, max: 100, inFlight: 0 });
    expect([cache.peek(99_999), cache.peek(99_900), cache.peek(99_899)]).toEqual([
      { text: "99999" },
      { text: "99900" },
      undefined,
    ]);
  });

  it("holds no more than max absences either", async () => {
    const { cache } = setUp({ max: 3, notFoundTtlMs: 1_000 });
    const fail = async () => {
      throw missing;
    };
    for (let key = 0; key < 10; key++) await failureOf(cache.get(`${key}`, fail));
    await failureOf(cache.get("0", fail));
    expect(cache.stats().negative).toBe(0);
    await failureOf(cache.get("9", fail));
    expect(cache.stats().negative).toBe(1);
  });

  describe("time to live", () => {
    const times = { ttlMs: 100, staleMs: 50 };

    it("an entry is fresh, then stale while it is renewed, then gone", async () => {
      const { cache, clock, loads, get, got } = setUp(times);
      expect(await got("one")).toBe("one");
      clock.now = 99;
      expect(await got("unused")).toBe("one");
      expect(cache.peek("a")).toEqual({ text: "one" });
      clock.now = 100;
      expect(cache.peek("a")).toBeUndefined();
      await expect(Promise.all([get(), get()])).resolves.toEqual([{ text: "one" }, { text: "one" }]);
      await turn();
      expect(loads).toHaveLength(2);
      loads[1]?.answer("two");
      await turn();
      expect(await got("unused")).toBe("two");
      expect(cache.stats()).toMatchObject({ hits: 2, misses: 1, stale: 2, shared: 0 });
    });

    it("an entry that is too old is loaded before it is given out", async () => {
      const { cache, clock, got } = setUp(times);
      await got("one");
      clock.now = 150;
      expect(await got("two")).toBe("two");
      expect(cache.stats()).toMatchObject({ misses: 2, stale: 0 });
    });

    it("a renewal that fails leaves the entry until it is too old, and the next look-up tries again", async () => {
      const { clock, loads, get, got } = setUp(times);
      await got("one");
      clock.now = 120;
      await expect(get()).resolves.toEqual({ text: "one" });
      await turn();
      loads[1]?.fail(new Error("down"));
      await turn();
      clock.now = 149;
      await expect(get()).resolves.toEqual({ text: "one" });
      await turn();
      loads[2]?.fail(new Error("down"));
      await turn();
      clock.now = 150;
      const late = get();
      await turn();
      loads[3]?.fail(new Error("still down"));
      await expect(late).rejects.toThrow("still down");
    });

    it("a renewal that finds nothing forgets the entry", async () => {
      const { clock, loads, get, got } = setUp(times);
      await got("one");
      clock.now = 120;
      await get();
      await turn();
      loads[1]?.fail(missing);
      await turn();
      const next = get();
      await turn();
      loads[2]?.fail(missing);
      await expect(next).rejects.toBe(missing);
    });

    it("a caller that aborts does not end a renewal that nobody waits for", async () => {
      const { clock, loads, get, got } = setUp(times);
      await got("one");
      clock.now = 120;
      const controller = new AbortController();
      await get("a", controller.signal);
      await turn();
      controller.abort();
      expect(loads[1]?.signal.aborted).toBe(false);
    });
  });

  describe("what is not found", () => {
    it("is remembered for a while, and asked for again after it", async () => {
      const { cache, clock, loads, get, got } = setUp({ notFoundTtlMs: 100 });
      const first = get();
      await turn();
      loads[0]?.fail(missing);
      await expect(first).rejects.toBe(missing);
      clock.now = 99;
      await expect(get()).rejects.toBe(missing);
      expect(loads).toHaveLength(1);
      expect(cache.stats()).toMatchObject({ negative: 1, misses: 1 });
      clock.now = 100;
      expect(await got("there")).toBe("there");
    });

    it("is forgotten on demand, also while it is on its way", async () => {
      const { cache, loads, get, got } = setUp({ notFoundTtlMs: 100 });
      const first = get();
      await turn();
      cache.forgetNotFound();
      loads[0]?.fail(missing);
      await expect(first).rejects.toBe(missing);
      expect(await got("there")).toBe("there");
    });

    it("is something else than a failure, which is never remembered", async () => {
      const { cache, loads, get, got } = setUp({ notFoundTtlMs: 100 });
      const first = get();
      await turn();
      loads[0]?.fail(new Error("down"));
      await expect(first).rejects.toThrow("down");
      expect(await got("there")).toBe("there");
      expect(cache.stats()).toMatchObject({ negative: 0, misses: 2 });
    });

    it("is not remembered unless asked for", async () => {
      const { loads, get, got } = setUp();
      const first = get();
      await turn();
      loads[0]?.fail(missing);
      await expect(first).rejects.toBe(missing);
      expect(await got("there")).toBe("there");
    });
  });

  describe("invalidation", () => {
    it("a load under way answers those who wait, and is not kept", async () => {
      const { cache, loads, get, got } = setUp();
      const before = get();
      await turn();
      cache.invalidate((key) => key === "a");
      const after = get();
      await turn();
      loads[1]?.answer("new");
      await expect(after).resolves.toEqual({ text: "new" });
      loads[0]?.answer("old");
      await expect(before).resolves.toEqual({ text: "old" });
      expect(await got("unused")).toBe("new");
    });

    it("the end of a forgotten load does not end the one that followed it", async () => {
      const { cache, loads, get } = setUp();
      void get();
      await turn();
      cache.clear();
      const second = get();
      await turn();
      loads[0]?.answer("old");
      await turn();
      const third = get();
      expect(loads).toHaveLength(2);
      loads[1]?.answer("new");
      expect(await Promise.all([second, third])).toEqual([{ text: "new" }, { text: "new" }]);
    });

    it("forgets entries and absences of the keys that match, and no others", async () => {
      const { cache, loads, get, got } = setUp({ notFoundTtlMs: 100 });
      await got("a");
      await got("b", "b");
      const absent = get("c");
      await turn();
      loads[2]?.fail(missing);
      await failureOf(absent);
      cache.invalidate((key) => key !== "b");
      expect([cache.peek("a"), cache.peek("b")]).toEqual([undefined, { text: "b" }]);
      expect(await got("there", "c")).toBe("there");
    });

    it("what is set is there at once, and not overwritten by an absence", async () => {
      const { cache, clock, loads, get, got } = setUp({ notFoundTtlMs: 100, ttlMs: 10 });
      const absent = get();
      await turn();
      loads[0]?.fail(missing);
      await failureOf(absent);
      cache.set("a", { text: "set" });
      expect(await got("unused")).toBe("set");
      clock.now = 10;
      expect(await got("loaded")).toBe("loaded");
    });
  });

  describe("signals", () => {
    it("a caller that gives up leaves the load to the others; the last one ends it", async () => {
      const { cache, loads, get } = setUp();
      const [first, second] = [new AbortController(), new AbortController()];
      const calls = [failureOf(get("a", first.signal)), failureOf(get("a", second.signal))];
      await turn();
      first.abort();
      await turn();
      expect(loads[0]?.signal.aborted).toBe(false);
      second.abort();
      expect(loads[0]?.signal.aborted).toBe(true);
      expect(cache.stats().inFlight).toBe(0);
      for (const error of await Promise.all(calls)) expect(error).toMatchObject({ reason: "aborted" });
    });

    it("somebody who waits without a signal keeps the load alive", async () => {
      const { loads, get } = setUp();
      const controller = new AbortController();
      const leaving = failureOf(get("a", controller.signal));
      const staying = get();
      await turn();
      controller.abort();
      await leaving;
      loads[0]?.answer("one");
      await expect(staying).resolves.toEqual({ text: "one" });
    });

    it("a look-up after all gave up starts a new load", async () => {
      const { loads, get, got } = setUp();
      const controller = new AbortController();
      const leaving = failureOf(get("a", controller.signal));
      await turn();
      controller.abort();
      await leaving;
      expect(await got("two")).toBe("two");
      expect(loads).toHaveLength(2);
    });
  });

  it("publishes every look-up", async () => {
    const results: unknown[] = [];
    const listen = (event: unknown) => results.push(event);
    subscribe(channelNames.cache, listen);
    const { got } = setUp();
    await got("one");
    await got("one");
    unsubscribe(channelNames.cache, listen);
    expect(results).toEqual([
      { cache: "test", result: "miss" },
      { cache: "test", result: "hit" },
    ]);
  });
});
