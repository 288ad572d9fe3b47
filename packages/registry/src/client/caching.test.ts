import { afterEach, describe, expect, it } from "vitest";
import { createStubRegistry, type StubRequest } from "../../../../test/stub-registry/src/index.js";
import {
  after,
  type Behaviour,
  createTestBed,
  described,
  failureOf,
  json,
  registryError,
  until,
} from "../../test/fault-server.js";
import { ResponseError } from "../errors/response-error.js";
import { UsageError } from "../errors/usage-error.js";
import type { RegistryClient } from "./create-registry-client.js";
import type { RegistryClientOptions } from "./options.js";

const bed = createTestBed();
afterEach(() => bed.close());

const schema = json(200, { schema: '"string"' });
const int = { schema: '"int"' };
const long = { schema: '"long"' };

/** A client of an embedded registry, in process. */
function setUp(options: Partial<RegistryClientOptions> = {}) {
  const registry = createStubRegistry();
  const client = bed.client({ baseUrl: "http://stub", transport: registry.transport, retries: 0, ...options });
  const log = () => registry.requests.map(({ method, path }) => `${method} ${path}`);
  return { registry, client, log };
}

/** A look-up whose answer waits until it is let go. */
function held(registry: ReturnType<typeof createStubRegistry>, matches: (request: StubRequest) => boolean) {
  const gates: (() => void)[] = [];
  registry.intercept((request) => {
    if (!matches(request)) return undefined;
    // The answer is what was true when the request came, as it is on a slow way back.
    const versions = registry.state.versions("orders");
    const latest = versions.at(-1);
    const answer =
      latest === undefined
        ? { status: 404, json: { error_code: 40401, message: "Subject 'orders' not found." } }
        : { status: 200, json: { ...latest, deleted: undefined } };
    return new Promise((resolve) => gates.push(() => resolve(answer)));
  });
  return gates;
}

describe("one request for all", () => {
  it("1,000 concurrent calls for one cold id make one request", async () => {
    const server = await bed.server(after(20, schema));
    const client = bed.client({ baseUrl: server.url });
    const schemas = await Promise.all(Array.from({ length: 1_000 }, () => client.schemas.byId(1)));
    expect(new Set(schemas).size).toBe(1);
    expect(server.log()).toEqual(["GET /schemas/ids/1"]);
    expect(client.stats().caches.ids).toEqual({
      size: 1,
      max: 1_000,
      hits: 0,
      misses: 1,
      shared: 999,
      stale: 0,
      negative: 0,
      inFlight: 0,
    });
  });

  it("1,000 cold ids open no more than maxSockets sockets", async () => {
    const server = await bed.server(schema);
    const client = bed.client({ baseUrl: server.url, maxSockets: 8 });
    await Promise.all(Array.from({ length: 1_000 }, (_, id) => client.schemas.byId(id)));
    expect(server.requests).toHaveLength(1_000);
    expect(server.connections()).toMatchObject({ accepted: 8, peak: 8 });
  });

  it("by default, no more than 32", async () => {
    const server = await bed.server(schema);
    const client = bed.client({ baseUrl: server.url });
    await Promise.all(Array.from({ length: 200 }, (_, id) => client.schemas.byId(id)));
    expect(server.connections().peak).toBe(32);
  });

  it("the cache never exceeds its bound, under 100,000 ids", async () => {
    let requests = 0;
    const transport = {
      request: async () => {
        requests++;
        return { status: 200, headers: {}, body: '{"schema":"\\"string\\""}' };
      },
    };
    const client = bed.client({ baseUrl: "http://stub", transport, cache: { maxSchemas: 500 } });
    let largest = 0;
    for (let from = 0; from < 100_000; from += 50) {
      await Promise.all(Array.from({ length: 50 }, (_, index) => client.schemas.byId(from + index)));
      largest = Math.max(largest, client.stats().caches.ids.size);
    }
    expect(largest).toBe(500);
    expect(requests).toBe(100_000);
    await client.schemas.byId(99_999);
    expect(requests).toBe(100_000);
    await client.schemas.byId(0);
    expect(requests).toBe(100_001);
  });

  it("peer failure 5: concurrent resolves of a diamond of references ask for each version once, and share it", async () => {
    const { registry, client } = setUp();
    const reference = (name: string, version = 1) => ({ name, subject: name, version });
    registry.state.register("Base", int);
    registry.state.register("Left", { schema: '"left"', references: [reference("Base")] });
    registry.state.register("Right", { schema: '"right"', references: [reference("Base")] });
    const top = { schema: '"top"', references: [reference("Left"), reference("Right")] };
    const resolved = await Promise.all(Array.from({ length: 5 }, () => client.resolve(top)));
    for (const { dependencies } of resolved)
      expect(dependencies.map(({ name }) => name)).toEqual(["Base", "Left", "Right"]);
    expect(new Set(resolved.map(({ dependencies }) => dependencies[0]?.references)).size).toBe(1);
    expect(registry.requests.map(({ path }) => path).sort()).toEqual([
      "/subjects/Base/versions/1?deleted=true",
      "/subjects/Left/versions/1?deleted=true",
      "/subjects/Right/versions/1?deleted=true",
    ]);
  });
});

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

