import { expect, it } from "vitest";
import { recordingClient } from "../../test/recording-transport.js";
import { type RouteCase, testRoutes, untested } from "../../test/route-case.js";
import { UsageError } from "../errors/usage-error.js";

const ID = {
  scope: { path: [], clusters: { "kafka-cluster": "k", "schema-registry-cluster": "schema-registry" } },
  id: "",
};

const server: readonly RouteCase[] = [
  {
    method: "server.id",
    run: (client, options) => client.server.id(options),
    sends: "GET /v1/metadata/id",
    route: "/v1/metadata/id",
    answer: { ...ID, fromTheFuture: 1 },
    refuses: [{}, { scope: "s" }, { scope: { clusters: [] } }, { scope: { path: "p" } }],
  },
  {
    method: "server.id",
    run: (client, options) => client.server.id(options),
    sends: "GET /v1/metadata/id",
    route: "/v1/metadata/id",
    answer: { scope: {} },
    gives: { id: "", scope: { path: [], clusters: {} } },
  },
  {
    method: "server.version",
    run: (client, options) => client.server.version(options),
    sends: "GET /v1/metadata/version",
    route: "/v1/metadata/version",
    answer: { version: "8.1.0", commitId: "abc" },
    refuses: [{}, { version: 8 }],
  },
  {
    method: "server.deployment",
    run: (client, options) => client.server.deployment(options),
    sends: "GET /v1/metadata/deployment",
    route: "/v1/metadata/deployment",
    answer: { attributes: ["confluent:cloud"] },
    refuses: [{ attributes: "a" }, { attributes: [1] }],
  },
  {
    method: "server.deployment",
    run: (client, options) => client.server.deployment(options),
    sends: "GET /v1/metadata/deployment",
    route: "/v1/metadata/deployment",
    answer: {},
    gives: { attributes: [] },
  },
  {
    method: "server.ping",
    run: (client, options) => client.server.ping(options),
    sends: "GET /",
    route: "/",
    answer: {},
    gives: undefined,
  },
];

const contexts: readonly RouteCase[] = [
  {
    method: "contexts.list",
    run: (client, options) => client.contexts.list(options),
    sends: "GET /contexts",
    route: "/contexts",
    answer: [".", ".ctx"],
    refuses: [[1]],
  },
  {
    method: "contexts.list",
    run: (client, options) => client.contexts.list({ contextPrefix: ".a b", offset: 1, limit: 2, ...options }),
    sends: "GET /contexts?contextPrefix=.a%20b&offset=1&limit=2",
    route: "/contexts",
    answer: [],
  },
  {
    method: "contexts.delete",
    run: (client, options) => client.contexts.delete(".ctx", options),
    sends: "DELETE /contexts/.ctx",
    route: "/contexts/{context}",
    status: 204,
  },
  {
    method: "contexts.delete",
    run: (client, options) => client.contexts.delete(":.a/b:", options),
    sends: "DELETE /contexts/.a%2Fb",
    route: "/contexts/{context}",
    status: 204,
  },
];

testRoutes("server", server);
testRoutes("contexts", contexts);

it("every method of server and contexts is in the tables", () => {
  const { client } = recordingClient({});
  expect([...untested("server", client.server, server), ...untested("contexts", client.contexts, contexts)]).toEqual(
    [],
  );
});

it("a deleted context takes the cached schemas with it: its ids are given out anew", async () => {
  const { client, requests } = recordingClient(
    {},
    { body: { schema: '"int"' } },
    { status: 204 },
    { body: { schema: '"long"' } },
  );
  await client.schemas.byId(1);
  await client.contexts.delete(".");
  expect((await client.schemas.byId(1)).schema).toBe('"long"');
  expect(requests).toHaveLength(3);
});

it.each(["", "staging", "*", "a:b"])("the context %j is refused before anything is sent", async (context) => {
  const { client, requests } = recordingClient({});
  await expect(client.contexts.delete(context)).rejects.toThrow(UsageError);
  expect(() => recordingClient({ context })).toThrow(UsageError);
  expect(requests).toEqual([]);
});
