import { describe, expect, it } from "vitest";
import { backoff, parseRetryAfter } from "./backoff.js";

describe("backoff", () => {
  const options = { retryDelayMs: 100, maxRetryDelayMs: 1_000 };

  it.each([
    { round: 0, upTo: 100 },
    { round: 1, upTo: 200 },
    { round: 2, upTo: 400 },
    { round: 3, upTo: 800 },
    { round: 4, upTo: 1_000 },
    { round: 50, upTo: 1_000 },
    { round: 5_000, upTo: 1_000 },
  ])("waits a random time up to $upTo ms after round $round", ({ round, upTo }) => {
    expect(backoff(round, options, () => 0)).toBe(0);
    expect(backoff(round, options, () => 0.5)).toBe(upTo / 2);
    expect(backoff(round, options, () => 1)).toBe(upTo);
  });

  it("draws a number of its own for each wait", () => {
    const waits = Array.from({ length: 50 }, () => backoff(3, options));
    expect(new Set(waits).size).toBeGreaterThan(40);
  });

  it("does not wait at all with a delay of 0", () => {
    expect(backoff(7, { retryDelayMs: 0, maxRetryDelayMs: 1_000 })).toBe(0);
  });
});

describe("parseRetryAfter", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");

  it.each([
    { value: undefined, expected: undefined },
    { value: "", expected: undefined },
    { value: "0", expected: 0 },
    { value: "1", expected: 1_000 },
    { value: " 120 ", expected: 120_000 },
    { value: "Thu, 01 Jan 2026 00:00:05 GMT", expected: 5_000 },
    { value: "Thursday, 01-Jan-26 00:00:05 GMT", expected: 5_000 },
    { value: "Wed, 31 Dec 2025 23:59:59 GMT", expected: 0 },
    { value: "-5", expected: undefined },
    { value: "1.5", expected: undefined },
    { value: "soon", expected: undefined },
    { value: "Infinity", expected: undefined },
  ])("reads $value as $expected ms", ({ value, expected }) => {
    expect(parseRetryAfter(value, now)).toBe(expected);
  });
});