describe("what is not there", () => {
  it("peer failure 11: is asked for once in a while, and not for each message", async () => {
    const { client, log } = setUp();
    const errors = [];
    for (let message = 0; message < 100; message++) errors.push(await failureOf(client.schemas.byId(7)));
    expect(log()).toEqual(["GET /schemas/ids/7"]);
    expect(described(errors[99])).toEqual({
      name: "ResponseError",
      code: "MAGICBYTE_RESPONSE",
      status: 404,
      errorCode: 40403,
      attempts: 1,
      message: "GET /schemas/ids/7: 404 Schema 7 not found (40403)",
    });
    expect(client.stats().caches.ids).toMatchObject({ size: 0, misses: 1, negative: 99 });
  });

  it("is asked for again when its time is up", async () => {
    const { client, log } = setUp({ cache: { notFoundTtlMs: 20 } });
    await failureOf(client.schemas.byId(7));
    await new Promise((resolve) => setTimeout(resolve, 30));
    await failureOf(client.schemas.byId(7));
    expect(log()).toHaveLength(2);
  });

  it("is forgotten as soon as this client registers", async () => {
    const { client } = setUp();
    await failureOf(client.schemas.byId(1));
    await failureOf(client.subjects.latest("orders"));
    await failureOf(client.subjects.lookup("orders", int));
    await client.subjects.register("orders", int);
    await expect(client.schemas.byId(1)).resolves.toMatchObject({ schema: '"int"' });
    await expect(client.subjects.latest("orders")).resolves.toMatchObject({ version: 1 });
    await expect(client.subjects.lookup("orders", int)).resolves.toMatchObject({ version: 1 });
  });

  it("also when it was asked for before, and answered after, the registration", async () => {
    const { registry, client } = setUp();
    const gates = held(registry, ({ path }) => path.startsWith("/schemas/ids/"));
    const early = failureOf(client.schemas.byId(1));
    await until(() => gates.length === 1);
    await client.subjects.register("orders", int);
    gates[0]?.();
    expect(await early).toBeInstanceOf(ResponseError);
    registry.intercept(() => undefined);
    await expect(client.schemas.byId(1)).resolves.toMatchObject({ schema: '"int"' });
  });

  it.each([
    { what: "an outage", behaviour: registryError(503, 50301, "Down") },
    { what: "a refusal", behaviour: registryError(403, 40301, "Forbidden") },
    { what: "a 404 of something that is no registry", behaviour: registryError(404, 404, "HTTP 404 Not Found") },
  ])("$what is something else, and not remembered", async ({ behaviour }) => {
    const server = await bed.server([behaviour, schema]);
    const client = bed.client({ baseUrl: server.url, retries: 0 });
    await failureOf(client.schemas.byId(1));
    await expect(client.schemas.byId(1)).resolves.toMatchObject({ id: 1 });
    expect(server.requests).toHaveLength(2);
  });
});

