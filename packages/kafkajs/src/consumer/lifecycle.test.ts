import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createManualClock } from "../../test/manual-clock.js";
import { createLifecycle } from "./lifecycle.js";

function setUp() {
  const clock = createManualClock();
  let ends = 0;
  const lifecycle = createLifecycle({
    clock,
    fatalError: (error) => Object.assign(new Error(error.message), { retriable: false }),
    onEnded: () => ends++,
  });
  return { clock, lifecycle, ends: () => ends };
}

async function outcome(promise: Promise<void>): Promise<unknown> {
  return promise.then(
    () => "resolved",
    (error: unknown) => error,
  );
}

it("starts with the first join, and ends as it was asked to", async () => {
  const { lifecycle, ends } = setUp();
  lifecycle.joined();
  await lifecycle.started;
  lifecycle.ask();
  lifecycle.ended();
  lifecycle.ended();
  await lifecycle.closed;
  expect(ends()).toBe(1);
});

it.each([[new TypeError("original")], ["a text"], [undefined]])(
  "rejects with the original %o, however the client wraps what it was thrown",
  async (original) => {
    const { lifecycle } = setUp();
    const thrown = lifecycle.disguise(original);
    expect(thrown.cause).toBeUndefined();
    lifecycle.crashed(new Error("wrapped", { cause: new Error("twice", { cause: thrown }) }));
    expect(await outcome(lifecycle.closed)).toBe(original);
    expect(await outcome(lifecycle.started)).toBe(original);
  },
);

it("rejects with the client's own error where nothing was thrown to it", async () => {
  const { lifecycle } = setUp();
  const error = new Error("no broker");
  error.cause = error;
  lifecycle.crashed(error);
  expect(await outcome(lifecycle.closed)).toBe(error);
});

it("a crash while stopping is none", async () => {
  const { lifecycle } = setUp();
  lifecycle.ask();
  lifecycle.crashed(new Error("no"));
  expect(await outcome(lifecycle.closed)).toBe("resolved");
});

it("a stop that nobody asked us for counts as asked for, unless a crash or a restart follows", async () => {
  const asked = setUp();
  asked.lifecycle.joined();
  asked.lifecycle.stopped();
  await asked.clock.advance(10_000);
  expect(await outcome(asked.lifecycle.closed)).toBe("resolved");

  const crashed = setUp();
  crashed.lifecycle.stopped();
  crashed.lifecycle.crashed(new Error("crash"));
  expect(await outcome(crashed.lifecycle.closed)).toMatchObject({ message: "crash" });

  const restarted = setUp();
  restarted.lifecycle.stopped();
  restarted.lifecycle.joined();
  await restarted.clock.advance(10_000);
  expect(restarted.ends()).toBe(0);
});

it("whoever could not start is told by `started`, and nobody else", async () => {
  const { lifecycle, clock } = setUp();
  lifecycle.failedToStart(new Error("no"));
  expect(await outcome(lifecycle.started)).toMatchObject({ message: "no" });
  expect(clock.pending).toBe(0);
});

describe("an end that nobody hears of", () => {
  const unhandled: unknown[] = [];
  const listen = (error: unknown) => void unhandled.push(error);
  let before: NodeJS.UnhandledRejectionListener[] = [];
  beforeEach(() => {
    unhandled.length = 0;
    before = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    process.on("unhandledRejection", listen);
  });
  afterEach(() => {
    process.removeAllListeners("unhandledRejection");
    for (const listener of before) process.on("unhandledRejection", listener);
  });

  it("becomes an unhandled rejection", async () => {
    const { lifecycle, clock } = setUp();
    const error = new Error("silent death");
    lifecycle.crashed(error);
    await clock.advance(1_000);
    await expect.poll(() => unhandled).toEqual([error]);
  });

  it("but not where `closed` is asked for, a moment late even", async () => {
    const { lifecycle, clock } = setUp();
    lifecycle.crashed(new Error("heard"));
    await clock.advance(500);
    await outcome(lifecycle.closed);
    await clock.advance(1_000);
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).toEqual([]);
  });
});
