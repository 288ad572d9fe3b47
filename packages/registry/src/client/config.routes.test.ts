import { describe, expect, it } from "vitest";
import { recordingClient } from "../../test/recording-transport.js";
import { type RouteCase, testRoutes, untested } from "../../test/route-case.js";
import { UsageError } from "../errors/usage-error.js";

const METADATA = { properties: { owner: "me" } };
const RULES = { domainRules: [{ name: "r", disabled: true }] };
const ALL = {
  alias: "t",
  aliasForDeks: "u",
  normalize: true,
  validateFields: false,
  validateNewSchemas: true,
  validateRules: false,
  compatibilityPolicy: "LENIENT",
  compatibilityGroup: "major",
  defaultMetadata: METADATA,
  overrideMetadata: METADATA,
  defaultRuleSet: RULES,
  overrideRuleSet: RULES,
} as const;

const config: readonly RouteCase[] = [
  {
    method: "config.get",
    run: (client, options) => client.config.get(undefined, options),
    sends: "GET /config",
    route: "/config",
    answer: { compatibilityLevel: "BACKWARD" },
    refuses: [{ compatibilityLevel: 1 }, { compatibilityLevel: {} }],
  },
  {
    method: "config.get",
    run: (client, options) => client.config.get("a/b", { defaultToGlobal: true, ...options }),
    sends: "GET /config/a%2Fb?defaultToGlobal=true",
    route: "/config/{subject}",
    answer: { ...ALL, compatibilityLevel: "FULL_TRANSITIVE", fromTheFuture: { a: [1] } },
  },
  {
    // Only what a subject sets itself: it need not be the level.
    method: "config.get",
    run: (client, options) => client.config.get("s", options),
    sends: "GET /config/s",
    route: "/config/{subject}",
    answer: { alias: "t", compatibilityLevel: null },
    gives: { alias: "t" },
  },
  {
    method: "config.get",
    run: (client, options) => client.config.get({ context: ".ctx" }, options),
    sends: "GET /config/%3A.ctx%3A",
    route: "/config/{subject}",
    answer: {},
  },
  {
    method: "config.get",
    run: (client, options) => client.config.get({ context: "." }, options),
    sends: "GET /config",
    route: "/config",
    answer: { compatibilityLevel: "NONE" },
  },
  {
    method: "config.set",
    run: (client, options) => client.config.set(undefined, { ...ALL, compatibilityLevel: "FULL" }, options),
    sends: "PUT /config",
    route: "/config",
    body: { ...ALL, compatibility: "FULL" },
    answer: { ...ALL, compatibility: "FULL", fromTheFuture: 1 },
    gives: { ...ALL, compatibilityLevel: "FULL", fromTheFuture: 1 },
    refuses: [{ compatibility: 1 }],
  },
  {
    // null clears a member, an absent one stays: neither may become the other on the way.
    method: "config.set",
    run: (client, options) =>
      client.config.set("s", { compatibilityLevel: null, alias: null, defaultMetadata: null }, options),
    sends: "PUT /config/s",
    route: "/config/{subject}",
    body: { compatibility: null, alias: null, defaultMetadata: null },
    answer: { compatibility: null, alias: null, normalize: true },
    gives: { normalize: true },
  },
  {
    method: "config.set",
    run: (client, options) => client.config.set({ context: ":.ctx:" }, { normalize: false }, options),
    sends: "PUT /config/%3A.ctx%3A",
    route: "/config/{subject}",
    body: { normalize: false },
    answer: { compatibility: "BACKWARD", normalize: false },
    gives: { compatibilityLevel: "BACKWARD", normalize: false },
  },
  {
    method: "config.delete",
    run: (client, options) => client.config.delete(undefined, options),
    sends: "DELETE /config",
    route: "/config",
    answer: { compatibilityLevel: "FULL" },
  },
  {
    method: "config.delete",
    run: (client, options) => client.config.delete("s", options),
    sends: "DELETE /config/s",
    route: "/config/{subject}",
    answer: { compatibilityLevel: "FULL" },
  },
];