describe("latest", () => {
  it("is kept for its time, given out stale while it is renewed, then asked for again", async () => {
    const { registry, client, log } = setUp({ cache: { latestTtlMs: 100, latestStaleMs: 60_000 } });
    registry.state.register("orders", int);
    for (let call = 0; call < 3; call++) await client.subjects.latest("orders");
    expect(log()).toHaveLength(1);
    // Somebody else registers a version.
    registry.state.register("orders", long);
    await new Promise((resolve) => setTimeout(resolve, 110));
    await expect(client.subjects.latest("orders")).resolves.toMatchObject({ version: 1 });
    await until(() => client.stats().caches.latest.inFlight === 0);
    await expect(client.subjects.latest("orders")).resolves.toMatchObject({ version: 2 });
    expect(log()).toHaveLength(2);
    expect(client.stats().caches.latest).toMatchObject({ stale: 1 });
  });

  it("is asked for at once where it is to be fresh", async () => {
    const { registry, client, log } = setUp();
    registry.state.register("orders", int);
    await client.subjects.latest("orders");
    registry.state.register("orders", long);
    await expect(client.subjects.latest("orders", { fresh: true })).resolves.toMatchObject({ version: 2 });
    await expect(client.subjects.latest("orders")).resolves.toMatchObject({ version: 2 });
    expect(log()).toHaveLength(2);
  });

  it.each<{ what: string; write: (client: RegistryClient) => Promise<unknown>; version: number | undefined }>([
    { what: "registers", write: (client) => client.subjects.register("orders", long), version: 2 },
    { what: "deletes the subject", write: (client) => client.subjects.delete("orders"), version: undefined },
    {
      what: "registers many",
      write: (client) => client.registerMany([{ subject: "orders", ...long }]),
      version: 2,
    },
  ])("peer failure 8: is right at once after this client $what, also with a fetch on its way", async (row) => {
    const { registry, client } = setUp();
    registry.state.register("orders", int);
    await expect(client.subjects.latest("orders")).resolves.toMatchObject({ version: 1 });
    client.clear();
    const gates = held(registry, ({ method, path }) => method === "GET" && path.endsWith("/latest"));
    const early = client.subjects.latest("orders");
    await until(() => gates.length === 1);
    await row.write(client);
    registry.intercept(() => undefined);
    const expectRight = async () => {
      const now = client.subjects.latest("orders");
      if (row.version === undefined) expect(await failureOf(now)).toMatchObject({ errorCode: 40401 });
      else await expect(now).resolves.toMatchObject({ version: row.version });
    };
    await expectRight();
    gates[0]?.();
    await expect(early).resolves.toMatchObject({ version: 1 });
    await expectRight();
  });

  it("is asked for again after a registration whose answer was lost", async () => {
    const { registry, client } = setUp();
    registry.state.register("orders", int);
    await client.subjects.latest("orders");
    registry.intercept(({ method, body }) => {
      if (method !== "POST") return undefined;
      registry.state.register("orders", JSON.parse(body));
      return { status: 500, json: { error_code: 50003, message: "Error while forwarding" } };
    });
    await failureOf(client.subjects.register("orders", long));
    await expect(client.subjects.latest("orders")).resolves.toMatchObject({ version: 2 });
  });

  it("of other subjects stays", async () => {
    const { registry, client, log } = setUp();
    registry.state.register("orders", int);
    registry.state.register("orders-2", int);
    await client.subjects.latest("orders-2");
    await client.subjects.register("orders", long);
    await client.subjects.latest("orders-2");
    expect(log().filter((line) => line.includes("orders-2"))).toHaveLength(1);
  });
});

