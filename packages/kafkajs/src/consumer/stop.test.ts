import { EventEmitter } from "node:events";
import { beforeEach, describe, expect, it } from "vitest";
import { type ConsumerBed, createGate, orders, startConsumerBed, until } from "../../test/consumer-bed.js";
import { stopOnSignals, typedConsumer } from "../index.js";

let bed: ConsumerBed;
beforeEach(async () => {
  bed = await startConsumerBed();
  return () => bed.close();
});

describe("stop", () => {
  it("lets the handler under way finish, begins no other, commits, leaves the group and resolves `closed`", async () => {
    await bed.send("a", "b", "c");
    const gate = createGate();
    const begun: string[] = [];
    const finished: string[] = [];
    const { consumer } = bed.consumer();
    await consumer.run(orders, async ({ value, signal }) => {
      begun.push(value.id);
      if (value.id === "b") {
        signal.addEventListener("abort", () => gate.open());
        await gate.passed;
      }
      finished.push(value.id);
    });
    await until(() => begun.includes("b"));
    await consumer.stop();
    expect([begun, finished]).toEqual([
      ["a", "b"],
      ["a", "b"],
    ]);
    expect(await bed.committed()).toEqual({ 0: "2" });
    expect(bed.broker.groups()[0]?.members).toEqual([]);
    await consumer.closed;
    await consumer.stop();
  });

  it("gives a handler up that takes too long; its message comes again", async () => {
    await bed.send("a", "b", "c");
    const gate = createGate();
    const begun: string[] = [];
    const { consumer } = bed.consumer({ stopTimeoutMs: 50 });
    await consumer.run(orders, async ({ value }) => {
      begun.push(value.id);
      if (value.id === "b") await gate.passed;
    });
    await until(() => begun.includes("b"));
    await consumer.stop();
    gate.open();
    expect(await bed.committed()).toEqual({ 0: "1" });
    const got: string[] = [];
    const { consumer: next } = bed.consumer();
    await next.run(orders, ({ value }) => got.push(value.id));
    await until(() => got.length === 2);
    expect(got).toEqual(["b", "c"]);
  });

  it("cuts waits short: a back-off, an outage, a pause", async () => {
    await bed.send("a");
    const { consumer, events } = bed.consumer({ retry: { attempts: 2, backoff: 60_000 }, inPlaceWaitMs: 120_000 });
    await consumer.run(orders, () => Promise.reject(new Error("busy")));
    await until(() => events.some(({ type }) => type === "retry"));
    await consumer.stop();
    await consumer.closed;
  });

  it("takes no failure for one that comes while it stops", async () => {
    await bed.send("a");
    const begun: string[] = [];
    const { consumer } = bed.consumer({ retry: { attempts: 1 } });
    await consumer.run(orders, async ({ value, signal }) => {
      begun.push(value.id);
      await new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    });
    await until(() => begun.length === 1);
    await consumer.stop();
    await consumer.closed;
    expect((await bed.committed())[0]).not.toBe("1");
  });

  it("may come before run, while it starts, and by `await using`", async () => {
    const { consumer: unused } = bed.consumer();
    await unused.stop();
    await unused.closed;

    await bed.send("a");
    const { consumer: early } = bed.consumer();
    const running = early.run(orders, () => {});
    await early.stop();
    await running.catch(() => {});
    await early.closed;
    expect(bed.broker.groups()[0]?.members).toEqual([]);

    const closed: Promise<void>[] = [];
    {
      await using consumer = typedConsumer(bed.rawConsumer(), { client: bed.client });
      await consumer.run(orders, () => {});
      closed.push(consumer.closed);
    }
    await closed[0];
  });

  it("may be asked of KafkaJS directly: handlers finish, and `closed` resolves", async () => {
    await bed.send("a", "b");
    const gate = createGate();
    const begun: string[] = [];
    const { consumer } = bed.consumer();
    await consumer.run(orders, async ({ value, signal }) => {
      begun.push(value.id);
      signal.addEventListener("abort", () => gate.open());
      await gate.passed;
    });
    await until(() => begun.length === 1);
    await consumer.raw.disconnect();
    expect(begun).toEqual(["a"]);
    expect(await bed.committed()).toEqual({ 0: "1" });
    await consumer.closed;
  });
});

describe("stopOnSignals", () => {
  /** What `process` is to it. */
  function fakeProcess() {
    const emitter = new EventEmitter();
    const killed: NodeJS.Signals[] = [];
    return {
      killed,
      emit: (signal: NodeJS.Signals) => emitter.emit(signal, signal),
      listeners: () => emitter.eventNames(),
      pid: 1,
      on: (signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void) => emitter.on(signal, listener),
      off: (signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void) => emitter.off(signal, listener),
      kill: (_pid: number, signal: NodeJS.Signals) => killed.push(signal),
    };
  }

  it("stops in order, then lets the process end by the signal", async () => {
    await bed.send("a");
    const order: string[] = [];
    const { consumer } = bed.consumer();
    await consumer.run(orders, () => {});
    void consumer.closed.then(() => order.push("consumer"));
    const producer = { disconnect: async () => void order.push("producer") };
    const fake = fakeProcess();
    stopOnSignals([consumer, producer], { process: fake });
    fake.emit("SIGTERM");
    await until(() => fake.killed.length === 1);
    expect([order, fake.killed, fake.listeners()]).toEqual([["consumer", "producer"], ["SIGTERM"], []]);
  });

  it("goes on when one cannot be stopped, and says so", async () => {
    const order: string[] = [];
    const errors: unknown[] = [];
    const fake = fakeProcess();
    stopOnSignals(
      [{ stop: () => Promise.reject(new Error("stuck")) }, { stop: async () => void order.push("second") }],
      { process: fake, endProcess: false, onError: (error) => errors.push(String(error)) },
    );
    fake.emit("SIGINT");
    await until(() => order.length === 1);
    expect(errors).toEqual(["Error: stuck"]);
    await until(() => fake.listeners().length === 0);
    expect(fake.killed).toEqual([]);
  });

  it("ends the process at once at the second signal; can be called off", () => {
    const fake = fakeProcess();
    stopOnSignals([{ stop: () => new Promise(() => {}) }], { process: fake });
    fake.emit("SIGTERM");
    fake.emit("SIGTERM");
    expect(fake.killed).toEqual(["SIGTERM"]);
    const other = fakeProcess();
    stopOnSignals([], { process: other, signals: ["SIGHUP"] })();
    expect(other.listeners()).toEqual([]);
  });
});
