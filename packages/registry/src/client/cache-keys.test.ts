import { describe, expect, it } from "vitest";
import { failureOf, registryError, useTestBed } from "../../test/fault-server.js";
import { stubClient } from "../../test/stub-bed.js";
import { UsageError } from "../errors/usage-error.js";
import type { RegistryClient } from "./create-registry-client.js";
import type { RegistryClientOptions } from "./options.js";

const bed = useTestBed();

const int = { schema: '"int"' };
const long = { schema: '"long"' };

const setUp = (options?: Partial<RegistryClientOptions>) => stubClient(bed, options);

describe("keys hold all that the answer depends on", () => {
  type Call = (client: RegistryClient) => Promise<unknown>;

  it.each<{ what: string; calls: readonly Call[] }>([
    {
      what: "schemas by id: format, subject, reference format, tags",
      calls: [
        (client) => client.schemas.byId(1),
        (client) => client.schemas.byId(1, { format: "resolved" }),
        (client) => client.schemas.byId(1, { subject: "orders" }),
        (client) => client.schemas.byId(1, { subject: ":.other:orders" }),
        (client) => client.schemas.byId(1, { referenceFormat: "qualified" }),
        (client) => client.schemas.byId(1, { findTags: ["PII"] }),
      ],
    },
    {
      what: "schemas by GUID: format",
      calls: [
        (client) => client.schemas.byGuid("0a"),
        (client) => client.schemas.byGuid("0a", { format: "resolved" }),
        (client) => client.schemas.byGuid("0b"),
      ],
    },
    {
      what: "latest: subject, context, format",
      calls: [
        (client) => client.subjects.latest("orders"),
        (client) => client.subjects.latest("orders-2"),
        (client) => client.subjects.latest(":.other:orders"),
        (client) => client.subjects.latest("orders", { format: "resolved" }),
      ],
    },
    {
      what: "latest with metadata: properties, deleted",
      calls: [
        (client) => client.subjects.latestWithMetadata("orders", { major: "1" }),
        (client) => client.subjects.latestWithMetadata("orders", { major: "2" }),
        (client) => client.subjects.latestWithMetadata("orders", { major: "1" }, { deleted: true }),
      ],
    },
    {
      what: "registrations: subject, text, type, references, metadata, rules, normalize, format",
      calls: [
        (client) => client.subjects.register("orders", int),
        (client) => client.subjects.register("orders-2", int),
        (client) => client.subjects.register("orders", long),
        (client) => client.subjects.register("orders", { ...int, schemaType: "JSON" }),
        (client) =>
          client.subjects.register("orders", { ...int, references: [{ name: "a", subject: "a", version: 1 }] }),
        (client) =>
          client.subjects.register("orders", { ...int, references: [{ name: "a", subject: "a", version: 2 }] }),
        (client) => client.subjects.register("orders", { ...int, metadata: { properties: { owner: "us" } } }),
        (client) => client.subjects.register("orders", { ...int, ruleSet: { domainRules: [{ name: "rule" }] } }),
        (client) => client.subjects.register("orders", int, { normalize: true }),
        (client) => client.subjects.register("orders", int, { format: "resolved" }),
      ],
    },
    {
      what: "look-ups: text, normalize, deleted, format",
      calls: [
        (client) => client.subjects.lookup("orders", int),
        (client) => client.subjects.lookup("orders", long),
        (client) => client.subjects.lookup("orders", int, { normalize: true }),
        (client) => client.subjects.lookup("orders", int, { deleted: true }),
        (client) => client.subjects.lookup("orders", int, { format: "resolved" }),
      ],
    },
  ])("peer failure 6: $what", async ({ calls }) => {
    const answer = { id: 1, subject: "orders", version: 1, schema: '"int"' };
    const sent: string[] = [];
    const transport = {
      request: async (request: { method: string; path: string; body?: string | undefined }) => {
        sent.push(`${request.method} ${request.path} ${request.body}`);
        return { status: 200, headers: {}, body: JSON.stringify(answer) };
      },
    };
    const client = bed.client({ baseUrl: "http://stub", transport });
    for (const call of calls) await call(client);
    expect(new Set(sent).size).toBe(calls.length);
    for (const call of calls) await call(client);
    expect(sent).toHaveLength(calls.length);
  });

  it("peer failure 6: the latest version of a subject that needs encoding is cached", async () => {
    const { registry, client, log } = setUp();
    const subject = "orders/eu %-ü";
    registry.state.register(subject, int);
    for (let call = 0; call < 3; call++) await client.subjects.latest(subject);
    expect(log()).toEqual(["GET /subjects/orders%2Feu%20%25-%C3%BC/versions/latest"]);
  });

  it("calls with headers of their own share nothing", async () => {
    const { registry, client } = setUp();
    registry.state.register("orders", int);
    for (let call = 0; call < 2; call++) await client.schemas.byId(1, { headers: { "x-tenant": `${call}` } });
    await client.schemas.byId(1);
    expect(registry.requests).toHaveLength(3);
  });

  it("the caches, counters and options of one client are its own", async () => {
    const one = setUp({ context: ".one" });
    const other = setUp();
    await failureOf(one.client.schemas.byId(1));
    await failureOf(other.client.schemas.byId(1));
    expect([one.log(), other.log()]).toEqual([["GET /schemas/ids/1?subject=%3A.one%3A"], ["GET /schemas/ids/1"]]);
  });

  it("peer failure 4: one client without retries does not take them from the next", async () => {
    const server = await bed.server(registryError(503, 50301, "Down"));
    const options = Object.freeze({ baseUrl: server.url, retryDelayMs: 0 });
    for (const { retries, requests } of [
      { retries: 0, requests: 1 },
      { retries: undefined, requests: 4 },
      { retries: 1, requests: 2 },
      { retries: undefined, requests: 4 },
    ]) {
      const before = server.requests.length;
      await failureOf(bed.client({ ...options, retries }).subjects.list());
      expect(server.requests.length - before).toBe(requests);
    }
  });

  it.each([
    { cache: { maxSchemas: 0 }, message: "`cache.maxSchemas` must be a whole number of at least 1" },
    { cache: { maxSubjects: 1.5 }, message: "`cache.maxSubjects` must be a whole number of at least 1" },
    { cache: { latestTtlMs: -1 }, message: "`cache.latestTtlMs` must be a number of at least 0, in milliseconds" },
    {
      cache: { notFoundTtlMs: Number.NaN },
      message: "`cache.notFoundTtlMs` must be a number of at least 0, in milliseconds",
    },
  ])("refuses $cache", ({ cache, message }) => {
    const create = () => bed.client({ baseUrl: "http://stub", cache });
    expect(create).toThrow(UsageError);
    expect(create).toThrow(expect.objectContaining({ message }));
  });
});