describe("registering", () => {
  it("peer failure 9: three identical registrations make one request, and none to the configuration", async () => {
    const { client, log } = setUp();
    const first = await client.subjects.register("orders", int);
    await client.subjects.register("orders", int);
    await Promise.all([client.subjects.register("orders", { ...int }), client.subjects.register("orders", int)]);
    expect(first).toMatchObject({ id: 1 });
    expect(log()).toEqual(["POST /subjects/orders/versions"]);
  });

  it("what was registered need not be fetched by its id", async () => {
    const { client, log } = setUp();
    const { id } = await client.subjects.register("orders", int);
    await expect(client.schemas.byId(id)).resolves.toMatchObject({ id: 1, schema: '"int"' });
    expect(log()).toEqual(["POST /subjects/orders/versions"]);
  });

  it("a failure is not remembered", async () => {
    const { client, log } = setUp();
    await failureOf(client.subjects.register("orders", { schema: "" }));
    await failureOf(client.subjects.register("orders", { schema: "" }));
    expect(log()).toHaveLength(2);
  });

  it("after a delete the same schema is registered anew", async () => {
    const { client, log } = setUp();
    await client.subjects.register("orders", int);
    await client.subjects.delete("orders");
    await expect(client.subjects.register("orders", int)).resolves.toMatchObject({ version: 2 });
    expect(log()).toHaveLength(3);
  });

  it("registerMany keeps to its concurrency, to the order in a subject, and tells each outcome", async () => {
    const state = { open: 0, peak: 0 };
    const answer: Behaviour = (response, request) => {
      const bad = request.body.includes("bad");
      state.open--;
      (bad ? registryError(422, 42201, "Invalid schema") : json(200, { id: request.body.length }))(response, request);
    };
    const server = await bed.server((response, request) => {
      state.peak = Math.max(state.peak, ++state.open);
      after(10, answer)(response, request);
    });
    const client = bed.client({ baseUrl: server.url });
    const registrations = Array.from({ length: 20 }, (_, index) => ({
      subject: `subject-${index % 10}`,
      schema: index === 3 ? '"bad"' : `"${"x".repeat(index)}"`,
    }));
    const outcomes = await client.registerMany(registrations, { concurrency: 3 });
    expect(state.peak).toBe(3);
    expect(outcomes.map(({ subject }) => subject)).toEqual(registrations.map(({ subject }) => subject));
    expect(outcomes.flatMap(({ error }, index) => (error === undefined ? [] : [index]))).toEqual([3]);
    expect(described(outcomes[3]?.error)).toMatchObject({
      status: 422,
      message: "POST /subjects/subject-3/versions: 422 Invalid schema (42201)",
    });
    const ofThird = server.requests.filter(({ path }) => path.includes("subject-3/"));
    expect(ofThird.map(({ body }) => body)).toEqual(['{"schema":"\\"bad\\""}', `{"schema":"\\"${"x".repeat(13)}\\""}`]);
  });
});

describe("preload", () => {
  it("loads what follows needs: with the registry down, it is still served", async () => {
    const { registry, client } = setUp();
    registry.state.register("Base", int);
    registry.state.register("orders", { schema: '"top"', references: [{ name: "Base", subject: "Base", version: 1 }] });
    const failures = await client.preload(["orders", "missing"]);
    expect([...failures.keys()]).toEqual(["missing"]);
    expect(described(failures.get("missing"))).toMatchObject({ errorCode: 40401 });

    registry.intercept(() => ({ status: 503, json: { error_code: 50301, message: "Down" } }));
    const before = registry.requests.length;
    const latest = await client.subjects.latest("orders");
    await expect(client.schemas.byId(latest.id)).resolves.toBe(latest);
    await expect(client.resolve(latest)).resolves.toMatchObject({ dependencies: [{ name: "Base", schema: '"int"' }] });
    expect(registry.requests).toHaveLength(before);
    expect(described(await failureOf(client.subjects.latest("others")))).toMatchObject({ status: 503 });
  });
});

describe("stats", () => {
  it("count requests, retries, failovers and look-ups", async () => {
    const first = await bed.server(registryError(503, 50301, "Down"));
    const second = await bed.server([registryError(503, 50301, "Down"), schema]);
    const client = bed.client({ baseUrl: [first.url, second.url], circuitBreaker: true });
    await client.schemas.byId(1);
    await client.schemas.byId(1);
    expect(client.stats()).toMatchObject({
      requests: 4,
      retries: 1,
      failovers: 2,
      nodes: [
        { url: first.url, setAside: true },
        { url: second.url, setAside: false },
      ],
      circuit: "closed",
      caches: { ids: { size: 1, hits: 1, misses: 1 }, latest: { size: 0 } },
    });
    expect([first.requests.length, second.requests.length]).toEqual([2, 2]);
    client.clear();
    expect(client.stats().caches.ids.size).toBe(0);
  });
});
