import { beforeEach, describe, expect, it } from "vitest";
import { type ConsumerBed, createGate, orders, startConsumerBed, until } from "../../test/consumer-bed.js";

let bed: ConsumerBed;
beforeEach(async () => {
  bed = await startConsumerBed();
  return () => bed.close();
});

function ids(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, index) => `id-${from + index}`);
}

function members(): number {
  return bed.broker.groups()[0]?.members.length ?? 0;
}

describe("a long handler", () => {
  it("peer failure 35: outlives the session, because heartbeats go on", async () => {
    await bed.send("a", "b");
    const calls: string[] = [];
    const rejoined: unknown[] = [];
    const { consumer } = bed.consumer({}, { sessionTimeout: 300, heartbeatInterval: 50 });
    let beats = 0;
    consumer.raw.on(consumer.raw.events.HEARTBEAT, () => beats++);
    consumer.raw.on(consumer.raw.events.GROUP_JOIN, (event) => rejoined.push(event));
    await consumer.run(orders, async ({ value }) => {
      calls.push(value.id);
      if (value.id !== "a") return;
      const before = beats;
      // As many beats as two sessions have.
      await until(() => beats >= before + 12);
    });
    await until(() => calls.length === 2);
    expect(calls).toEqual(["a", "b"]);
    expect(rejoined).toHaveLength(1);
  });

  it("that never waits has heartbeats as well", async () => {
    await bed.send(...ids(40));
    const { consumer } = bed.consumer({ heartbeatEveryMs: 20 }, { sessionTimeout: 300, heartbeatInterval: 20 });
    let beats = 0;
    const joins: unknown[] = [];
    consumer.raw.on(consumer.raw.events.HEARTBEAT, () => beats++);
    consumer.raw.on(consumer.raw.events.GROUP_JOIN, (event) => joins.push(event));
    const calls: string[] = [];
    await consumer.run(orders, ({ value }) => {
      const until = Date.now() + 20;
      while (Date.now() < until);
      calls.push(value.id);
    });
    await until(() => calls.length === 40);
    expect(beats).toBeGreaterThan(4);
    expect(joins).toHaveLength(1);
  });
});

describe("a rebalance", () => {
  it("aborts the signals of messages; a handler that fails by that has not failed", async () => {
    await bed.broker.createTopic("orders", { partitions: 2 });
    await bed.send("a");
    const calls: string[] = [];
    const reasons: unknown[] = [];
    const { consumer, events } = bed.consumer({ retry: { attempts: 1 } });
    const { consumer: other } = bed.consumer();
    const handler = async ({ value, signal }: { value: { id: string }; signal: AbortSignal }) => {
      calls.push(value.id);
      if (calls.length > 1) return;
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      reasons.push(signal.reason);
      throw signal.reason;
    };
    await consumer.run(orders, handler);
    await until(() => calls.length === 1);
    await other.run(orders, handler);
    await until(() => calls.length === 2);
    expect(String(reasons[0])).toContain("rebalances");
    expect(events).toEqual([]);
    await Promise.all([consumer.stop(), other.stop()]);
  });

  it("lets a handler that ignores its signal finish, and commits what it did", async () => {
    await bed.broker.createTopic("orders", { partitions: 2 });
    await bed.send("a");
    const gate = createGate();
    const calls: string[] = [];
    const { consumer } = bed.consumer();
    const { consumer: other } = bed.consumer();
    let aborted = false;
    await consumer.run(orders, async ({ value, signal }) => {
      calls.push(value.id);
      signal.addEventListener("abort", () => {
        aborted = true;
        gate.open();
      });
      await gate.passed;
    });
    await until(() => calls.length === 1);
    await other.run(orders, ({ value }) => calls.push(value.id));
    await until(() => members() === 2 && aborted);
    await bed.send("b");
    await until(() => calls.includes("b"));
    expect(calls).toEqual(["a", "b"]);
  });

  it("loses nothing, whoever joins and leaves", async () => {
    await bed.broker.createTopic("orders", { partitions: 4 });
    const all = ids(400);
    const handled: string[] = [];
    const { consumer } = bed.consumer({ partitionsConsumedConcurrently: 2 });
    const handler = async ({ value }: { value: { id: string } }) => {
      await new Promise((resolve) => setImmediate(resolve));
      handled.push(value.id);
    };
    await consumer.run(orders, handler);
    for (let round = 0; round < 4; round++) {
      await bed.send(...all.slice(round * 100, round * 100 + 50));
      const { consumer: other } = bed.consumer();
      await other.run(orders, handler);
      await bed.send(...all.slice(round * 100 + 50, round * 100 + 100));
      await other.stop();
    }
    await until(() => new Set(handled).size === all.length);
    await consumer.stop();
    const committed = Object.values(await bed.committed()).reduce((sum, offset) => sum + Number(offset), 0);
    expect(committed).toBe(all.length);
  });
});

describe("at least once", () => {
  it("holds when a consumer vanishes without leaving the group", async () => {
    await bed.send(...ids(20));
    const gate = createGate();
    const first: string[] = [];
    const gone = bed.newKafka({ clientId: "gone", requestTimeout: 300, retry: { retries: 0 } });
    const { consumer } = bed.consumer({ commitEveryMs: 60_000, stopTimeoutMs: 0 }, { sessionTimeout: 400 }, gone);
    // It hangs in the middle of a batch, and the broker hears nothing of it any more.
    await consumer.run(orders, async ({ value }) => {
      first.push(value.id);
      if (first.length === 10) await gate.passed;
    });
    await until(() => first.length === 10);
    const silent = (["Heartbeat", "OffsetCommit", "LeaveGroup", "JoinGroup"] as const).map((api) =>
      bed.broker.intercept(api, "hang", { when: ({ clientId }) => clientId === "gone" }),
    );
    const { consumer: next } = bed.consumer();
    const second: string[] = [];
    await next.run(orders, ({ value }) => second.push(value.id));
    await until(() => second.length === 20);
    expect(second).toEqual(ids(20));
    await next.stop();
    for (const each of silent) each.remove();
    gate.open();
  });

  it("holds through crash and restart of the broker", async () => {
    await bed.send(...ids(30));
    const handled: string[] = [];
    const { consumer } = bed.consumer({}, { retry: { initialRetryTime: 20, maxRetryTime: 100, retries: 2 } });
    await consumer.run(orders, async ({ value }) => {
      handled.push(value.id);
      if (handled.length === 10) await bed.broker.crash();
      if (handled.length === 12) await bed.broker.restart();
    });
    await until(() => new Set(handled).size === 30);
    await bed.send(...ids(5, 30));
    await until(() => new Set(handled).size === 35);
    await consumer.stop();
    expect(await bed.committed()).toEqual({ 0: "35" });
  });

  it("holds when heartbeats fail for a while", async () => {
    await bed.send(...ids(30));
    bed.broker.intercept("Heartbeat", { disconnect: "before" }, { times: 3 });
    bed.broker.intercept("OffsetCommit", { disconnect: "after" }, { times: 1 });
    const handled: string[] = [];
    const { consumer } = bed.consumer(
      { heartbeatEveryMs: 5, commitEveryMs: 5 },
      { heartbeatInterval: 5, retry: { initialRetryTime: 20, maxRetryTime: 100, retries: 2 } },
    );
    await consumer.run(orders, async ({ value }) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      handled.push(value.id);
    });
    await until(() => new Set(handled).size === 30);
    await consumer.stop();
    expect(await bed.committed()).toEqual({ 0: "30" });
  });
});
