import { UsageError } from "@magicbyte/registry";
import { describe, expect, it } from "vitest";
import { createManualClock } from "../../test/manual-clock.js";
import { outageWait } from "./outage-wait.js";
import { retrySettings } from "./retry.js";
import { createSchemaGrace } from "./schema-grace.js";

describe("retrySettings", () => {
  it("tries three times by default, with waits that double and are never longer than 10 seconds", () => {
    const { attempts, delayMs } = retrySettings();
    expect(attempts).toBe(3);
    for (const [failed, most] of [
      [1, 100],
      [2, 200],
      [5, 1_600],
      [40, 10_000],
    ] as const) {
      const delays = Array.from({ length: 50 }, () => delayMs(failed));
      expect(Math.max(...delays)).toBeLessThanOrEqual(most);
      expect(Math.min(...delays)).toBeGreaterThanOrEqual(most / 2);
    }
  });

  it("takes a number, a function, and any number of attempts", () => {
    expect(retrySettings({ backoff: 7 }).delayMs(9)).toBe(7);
    expect(retrySettings({ backoff: (failed) => failed * 10 }).delayMs(3)).toBe(30);
    expect(retrySettings({ attempts: Number.POSITIVE_INFINITY }).attempts).toBe(Number.POSITIVE_INFINITY);
  });

  it.each([{ attempts: 0 }, { attempts: 1.5 }, { backoff: -1 }, { backoff: Number.NaN }])("refuses %o", (options) => {
    expect(() => retrySettings(options)).toThrow(UsageError);
  });
});

describe("outageWait", () => {
  it("waits in place while all waits together are short, then pauses", () => {
    const waits = Array.from({ length: 8 }, (_, round) => outageWait(round, { inPlaceWaitMs: 5_000, pauseMs: 5_000 }));
    expect(waits.map(({ ms, inPlace }) => (inPlace ? ms : `pause ${ms}`))).toEqual([
      100,
      200,
      400,
      800,
      1_600,
      "pause 5000",
      "pause 5000",
      "pause 5000",
    ]);
    expect(outageWait(0, { inPlaceWaitMs: 0, pauseMs: 30 })).toEqual({ ms: 30, inPlace: false });
    expect(outageWait(5_000, { inPlaceWaitMs: 0, pauseMs: 30 })).toEqual({ ms: 30, inPlace: false });
  });
});

describe("createSchemaGrace", () => {
  it("counts for each schema from the first time it was asked for", async () => {
    const clock = createManualClock();
    const grace = createSchemaGrace(1_000, clock);
    expect(grace.left(1)).toBe(1_000);
    await clock.advance(600);
    expect([grace.left(1), grace.left("guid")]).toEqual([400, 1_000]);
    await clock.advance(600);
    expect([grace.left(1), grace.left("guid")]).toEqual([0, 400]);
  });

  it("remembers a bounded number of schemas", async () => {
    const clock = createManualClock();
    const grace = createSchemaGrace(1_000, clock);
    grace.left(0);
    await clock.advance(1_000);
    expect(grace.left(0)).toBe(0);
    for (let id = 1; id <= 1_000; id++) grace.left(id);
    expect(grace.left(0)).toBe(1_000);
  });
});
