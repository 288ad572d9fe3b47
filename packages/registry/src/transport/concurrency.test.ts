import { describe, expect, it } from "vitest";
import { after, described, failureOf, hang, json, registryError, until, useTestBed } from "../../test/fault-server.js";

const bed = useTestBed();

const schema = json(200, { schema: '"string"' });

describe("calls side by side", () => {
  it("peer failure 1: a look-up that hangs delays no other one, cached or not", async () => {
    const server = await bed.server({ choose: ({ path }) => (path === "/schemas/ids/1" ? hang : schema) });
    const client = bed.client({ baseUrl: server.url, timeoutMs: 60_000 });
    await client.schemas.byId(2);
    const hung = failureOf(client.schemas.byId(1));
    await until(() => server.requests.length === 2);
    await expect(client.schemas.byId(2)).resolves.toMatchObject({ id: 2 });
    await expect(client.schemas.byId(3)).resolves.toMatchObject({ id: 3 });
    expect(server.log()).toEqual(["GET /schemas/ids/2", "GET /schemas/ids/1", "GET /schemas/ids/3"]);
    await client.close();
    expect(described(await hung)).toMatchObject({ reason: "closed" });
  });

  it("peer failure 1: twenty cold ids are asked for at the same time, not one after the other", async () => {
    const waiting: (() => void)[] = [];
    const server = await bed.server((response, request) => {
      waiting.push(() => schema(response, request));
      // Nobody is answered before all have asked.
      if (waiting.length === 20) for (const answer of waiting) answer();
    });
    const client = bed.client({ baseUrl: server.url });
    const schemas = await Promise.all(Array.from({ length: 20 }, (_, id) => client.schemas.byId(id)));
    expect(schemas.map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, id) => id));
    expect(server.requests).toHaveLength(20);
  });

  it("a signal that is aborted before the call sends nothing", async () => {
    const server = await bed.server(schema);
    const client = bed.client({ baseUrl: server.url });
    const signal = AbortSignal.abort(new Error("not needed any more"));
    for (const call of [client.subjects.list({ signal }), client.schemas.byId(1, { signal })]) {
      const error = await failureOf(call);
      expect(described(error)).toMatchObject({ reason: "aborted", retryable: false, attempts: 0 });
      expect((error as Error).cause).toBe(signal.reason);
    }
    expect(server.requests).toHaveLength(0);
    expect(client.stats().requests).toBe(0);
  });

  it("a signal that is aborted during the call closes its connection", async () => {
    const server = await bed.server(hang);
    const client = bed.client({ baseUrl: server.url });
    const controller = new AbortController();
    const call = client.subjects.list({ signal: controller.signal });
    await until(() => server.requests.length === 1);
    controller.abort();
    expect(described(await failureOf(call))).toMatchInlineSnapshot(`
      {
        "attempts": 0,
        "code": "MAGICBYTE_TRANSPORT",
        "message": "GET http://127.0.0.1:PORT/subjects: aborted by the caller's signal",
        "name": "TransportError",
        "reason": "aborted",
        "requestSent": true,
        "retryable": false,
      }
    `);
    await until(() => server.hungUp() === 1);
    expect(server.requests).toHaveLength(1);
  });

  it("a signal that is aborted during a wait ends it", async () => {
    const server = await bed.server(registryError(429, 42901, "Too many requests", { "retry-after": "20" }));
    const client = bed.client({ baseUrl: server.url });
    const controller = new AbortController();
    const call = client.subjects.list({ signal: controller.signal });
    await until(() => client.stats().retries === 1);
    controller.abort();
    expect(described(await failureOf(call))).toMatchInlineSnapshot(`
      {
        "attempts": 0,
        "code": "MAGICBYTE_TRANSPORT",
        "message": "GET /subjects: aborted by the caller's signal",
        "name": "TransportError",
        "reason": "aborted",
        "requestSent": true,
        "retryable": false,
      }
    `);
    expect(server.requests).toHaveLength(1);
  });

  it("one of many callers of a request gives up: the others get the answer", async () => {
    const server = await bed.server(after(50, schema));
    const client = bed.client({ baseUrl: server.url });
    const controller = new AbortController();
    const leaving = client.schemas.byId(1, { signal: controller.signal });
    const patient = client.schemas.byId(1, { signal: new AbortController().signal });
    const plain = client.schemas.byId(1);
    await until(() => server.requests.length === 1);
    controller.abort();
    expect(described(await failureOf(leaving))).toMatchObject({ reason: "aborted" });
    await expect(Promise.all([patient, plain])).resolves.toHaveLength(2);
    expect(server.log()).toEqual(["GET /schemas/ids/1"]);
  });

  it("all callers of a request give up: its connection is closed", async () => {
    const server = await bed.server([hang, schema]);
    const client = bed.client({ baseUrl: server.url });
    const controllers = Array.from({ length: 3 }, () => new AbortController());
    const calls = controllers.map(({ signal }) => failureOf(client.schemas.byId(1, { signal })));
    await until(() => server.requests.length === 1);
    for (const controller of controllers.slice(0, 2)) controller.abort();
    expect(server.hungUp()).toBe(0);
    controllers[2]?.abort();
    await Promise.all(calls);
    await until(() => server.hungUp() === 1);
    await expect(client.schemas.byId(1)).resolves.toMatchObject({ id: 1 });
    expect(server.requests).toHaveLength(2);
  });

  it("close() ends what is under way, and refuses what comes later", async () => {
    const server = await bed.server(hang);
    const client = bed.client({ baseUrl: server.url });
    const calls = [client.subjects.list(), client.schemas.byId(1), client.subjects.register("a", { schema: '"int"' })];
    const failures = Promise.all(calls.map((call) => failureOf(call)));
    await until(() => server.requests.length === 3);
    await client.close();
    for (const failure of await failures) expect(described(failure)).toMatchObject({ reason: "closed" });
    expect(described(await failureOf(client.subjects.list()))).toMatchInlineSnapshot(`
      {
        "attempts": 0,
        "code": "MAGICBYTE_TRANSPORT",
        "message": "the registry client was closed: make a new one with createRegistryClient()",
        "name": "TransportError",
        "reason": "closed",
        "requestSent": false,
        "retryable": false,
      }
    `);
    expect(client.closed).toBe(true);
    expect(server.requests).toHaveLength(3);
    await until(() => server.connections().open === 0);
    await client.close();
  });

  it("close() ends a wait between two attempts", async () => {
    const server = await bed.server(registryError(429, 42901, "Too many requests", { "retry-after": "20" }));
    const client = bed.client({ baseUrl: server.url });
    const call = failureOf(client.subjects.list());
    await until(() => client.stats().retries === 1);
    await client.close();
    expect(described(await call)).toMatchObject({ reason: "closed" });
  });
});
