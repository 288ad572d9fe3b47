import { describe, expect, it } from "vitest";
import { createCore } from "../../test/core.js";
import { readScenarios, runScenario, settingsFor } from "../../test/scenarios.js";
import { reportVectors } from "../../test/vectors.js";

/** Scenarios that are wrong about the registry, each with the reason. */
const EXCEPTIONS: ReadonlyMap<string, string> = new Map();

describe("the registry's own scenarios", () => {
  reportVectors();

  const scenarios = readScenarios();
  it.each(scenarios.filter(({ name }) => !EXCEPTIONS.has(name)))("$name", async (scenario) => {
    const { ask } = createCore(settingsFor(scenario));
    await runScenario(scenario, (method, target, body) => ask(method, target, body));
  });

  it("knows every exception", () => {
    const names = scenarios.map(({ name }) => name);
    expect([...EXCEPTIONS.keys()].filter((name) => scenarios.length > 0 && !names.includes(name))).toEqual([]);
  });
});
