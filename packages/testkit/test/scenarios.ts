import { expect } from "vitest";
import type { Settings } from "../src/registry/registry.js";
import { haveVectors, readVectors } from "./vectors.js";

/** What a step of a scenario expects; see `how` in the file of scenarios. */
type Expectation = {
  readonly status: number;
  readonly json?: unknown;
  readonly json_subset?: object;
  readonly json_set?: readonly unknown[];
  readonly json_len?: number;
  readonly json_absent?: readonly string[];
  readonly error_code?: number;
  readonly message?: string;
  readonly message_contains?: string;
};

type Step = {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly raw_body?: string;
  readonly messages_contain?: readonly string[];
  readonly expect: Expectation;
};

/** Requests in order, and what a registry answers to each. */
export type Scenario = {
  readonly name: string;
  readonly server_config?: Readonly<Record<string, unknown>>;
  readonly steps: readonly Step[];
};

/** Sends one request, whichever way. */
export type Send = (
  method: string,
  target: string,
  body: string | undefined,
) => Promise<{ readonly status: number; readonly body: string }>;

/** All scenarios; none where the vectors are not there. */
export function readScenarios(): readonly Scenario[] {
  return haveVectors ? readVectors<{ scenarios: readonly Scenario[] }>("rest/scenarios.json").scenarios : [];
}

/** How a registry is set up for a scenario, where it is not as usual. */
export function settingsFor({ name, server_config: config }: Scenario): Partial<Settings> {
  return {
    ...(config?.["mode.mutability"] === false ? { modeChanges: false } : {}),
    ...(name === "rule sets are dropped by the community server" ? { dropRuleSets: true } : {}),
  };
}

/** Runs a scenario against a fresh registry. */
export async function runScenario(scenario: Scenario, send: Send): Promise<void> {
  let guid = "";
  for (const [at, step] of scenario.steps.entries()) {
    const body = step.raw_body ?? (step.body === undefined ? undefined : JSON.stringify(step.body));
    const answer = await send(step.method, step.path.replace("%GUID%", guid), body);
    const json: unknown = answer.body === "" ? undefined : JSON.parse(answer.body);
    if (typeof json === "object" && json !== null && "guid" in json) guid = String(json.guid);
    check(step, answer.status, json, `step ${at + 1}, ${step.method} ${step.path}: ${answer.body}`);
  }
}

function check({ expect: wanted, messages_contain: texts = [] }: Step, status: number, json: unknown, what: string) {
  expect(status, what).toBe(wanted.status);
  if ("json" in wanted) expect(json, what).toEqual(wanted.json);
  if (wanted.json_subset !== undefined) expect(json, what).toMatchObject(wanted.json_subset);
  if (wanted.json_set !== undefined) expect(new Set(json as unknown[]), what).toEqual(new Set(wanted.json_set));
  if (wanted.json_len !== undefined) expect(json, what).toHaveLength(wanted.json_len);
  for (const name of wanted.json_absent ?? []) expect(json, what).not.toHaveProperty([name]);
  if (wanted.error_code !== undefined) expect(json, what).toMatchObject({ error_code: wanted.error_code });
  if (wanted.message !== undefined) expect(json, what).toMatchObject({ message: wanted.message });
  if (wanted.message_contains !== undefined) {
    expect((json as { message: string }).message, what).toContain(wanted.message_contains);
  }
  const messages = (json as { messages?: string[] } | undefined)?.messages?.join("\n");
  for (const text of texts) expect(messages, what).toContain(text);
}