const mode: readonly RouteCase[] = [
  {
    method: "mode.get",
    run: (client, options) => client.mode.get(undefined, options),
    sends: "GET /mode",
    route: "/mode",
    answer: { mode: "READWRITE" },
    refuses: [{}, { mode: null }, { mode: 1 }],
  },
  {
    method: "mode.get",
    run: (client, options) => client.mode.get("100%", { defaultToGlobal: true, ...options }),
    sends: "GET /mode/100%25?defaultToGlobal=true",
    route: "/mode/{subject}",
    answer: { mode: "READONLY", fromTheFuture: true },
  },
  {
    method: "mode.get",
    run: (client, options) => client.mode.get({ context: ".__GLOBAL" }, options),
    sends: "GET /mode/%3A.__GLOBAL%3A",
    route: "/mode/{subject}",
    answer: { mode: "FORWARD" },
  },
  {
    method: "mode.set",
    run: (client, options) => client.mode.set(undefined, "IMPORT", { force: true, ...options }),
    sends: "PUT /mode?force=true",
    route: "/mode",
    body: { mode: "IMPORT" },
    answer: { mode: "IMPORT" },
    refuses: [{}, { mode: 1 }],
  },
  {
    method: "mode.set",
    run: (client, options) => client.mode.set("s", "READONLY_OVERRIDE", options),
    sends: "PUT /mode/s",
    route: "/mode/{subject}",
    body: { mode: "READONLY_OVERRIDE" },
    answer: { mode: "READONLY_OVERRIDE" },
  },
  {
    method: "mode.set",
    run: (client, options) => client.mode.set({ context: ".ctx" }, null, options),
    sends: "PUT /mode/%3A.ctx%3A",
    route: "/mode/{subject}",
    body: { mode: null },
    answer: { mode: null },
    gives: {},
  },
  {
    method: "mode.delete",
    run: (client, options) => client.mode.delete(undefined, options),
    sends: "DELETE /mode",
    route: "/mode",
    answer: { mode: "READONLY" },
    refuses: [{}],
  },
  {
    method: "mode.delete",
    run: (client, options) => client.mode.delete({ context: ".ctx" }, { recursive: true, ...options }),
    sends: "DELETE /mode/%3A.ctx%3A?recursive=true",
    route: "/mode/{subject}",
    answer: { mode: "IMPORT" },
  },
];

testRoutes("config", config);
testRoutes("mode", mode);

it("every method of config and mode is in the tables", () => {
  const { client } = recordingClient({});
  expect([...untested("config", client.config, config), ...untested("mode", client.mode, mode)]).toEqual([]);
});

describe("the scope of a setting", () => {
  it.each([
    [undefined, "s", "/config/s"],
    [undefined, ":.:s", "/config/s"],
    [undefined, ":.:", "/config"],
    [undefined, ":.ctx:", "/config/%3A.ctx%3A"],
    [undefined, ":.ctx:a/b", "/config/%3A.ctx%3Aa%2Fb"],
    [undefined, undefined, "/config"],
    [".staging", "s", "/config/%3A.staging%3As"],
    [".staging", ":.other:s", "/config/%3A.other%3As"],
    [".staging", ":.:s", "/config/s"],
    [".staging", ":.:", "/config"],
    [".staging", undefined, "/config/%3A.staging%3A"],
    [".staging", { context: ".other" }, "/config/%3A.other%3A"],
    [".staging", { context: "." }, "/config"],
    [".", undefined, "/config"],
  ] as const)("with the client context %s, %j is %s", async (context, scope, path) => {
    const { client, requests } = recordingClient({ context }, { body: { mode: "READWRITE" } });
    await client.config.get(scope);
    await client.mode.get(scope);
    expect(requests.map((request) => request.path)).toEqual([path, path.replace("/config", "/mode")]);
  });

  it.each(["", { context: "" }, { context: "staging" }, { context: "*" }, { context: ".a:b" }])(
    "%j is refused before anything is sent",
    async (scope) => {
      const { client, requests } = recordingClient({ context: ".staging" }, { body: {} });
      await expect(client.config.set(scope, { normalize: true })).rejects.toThrow(UsageError);
      await expect(client.mode.delete(scope)).rejects.toThrow(UsageError);
      expect(requests).toEqual([]);
    },
  );
});

describe("what a changed setting makes the client forget", () => {
  const version = (subject: string) => ({ body: { subject, version: 1, id: 1, schema: '"int"' } });

  it("a subject's alias, that subject", async () => {
    const { client, requests } = recordingClient(
      {},
      version("s"),
      version("t"),
      { body: { alias: "u" } },
      version("u"),
    );
    await client.subjects.latest("s");
    await client.subjects.latest("t");
    await client.config.set("s", { alias: "u" });
    expect((await client.subjects.latest("s")).subject).toBe("u");
    expect((await client.subjects.latest("t")).subject).toBe("t");
    expect(requests).toHaveLength(4);
  });

  it.each([
    ["config.set", 0],
    ["config.delete", 1],
    ["mode.set", 2],
    ["mode.delete", 3],
  ] as const)("%s of a whole context, every subject", async (_, index) => {
    const answer = { body: { mode: "IMPORT" } };
    const { client, requests } = recordingClient({}, version("s"), answer, version("s"));
    await client.subjects.latest("s");
    const changes = [
      () => client.config.set(undefined, { normalize: true }),
      () => client.config.delete(),
      () => client.mode.set(undefined, "IMPORT"),
      () => client.mode.delete(),
    ];
    await changes[index]?.();
    await client.subjects.latest("s");
    expect(requests).toHaveLength(3);
  });
});
