import { describe, expect, it } from "vitest";
import { configOf, configProblem, isCompacted, isDeletable, topicConfigs } from "./topic-config.js";
import { topicNameProblem } from "./topic-name.js";

describe("topic configuration", () => {
  it("has defaults that it would take itself", () => {
    for (const [name, definition] of topicConfigs)
      expect([name, configProblem(name, definition.default)]).toEqual([name, undefined]);
  });

  it.each([
    ["cleanup.policy", "compact,delete", undefined],
    ["cleanup.policy", "compact, delete", undefined],
    ["cleanup.policy", "shred", /Invalid value shred/],
    ["retention.ms", "-1", undefined],
    ["retention.ms", "a week", /Invalid value a week/],
    ["retention.ms", null, /Null value/],
    ["preallocate", "TRUE", undefined],
    ["preallocate", "yes", /Invalid value/],
    ["message.timestamp.type", "LogAppendTime", undefined],
    ["message.timestamp.type", "logappendtime", /Invalid value/],
    ["min.cleanable.dirty.ratio", "0.25", undefined],
    ["no.such", "1", /Unknown topic config name: no\.such/],
  ])("%s=%s", (name, value, problem) => {
    if (problem === undefined) expect(configProblem(name, value)).toBeUndefined();
    else expect(configProblem(name, value)).toMatch(problem);
  });

  it.each([
    [undefined, false, true],
    ["compact", true, false],
    ["delete", false, true],
    ["compact, delete", true, true],
  ])("cleanup.policy=%s", (policy, compacted, deletable) => {
    const configs = new Map(policy === undefined ? [] : [["cleanup.policy", policy]]);
    expect([isCompacted(configs), isDeletable(configs)]).toEqual([compacted, deletable]);
    expect(configOf(configs, "retention.ms")).toBe("604800000");
  });
});

describe("topic names", () => {
  it.each(["a", "A.b_c-9", "__consumer_offsets", "x".repeat(249)])("may be %s", (name) => {
    expect(topicNameProblem(name)).toBeUndefined();
  });

  it.each(["", ".", "..", "a b", "a/b", "ä", "x".repeat(250)])("may not be %s", (name) => {
    expect(topicNameProblem(name)).toMatch(/^Topic name is invalid/);
  });
});
