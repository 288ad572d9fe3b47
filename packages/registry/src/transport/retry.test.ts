import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { describe, expect, it } from "vitest";
import { described, failureOf, json, registryError, reset, text, useTestBed } from "../../test/fault-server.js";
import { channelNames, type RetryEvent } from "../diagnostics/channels.js";
import { MagicbyteError } from "../errors/magicbyte-error.js";
import { ResponseError } from "../errors/response-error.js";

const bed = useTestBed();

const subjects = json(200, ["orders-value"]);
const schema = json(200, { schema: '"string"' });
const registered = json(200, { id: 1 });
const unavailable = registryError(503, 50301, "Service unavailable");

/** The waits that a piece of work made before it tried again. */
async function waitsDuring(work: () => Promise<unknown>): Promise<number[]> {
  const waits: number[] = [];
  const listen = (event: unknown) => waits.push((event as RetryEvent).delayMs);
  subscribe(channelNames.retry, listen);
  try {
    await work();
  } finally {
    unsubscribe(channelNames.retry, listen);
  }
  return waits;
}

describe("error statuses", () => {
  it.each([500, 502, 503, 504, 408, 425, 429])("%i is retried until an answer comes", async (status) => {
    const server = await bed.server([registryError(status, status * 100, "Not now"), text(status, ""), subjects]);
    const client = bed.client({ baseUrl: server.url });
    await expect(client.subjects.list()).resolves.toEqual(["orders-value"]);
    expect(server.requests).toHaveLength(3);
  });

  it.each([500, 502, 503, 504])("a storm of %i ends with the last answer", async (status) => {
    const server = await bed.server(registryError(status, status * 100 + 1, "Error in the backend data store"));
    const client = bed.client({ baseUrl: server.url, retries: 2 });
    expect(described(await failureOf(client.subjects.list()))).toEqual({
      name: "ResponseError",
      code: "MAGICBYTE_RESPONSE",
      status,
      errorCode: status * 100 + 1,
      attempts: 3,
      message: `GET /subjects: ${status} Error in the backend data store (${status * 100 + 1}) after 3 attempts`,
    });
    expect(server.requests).toHaveLength(3);
    expect(server.connections().accepted).toBe(1);
  });

  it.each([
    { what: "503", behaviour: unavailable },
    { what: "a reset", behaviour: reset },
  ])("registering is retried after $what: doing it twice does no harm", async ({ behaviour }) => {
    const server = await bed.server([behaviour, registered]);
    const client = bed.client({ baseUrl: server.url });
    await expect(client.subjects.register("orders-value", { schema: '"string"' })).resolves.toEqual({ id: 1 });
    expect(server.log()).toEqual(Array(2).fill("POST /subjects/orders-value/versions"));
    expect(new Set(server.requests.map(({ body }) => body))).toEqual(new Set(['{"schema":"\\"string\\""}']));
  });

  it("a DELETE is not: the server may have done it", async () => {
    const server = await bed.server(unavailable);
    const client = bed.client({ baseUrl: server.url });
    expect(described(await failureOf(client.subjects.delete("orders-value")))).toMatchInlineSnapshot(`
      {
        "attempts": 1,
        "code": "MAGICBYTE_RESPONSE",
        "errorCode": 50301,
        "message": "DELETE /subjects/orders-value: 503 Service unavailable (50301)",
        "name": "ResponseError",
        "status": 503,
      }
    `);
    expect(server.requests).toHaveLength(1);
    server.follow(reset);
    expect(described(await failureOf(client.subjects.delete("orders-value")))).toMatchInlineSnapshot(`
      {
        "attempts": 1,
        "code": "MAGICBYTE_TRANSPORT",
        "message": "DELETE http://127.0.0.1:PORT/subjects/orders-value: other side closed (UND_ERR_SOCKET)",
        "name": "TransportError",
        "reason": "network",
        "requestSent": true,
        "retryable": true,
      }
    `);
    expect(server.requests).toHaveLength(2);
  });

  it("but after a 429 it is: the server did not even begin", async () => {
    const server = await bed.server([registryError(429, 42901, "Too many requests"), json(200, [1])]);
    const client = bed.client({ baseUrl: server.url });
    await expect(client.subjects.delete("orders-value")).resolves.toEqual([1]);
    expect(server.requests).toHaveLength(2);
  });

  it.each([
    { status: 400, errorCode: 400, message: "GET /schemas/ids/1: 400 Told so (400)" },
    {
      status: 401,
      errorCode: 401,
      message: "GET /schemas/ids/1: 401 Told so (401). Set or check `auth` of createRegistryClient",
    },
    {
      status: 403,
      errorCode: 40301,
      message: "GET /schemas/ids/1: 403 Told so (40301). These credentials may not do this",
    },
    { status: 404, errorCode: 40403, message: "GET /schemas/ids/1: 404 Told so (40403)" },
    { status: 409, errorCode: 40902, message: "GET /schemas/ids/1: 409 Told so (40902)" },
    { status: 422, errorCode: 42201, message: "GET /schemas/ids/1: 422 Told so (42201)" },
    { status: 501, errorCode: 50101, message: "GET /schemas/ids/1: 501 Told so (50101)" },
  ])("peer failure 3: a $status is asked for once, and of one node only", async ({ status, errorCode, message }) => {
    const first = await bed.server(registryError(status, errorCode, "Told so"));
    const second = await bed.server(schema);
    const client = bed.client({ baseUrl: [first.url, second.url] });
    expect(described(await failureOf(client.schemas.byId(1)))).toEqual({
      name: "ResponseError",
      code: "MAGICBYTE_RESPONSE",
      status,
      errorCode,
      attempts: 1,
      message,
    });
    expect([first.requests.length, second.requests.length]).toEqual([1, 0]);
  });

  it("peer failure 14: an error tells its class, code, status, registry code, method and URL, without credentials", async () => {
    const server = await bed.server(registryError(404, 40401, "Subject 'orders' not found."));
    const client = bed.client({ baseUrl: server.url.replace("//", "//user:distinctive@") });
    const error = await failureOf(client.subjects.versions("orders"));
    expect(error).toBeInstanceOf(ResponseError);
    expect(error).toBeInstanceOf(MagicbyteError);
    expect(error).toMatchObject({
      name: "ResponseError",
      code: "MAGICBYTE_RESPONSE",
      method: "GET",
      url: `${server.url}/subjects/orders/versions`,
      status: 404,
      errorCode: 40401,
      serverMessage: "Subject 'orders' not found.",
      body: { error_code: 40401, message: "Subject 'orders' not found." },
      message: "GET /subjects/orders/versions: 404 Subject 'orders' not found. (40401)",
    });
    await server.stop();
    const refused = await failureOf(client.subjects.versions("orders"));
    expect(refused).toMatchObject({ name: "TransportError", url: `${server.url}/subjects/orders/versions` });
    expect((refused as Error).cause).toMatchObject({ code: "ECONNREFUSED" });
  });

  it("a page of HTML from something in front of the registry is told by its beginning", async () => {
    const server = await bed.server(text(403, "<html><h1>Forbidden</h1></html>", { "content-type": "text/html" }));
    const client = bed.client({ baseUrl: server.url });
    expect(described(await failureOf(client.subjects.list()))).toMatchInlineSnapshot(`
      {
        "attempts": 1,
        "code": "MAGICBYTE_RESPONSE",
        "message": "GET /subjects: 403 a body of 31 characters (text/html) that begins with "<html><h1>Forbidden</h1></html>". These credentials may not do this",
        "name": "ResponseError",
        "status": 403,
      }
    `);
  });
});

