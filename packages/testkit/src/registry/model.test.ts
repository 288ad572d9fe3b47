import fc from "fast-check";
import { expect, it } from "vitest";
import { expectAnswer } from "../../test/model/expected.js";
import { createModel, type Model } from "../../test/model/model.js";
import { isSpecified, predict } from "../../test/model/predict.js";
import { requestOf } from "../../test/model/request.js";
import type { Step } from "../../test/model/steps.js";
import { themes } from "../../test/model/themes.js";
import { type Bed, createBed } from "../../test/registry/bed.js";
import { allRoutes } from "./api/routes.js";

const RUNS = 1_000;
const LENGTH = 60;

/** A step on the model and on the registry, which have to agree. */
function command(step: Step, compared: (kind: Step["kind"]) => void): fc.AsyncCommand<Model, Bed> {
  const name = JSON.stringify(step);
  return {
    check: (model) => isSpecified(model, step),
    async run(model, registry) {
      const expected = predict(model, step);
      const { method, target, body } = requestOf(step);
      expectAnswer(await registry.send(method, target, body), expected, `${method} ${target} (${name})`);
      if (!("unspecified" in expected)) compared(step.kind);
    },
    toString: () => name,
  };
}

it("answers as a simple model of rest-api.md does, whatever the sequence of requests", async () => {
  const kinds = new Map<string, number>();
  const compared = (kind: Step["kind"]) => kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const sequences = themes.map((steps) =>
    fc.commands([steps.map((step) => command(step, compared))], { maxCommands: LENGTH, size: "max" }),
  );
  await fc.assert(
    fc.asyncProperty(fc.oneof(...sequences), (sequence) =>
      fc.asyncModelRun(() => ({ model: createModel(), real: createBed(allRoutes) }), sequence),
    ),
    { numRuns: RUNS },
  );
  // Every kind of request was compared, and often.
  expect(Math.min(...kinds.values())).toBeGreaterThan(RUNS / 10);
});
