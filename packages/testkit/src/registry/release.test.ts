import { describe, expect, it } from "vitest";
import { createCore } from "../../test/core.js";
import type { RegistryVersion } from "./registry.js";

const RELEASES = ["7.4", "7.9", "8.2", "8.5"] as const satisfies readonly RegistryVersion[];
const F = '{"type":"record","name":"R","fields":[{"name":"f","type":"string"}]}';
const G = '{"type":"record","name":"R","fields":[{"name":"g","type":"string"}]}';

/** What is true in which release, in the order of the releases. */
const DIFFERENCES: readonly [
  what: string,
  ask: (release: RegistryVersion) => Promise<unknown>,
  ...answers: unknown[],
][] = [
  [
    "the members of a registration's answer",
    async (version) =>
      Object.keys((await createCore({ version }).ask("POST", "/subjects/s/versions", { schema: F })).json)
        .sort()
        .join(),
    "id",
    "id,schema,version",
    "guid,id,schema,schemaType,version",
    "guid,id,schema,schemaType,version",
  ],
  [
    "the members of a version",
    async (version) => {
      const { ask } = createCore({ version });
      await ask("POST", "/subjects/s/versions", { schema: F });
      return Object.keys((await ask("GET", "/subjects/s/versions/1")).json)
        .sort()
        .join();
    },
    "id,schema,subject,version",
    "id,schema,subject,version",
    "deleted,guid,id,schema,schemaType,subject,ts,version",
    "deleted,guid,id,schema,schemaType,subject,ts,version",
  ],
  [
    "the code of an incompatible schema",
    async (version) => {
      const { ask } = createCore({ version });
      await ask("POST", "/subjects/s/versions", { schema: F });
      const { status, json } = await ask("POST", "/subjects/s/versions", { schema: G });
      return `${status} ${json["error_code"]}`;
    },
    "409 409",
    "409 409",
    "409 40901",
    "409 40901",
  ],
  [
    "whether a registration can be forced",
    async (version) => {
      const { ask } = createCore({ version });
      await ask("POST", "/subjects/s/versions", { schema: F });
      return (await ask("POST", "/subjects/s/versions?force=true", { schema: G })).status;
    },
    409,
    409,
    409,
    200,
  ],
  [
    "schemas by GUID",
    async (version) => {
      const { ask } = createCore({ version });
      const { json } = await ask("GET", `/schemas/guids/${"0".repeat(32)}`);
      return json["error_code"];
    },
    404,
    404,
    40403,
    40403,
  ],
  [
    "the deletion of contexts",
    async (version) => (await createCore({ version }).ask("DELETE", "/contexts/.ctx")).status,
    404,
    404,
    204,
    204,
  ],
  [
    "what a change of the configuration is answered with",
    async (version) => {
      const { ask } = createCore({ version });
      await ask("PUT", "/config", { compatibility: "FULL" });
      return (await ask("PUT", "/config", { normalize: true })).body;
    },
    '{"normalize":true}',
    '{"normalize":true}',
    '{"normalize":true,"compatibility":"FULL"}',
    '{"normalize":true,"compatibility":"FULL"}',
  ],
  [
    "the policy of compatibility",
    async (version) => (await createCore({ version }).ask("PUT", "/config", { compatibilityPolicy: "LENIENT" })).body,
    "{}",
    "{}",
    '{"compatibilityPolicy":"LENIENT"}',
    '{"compatibilityPolicy":"LENIENT"}',
  ],
  [
    "whether a Protobuf package may change",
    async (version) => {
      const { ask } = createCore({ version });
      const proto = (name: string) => ({
        schema: `syntax = "proto3"; package ${name}; message M { string a = 1; }`,
        schemaType: "PROTOBUF",
      });
      await ask("POST", "/subjects/s/versions", proto("p"));
      return (await ask("POST", "/subjects/s/versions", proto("q"))).status;
    },
    200,
    409,
    409,
    409,
  ],
  [
    "the version that it tells",
    async (version) => (await createCore({ version }).ask("GET", "/v1/metadata/version")).json["version"],
    "7.4.0",
    "7.9.0",
    "8.2.0",
    "8.5.0",
  ],
];

describe("a release", () => {
  it.each(
    DIFFERENCES.flatMap(([what, ask, ...answers]) =>
      RELEASES.map((release, at) => ({ what, ask, release, expected: answers[at] })),
    ),
  )("$release differs in $what: $expected", async ({ ask, release, expected }) => {
    expect(await ask(release)).toEqual(expected);
  });
});

describe("the server", () => {
  it.each([
    ["GET", "/", {}],
    ["POST", "/", {}],
    ["GET", "/v1/metadata/deployment", { attributes: [] }],
    [
      "GET",
      "/v1/metadata/id",
      { scope: { path: [], clusters: { "kafka-cluster": "k", "schema-registry-cluster": "schema-registry" } }, id: "" },
    ],
    ["GET", "/schemas/types", ["JSON", "PROTOBUF", "AVRO"]],
  ])("answers %s %s", async (method, target, expected) => {
    expect(await createCore({ clusterId: "k" }).ask(method, target)).toMatchObject({ status: 200, json: expected });
  });
});
