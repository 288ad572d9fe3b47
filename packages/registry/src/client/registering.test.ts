import { describe, expect, it } from "vitest";
import {
  after,
  type Behaviour,
  described,
  failureOf,
  json,
  registryError,
  useTestBed,
} from "../../test/fault-server.js";
import { stubClient } from "../../test/stub-bed.js";
import type { RegistryClientOptions } from "./options.js";

const bed = useTestBed();

const schema = json(200, { schema: '"string"' });
const int = { schema: '"int"' };

const setUp = (options?: Partial<RegistryClientOptions>) => stubClient(bed, options);

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
