import { describe, expect, it } from "vitest";
import { after, described, failureOf, json, registryError, until, useTestBed } from "../../test/fault-server.js";
import { held, stubClient } from "../../test/stub-bed.js";
import { ResponseError } from "../errors/response-error.js";
import type { RegistryClientOptions } from "./options.js";

const bed = useTestBed();

const schema = json(200, { schema: '"string"' });
const int = { schema: '"int"' };

const setUp = (options?: Partial<RegistryClientOptions>) => stubClient(bed, options);

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