describe("Retry-After", () => {
  const busy = (retryAfter: string) => registryError(429, 42901, "Too many requests", { "retry-after": retryAfter });

  it("peer failure 3: seconds are obeyed, beyond maxRetryDelayMs too", async () => {
    const server = await bed.server([busy("1"), subjects]);
    const client = bed.client({ baseUrl: server.url, maxRetryDelayMs: 10 });
    const waits = await waitsDuring(() => client.subjects.list());
    expect(waits).toEqual([1_000]);
    expect(server.requests).toHaveLength(2);
  });

  it("a date is obeyed", async () => {
    const server = await bed.server([(...answer) => busy(inSeconds(2))(...answer), subjects]);
    const client = bed.client({ baseUrl: server.url });
    const waits = await waitsDuring(() => client.subjects.list());
    expect(waits).toHaveLength(1);
    expect(waits[0]).toBeGreaterThan(500);
    expect(waits[0]).toBeLessThanOrEqual(2_000);
    expect(server.requests).toHaveLength(2);
  });

  it("one beyond the deadline fails at once and tells the time", async () => {
    const server = await bed.server(busy("3600"));
    const client = bed.client({ baseUrl: server.url });
    expect(described(await failureOf(client.subjects.list()))).toMatchInlineSnapshot(`
      {
        "attempts": 1,
        "code": "MAGICBYTE_RESPONSE",
        "errorCode": 42901,
        "message": "GET /subjects: 429 Too many requests (42901). The server asks to wait 3600 s",
        "name": "ResponseError",
        "retryAfterMs": 3600000,
        "status": 429,
      }
    `);
    expect(server.requests).toHaveLength(1);
  });

  it("a 503 is obeyed too", async () => {
    const server = await bed.server([registryError(503, 50301, "Later", { "retry-after": "0" }), subjects]);
    const client = bed.client({ baseUrl: server.url, retryDelayMs: 60_000, maxRetryDelayMs: 60_000 });
    expect(await waitsDuring(() => client.subjects.list())).toEqual([0]);
    expect(server.requests).toHaveLength(2);
  });

  function inSeconds(seconds: number): string {
    return new Date(Date.now() + seconds * 1_000).toUTCString();
  }
});
