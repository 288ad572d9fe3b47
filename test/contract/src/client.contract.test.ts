import { describe, expect, it } from "vitest";
import { builds } from "./builds.js";
import { closing, deadUrl, startServer } from "./servers.js";

const AVRO_STRING = { schema: '"string"' };
const UNKNOWN_GUID = "00000000-0000-0000-0000-000000000000";

describe.each(builds)("the client, $build", ({ registry }) => {
  const { createRegistryClient, MagicbyteError, ResponseError, TransportError, UsageError } = registry;

  async function start(options: Omit<Parameters<typeof createRegistryClient>[0], "baseUrl"> = {}) {
    const server = await startServer();
    const client = closing(createRegistryClient({ baseUrl: server.url, retryDelayMs: 1, ...options }));
    return { server, client };
  }

  it("registers a schema and reads it back by id, GUID, version, latest and look-up", async () => {
    const { client } = await start();
    const { id, guid = "" } = await client.subjects.register("orders-value", AVRO_STRING);
    const expected = { schema: '"string"', schemaType: "AVRO" };

    expect(await client.schemas.byId(id)).toMatchObject({ ...expected, id });
    expect(await client.schemas.byGuid(guid)).toMatchObject({ ...expected, guid });
    expect(await client.subjects.version("orders-value", 1)).toMatchObject({ ...expected, id, version: 1 });
    expect(await client.subjects.latest("orders-value")).toMatchObject({ ...expected, id, version: 1 });
    expect(await client.subjects.lookup("orders-value", AVRO_STRING)).toMatchObject({ id, version: 1 });
    expect(await client.subjects.versions("orders-value")).toEqual([1]);
    expect(await client.subjects.list()).toEqual(["orders-value"]);
  });

  it("carries subjects that need encoding", async () => {
    const { client } = await start();
    const subject = "naïve/path %41:#?.value";
    await client.subjects.register(subject, AVRO_STRING);
    expect(await client.subjects.list()).toEqual([subject]);
    expect((await client.subjects.latest(subject)).subject).toBe(subject);
  });

  it("forgets the latest version when it registers or deletes", async () => {
    const { client } = await start();
    await client.subjects.register("orders-value", AVRO_STRING);
    expect((await client.subjects.latest("orders-value")).version).toBe(1);
    await client.subjects.register("orders-value", { schema: '"bytes"' });
    expect((await client.subjects.latest("orders-value")).version).toBe(2);
    expect(await client.subjects.delete("orders-value")).toEqual([1, 2]);
    await expect(client.subjects.latest("orders-value")).rejects.toMatchObject({ status: 404, errorCode: 40401 });
  });

  it.each([
    ["an unknown subject", 40401, "latest"],
    ["an unknown id", 40403, "byId"],
    ["an unknown GUID", 40403, "byGuid"],
  ] as const)("reports %s as a ResponseError and asks once", async (_, errorCode, call) => {
    const { server, client } = await start();
    const calls = {
      latest: () => client.subjects.latest("nobody"),
      byId: () => client.schemas.byId(99),
      byGuid: () => client.schemas.byGuid(UNKNOWN_GUID),
    };
    const error = await calls[call]().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ResponseError);
    expect(error).toBeInstanceOf(MagicbyteError);
    expect(error).toMatchObject({ status: 404, errorCode, code: "MAGICBYTE_RESPONSE", method: "GET" });
    expect(server.requests).toHaveLength(1);
  });

  it("sends one request for many callers, and for different ids many at once", async () => {
    const { server, client } = await start();
    const ids: number[] = [];
    for (let index = 0; index < 5; index++) {
      const schema = `{"type":"fixed","name":"Fixed${index}","size":${index + 1}}`;
      ids.push((await client.subjects.register(`subject-${index}`, { schema })).id);
    }
    client.clear();
    server.requests.clear();
    let atOnce = 0;
    let most = 0;
    server.intercept("*", async (_call, next) => {
      most = Math.max(most, ++atOnce);
      await new Promise((resolve) => setTimeout(resolve, 50));
      atOnce--;
      return next();
    });
    await Promise.all(Array.from({ length: 10 }, () => ids.map((id) => client.schemas.byId(id))).flat());
    expect(server.requests).toHaveLength(5);
    expect(most).toBe(5);
  });

  it("tries again after 503, and obeys Retry-After", async () => {
    const { server, client } = await start();
    server.intercept("*", { status: 503, body: { message: "busy" }, headers: { "retry-after": "0" } }, { times: 2 });
    expect(await client.subjects.list()).toEqual([]);
    expect(server.requests).toHaveLength(3);
  });

  it("goes on to another node when one is down, and never for a 4xx", async () => {
    const server = await startServer();
    const client = closing(createRegistryClient({ baseUrl: [await deadUrl(), server.url], retries: 0 }));
    await client.subjects.register("orders-value", AVRO_STRING);
    expect(client.stats().failovers).toBe(1);
    await expect(client.subjects.latest("nobody")).rejects.toBeInstanceOf(ResponseError);
    expect(server.requests).toHaveLength(2);
  });

  it("says network when no node answers", async () => {
    const client = closing(createRegistryClient({ baseUrl: await deadUrl(), retries: 1, retryDelayMs: 1 }));
    const error = await client.subjects.list().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TransportError);
    expect(error).toMatchObject({ reason: "network", attempts: 2 });
  });

  it.each([
    ["timeoutMs", { timeoutMs: 50, retries: 0 }],
    ["deadlineMs", { deadlineMs: 50 }],
  ])("gives up on a registry that hangs: %s", async (_, limits) => {
    const { server, client } = await start(limits);
    server.intercept("*", "hang");
    const error = await client.subjects.list().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TransportError);
    expect(error).toMatchObject({ reason: "timeout" });
  });

  it("stops when its caller does", async () => {
    const { server, client } = await start();
    const controller = new AbortController();
    const reason = new Error("enough");
    server.intercept("*", async () => {
      controller.abort(reason);
      return "hang";
    });
    const error = await client.subjects.list({ signal: controller.signal }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TransportError);
    expect(error).toMatchObject({ reason: "aborted", cause: reason });
  });

  it("refuses options that cannot be right", () => {
    expect(() => createRegistryClient({ baseUrl: "not a url" })).toThrow(UsageError);
    expect(() => createRegistryClient({ baseUrl: "http://localhost", timeoutMs: -1 })).toThrow(UsageError);
  });

  it("closes for good", async () => {
    const { client } = await start();
    await client.close();
    expect(client.closed).toBe(true);
    await expect(client.subjects.list()).rejects.toBeInstanceOf(MagicbyteError);
  });
});
