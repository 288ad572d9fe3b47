import { describe, expect, it } from "vitest";
import { described, failureOf } from "../../test/fault-server.js";
import { TransportError, type TransportFailure } from "../errors/transport-error.js";
import { type CircuitBreakerOptions, createCircuitBreaker } from "./circuit-breaker.js";
import type { RegistryRequest, RegistryResponse } from "./transport.js";

const request: RegistryRequest = {
  method: "GET",
  route: "/subjects",
  path: "/subjects",
  url: "/subjects",
  headers: {},
  idempotent: true,
};

type Outcome = number | TransportFailure;

/** A breaker over a handler whose outcome, and a clock whose time, the test sets. */
function setUp(options: CircuitBreakerOptions = { failures: 2, resetAfterMs: 1_000 }) {
  const world = { now: 0, outcome: 200 as Outcome, sent: 0, gate: Promise.resolve() };
  const breaker = createCircuitBreaker(options, () => world.now);
  const call = breaker.interceptor(async (): Promise<RegistryResponse> => {
    world.sent++;
    const { outcome } = world;
    await world.gate;
    if (typeof outcome === "number") return { status: outcome, headers: {}, body: "" };
    throw new TransportError("no answer", { reason: outcome });
  });
  const attempt = async (outcome: Outcome) => {
    world.outcome = outcome;
    await call(request).catch(() => {});
  };
  return { world, breaker, call: () => call(request), attempt };
}

describe("createCircuitBreaker", () => {
  it.each<{ outcome: Outcome; opens: boolean }>([
    { outcome: "network", opens: true },
    { outcome: "timeout", opens: true },
    { outcome: 502, opens: true },
    { outcome: 503, opens: true },
    { outcome: 504, opens: true },
    { outcome: 500, opens: false },
    { outcome: 404, opens: false },
    { outcome: 401, opens: false },
    { outcome: 429, opens: false },
    { outcome: "aborted", opens: false },
    { outcome: "credentials", opens: false },
    { outcome: "response-too-large", opens: false },
    { outcome: "closed", opens: false },
  ])("$outcome twice: opens = $opens", async ({ outcome, opens }) => {
    const { breaker, attempt } = setUp();
    await attempt(outcome);
    expect(breaker.state()).toBe("closed");
    await attempt(outcome);
    expect(breaker.state()).toBe(opens ? "open" : "closed");
  });

  it("counts failures in a row only: an answer starts the count anew", async () => {
    const { breaker, attempt } = setUp();
    await attempt("network");
    await attempt(404);
    await attempt("network");
    expect(breaker.state()).toBe("closed");
  });

  it("fails at once while it is open, and says when it tries again", async () => {
    const { world, call, attempt } = setUp();
    await attempt("network");
    await attempt("network");
    world.now = 400;
    expect(described(await failureOf(call()))).toEqual({
      name: "TransportError",
      code: "MAGICBYTE_TRANSPORT",
      reason: "circuit-open",
      attempts: 0,
      retryable: true,
      requestSent: false,
      message: "GET /subjects: not sent, because every node was down in the last 2 calls; the next try is in 600 ms",
    });
    expect(world.sent).toBe(2);
  });

  it("lets exactly one call through when the time is up, and closes with its answer", async () => {
    const { world, breaker, call, attempt } = setUp();
    await attempt("network");
    await attempt("network");
    world.now = 1_000;
    world.outcome = 200;
    let open = () => {};
    world.gate = new Promise((resolve) => {
      open = resolve;
    });
    const probe = call();
    expect(breaker.state()).toBe("half-open");
    const others = await Promise.all(Array.from({ length: 10 }, () => failureOf(call())));
    expect(new Set(others.map((error) => (error as Error).message))).toEqual(
      new Set(["GET /subjects: not sent, because every node was down in the last 2 calls; a probe is under way"]),
    );
    open();
    await expect(probe).resolves.toMatchObject({ status: 200 });
    expect(world.sent).toBe(3);
    expect(breaker.state()).toBe("closed");
  });

  it("stays open for as long again when the probe fails", async () => {
    const { world, breaker, attempt } = setUp();
    await attempt("network");
    await attempt("network");
    world.now = 1_000;
    await attempt("timeout");
    expect([world.sent, breaker.state()]).toEqual([3, "open"]);
    world.now = 1_999;
    await attempt(200);
    expect([world.sent, breaker.state()]).toEqual([3, "open"]);
    world.now = 2_000;
    await attempt(200);
    expect([world.sent, breaker.state()]).toEqual([4, "closed"]);
  });

  it("a probe that its caller aborts leaves the next call to probe", async () => {
    const { world, breaker, attempt } = setUp();
    await attempt("network");
    await attempt("network");
    world.now = 1_000;
    await attempt("aborted");
    expect(breaker.state()).toBe("open");
    await attempt(200);
    expect([world.sent, breaker.state()]).toEqual([4, "closed"]);
  });

  it.each([
    { options: { failures: 0 }, message: "`circuitBreaker.failures` must be a whole number of at least 1" },
    { options: { failures: 1.5 }, message: "`circuitBreaker.failures` must be a whole number of at least 1" },
    { options: { failures: Number.NaN }, message: "`circuitBreaker.failures` must be a whole number of at least 1" },
    {
      options: { resetAfterMs: -1 },
      message: "`circuitBreaker.resetAfterMs` must be a number of at least 0, in milliseconds",
    },
  ])("refuses $options", ({ options, message }) => {
    expect(() => createCircuitBreaker(options)).toThrow(expect.objectContaining({ name: "UsageError", message }));
  });
});
