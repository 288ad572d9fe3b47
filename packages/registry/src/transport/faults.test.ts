import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { gzipSync } from "node:zlib";
// biome-ignore lint/style/noRestrictedImports: dispatchers of the user's own are what is tested
import { Agent, MockAgent } from "undici";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  after,
  type Behaviour,
  createTestBed,
  described,
  drip,
  failureOf,
  hang,
  json,
  pem,
  raw,
  registryError,
  reset,
  resetInBody,
  text,
  until,
} from "../../test/fault-server.js";
import { channelNames, type RetryEvent } from "../diagnostics/channels.js";
import { MagicbyteError } from "../errors/magicbyte-error.js";
import { ResponseError } from "../errors/response-error.js";

const bed = createTestBed();
afterEach(() => bed.close());

/** The first request of a process loads undici: that is not what the short time-outs here are about. */
beforeAll(async () => {
  const server = await bed.server(json(200, []));
  await bed.client({ baseUrl: server.url }).subjects.list();
  await bed.close();
});

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

describe("a server that gives no answer", () => {
  it.each([
    { what: "never answers", behaviour: hang },
    { what: "drips bytes for ever", behaviour: drip },
  ])("peer failure 2: a registry that $what does not hang the caller", async ({ behaviour }) => {
    const server = await bed.server(behaviour);
    const client = bed.client({ baseUrl: server.url, timeoutMs: 150, retries: 1 });
    expect(described(await failureOf(client.subjects.list()))).toMatchInlineSnapshot(`
      {
        "attempts": 2,
        "code": "MAGICBYTE_TRANSPORT",
        "message": "GET http://127.0.0.1:PORT/subjects: no complete answer within 150 ms (after 2 attempts)",
        "name": "TransportError",
        "reason": "timeout",
        "requestSent": true,
        "retryable": true,
      }
    `);
    expect(server.log()).toEqual(["GET /subjects", "GET /subjects"]);
    await until(() => server.hungUp() === 2);
    expect(client.stats()).toMatchObject({ requests: 2, retries: 1, failovers: 0 });
  });

  it("the deadline of the client ends a call in the middle of an attempt", async () => {
    const server = await bed.server(hang);
    const client = bed.client({ baseUrl: server.url, deadlineMs: 150 });
    expect(described(await failureOf(client.subjects.list()))).toMatchInlineSnapshot(`
      {
        "attempts": 1,
        "code": "MAGICBYTE_TRANSPORT",
        "message": "GET /subjects: the deadline of 150 ms passed during attempt 1",
        "name": "TransportError",
        "reason": "timeout",
        "requestSent": true,
        "retryable": true,
      }
    `);
    expect(server.requests).toHaveLength(1);
    await until(() => server.hungUp() === 1);
  });

  it("the deadline of a call goes before that of the client, with and without a cache", async () => {
    const server = await bed.server(hang);
    const client = bed.client({ baseUrl: server.url });
    expect(described(await failureOf(client.subjects.list({ deadlineMs: 150 })))).toMatchInlineSnapshot(`
      {
        "attempts": 1,
        "code": "MAGICBYTE_TRANSPORT",
        "message": "GET /subjects: the deadline of 150 ms passed during attempt 1",
        "name": "TransportError",
        "reason": "timeout",
        "requestSent": true,
        "retryable": true,
      }
    `);
    expect(described(await failureOf(client.schemas.byId(7, { deadlineMs: 150 })))).toMatchInlineSnapshot(`
      {
        "attempts": 0,
        "code": "MAGICBYTE_TRANSPORT",
        "message": "GET /schemas/ids/7: the deadline of 150 ms passed",
        "name": "TransportError",
        "reason": "timeout",
        "requestSent": true,
        "retryable": true,
      }
    `);
    expect(server.log()).toEqual(["GET /subjects", "GET /schemas/ids/7"]);
    await until(() => server.hungUp() === 2);
  });

  it("no wait goes beyond the deadline: the last failure is told at once", async () => {
    const server = await bed.server(unavailable);
    const client = bed.client({ baseUrl: server.url, retryDelayMs: 3_600_000, maxRetryDelayMs: 3_600_000 });
    expect(described(await failureOf(client.subjects.list()))).toMatchInlineSnapshot(`
      {
        "attempts": 1,
        "code": "MAGICBYTE_RESPONSE",
        "errorCode": 50301,
        "message": "GET /subjects: 503 Service unavailable (50301)",
        "name": "ResponseError",
        "status": 503,
      }
    `);
    expect(server.requests).toHaveLength(1);
  });

  it("endless time-outs are endless, and not a millisecond", async () => {
    const server = await bed.server(after(50, subjects));
    const forEver = Number.POSITIVE_INFINITY;
    const client = bed.client({ baseUrl: server.url, timeoutMs: forEver, deadlineMs: forEver, retries: 0 });
    await expect(client.subjects.list()).resolves.toEqual(["orders-value"]);
  });

  it("a connection that is closed in place of an answer", async () => {
    const server = await bed.server(reset);
    const client = bed.client({ baseUrl: server.url, retries: 2 });
    expect(described(await failureOf(client.subjects.list()))).toMatchInlineSnapshot(`
      {
        "attempts": 3,
        "code": "MAGICBYTE_TRANSPORT",
        "message": "GET http://127.0.0.1:PORT/subjects: other side closed (UND_ERR_SOCKET) (after 3 attempts)",
        "name": "TransportError",
        "reason": "network",
        "requestSent": true,
        "retryable": true,
      }
    `);
    expect(server.requests).toHaveLength(3);
  });

  it("a connection that is closed in the middle of an answer", async () => {
    const server = await bed.server(resetInBody);
    const client = bed.client({ baseUrl: server.url, retries: 2 });
    expect(described(await failureOf(client.schemas.byId(1)))).toMatchInlineSnapshot(`
      {
        "attempts": 3,
        "code": "MAGICBYTE_TRANSPORT",
        "message": "GET http://127.0.0.1:PORT/schemas/ids/1: other side closed (UND_ERR_SOCKET) (after 3 attempts)",
        "name": "TransportError",
        "reason": "network",
        "requestSent": true,
        "retryable": true,
      }
    `);
    expect(server.requests).toHaveLength(3);
  });

  it("bytes that are no HTTP", async () => {
    const server = await bed.server(raw("SSH-2.0-OpenSSH_9.6\r\n"));
    const client = bed.client({ baseUrl: server.url, retries: 1 });
    expect(described(await failureOf(client.subjects.list()))).toMatchInlineSnapshot(`
      {
        "attempts": 2,
        "code": "MAGICBYTE_TRANSPORT",
        "message": "GET http://127.0.0.1:PORT/subjects: Response does not match the HTTP/1.1 protocol (Expected HTTP/, RTSP/ or ICE/) (after 2 attempts)",
        "name": "TransportError",
        "reason": "network",
        "requestSent": true,
        "retryable": true,
      }
    `);
    expect(server.requests).toHaveLength(2);
  });

  it("peer failure 3: a refused connection is told as one, and not as an answer with status 400", async () => {
    const server = await bed.server(subjects);
    await server.stop();
    const client = bed.client({ baseUrl: server.url, retries: 2 });
    expect(described(await failureOf(client.subjects.list()))).toMatchInlineSnapshot(`
      {
        "attempts": 3,
        "code": "MAGICBYTE_TRANSPORT",
        "message": "GET http://127.0.0.1:PORT/subjects: connect ECONNREFUSED 127.0.0.1:PORT (after 3 attempts)",
        "name": "TransportError",
        "reason": "network",
        "requestSent": false,
        "retryable": true,
      }
    `);
    // Nothing was sent, so that even a DELETE is tried again.
    expect(described(await failureOf(client.subjects.delete("orders-value")))).toMatchObject({
      attempts: 3,
      requestSent: false,
    });
    expect(server.requests).toHaveLength(0);
  });

  it("a host that does not exist", async () => {
    const client = bed.client({ baseUrl: "http://registry.invalid:8081", retries: 1 });
    expect(described(await failureOf(client.subjects.list()))).toMatchObject({
      reason: "network",
      attempts: 2,
      message: expect.stringMatching(
        /^GET http:\/\/registry\.invalid:8081\/subjects: getaddrinfo (ENOTFOUND|EAI_AGAIN) registry\.invalid \(after 2 attempts\)$/,
      ),
    });
  });
});

describe("an answer that is none", () => {
  const html = text(200, "<!doctype html>\n<title>Please sign in</title>", {
    "content-type": "text/html; charset=utf-8",
  });

  it.each<{ what: string; behaviour: Behaviour; message: string }>([
    {
      what: "HTML",
      behaviour: html,
      message:
        'GET /schemas/ids/1: 200, but a body of 45 characters (text/html) that begins with "<!doctype html> <title>Please sign in</title>" where JSON was expected. Is baseUrl the address of a registry, and no proxy or login page in front of it?',
    },
    {
      what: "invalid JSON",
      behaviour: text(200, '{"schema": "str', { "content-type": "application/json" }),
      message:
        'GET /schemas/ids/1: 200, but a body of 15 characters (application/json) that begins with "{\\"schema\\": \\"str" where JSON was expected. Is baseUrl the address of a registry, and no proxy or login page in front of it?',
    },
    {
      what: "nothing",
      behaviour: text(200, ""),
      message:
        "GET /schemas/ids/1: 200, but an empty body where JSON was expected. Is baseUrl the address of a registry, and no proxy or login page in front of it?",
    },
    {
      what: "a list",
      behaviour: json(200, []),
      message:
        "GET /schemas/ids/{id}: the answer is not what a schema registry sends: expected an object. Is baseUrl the address of a registry?",
    },
    {
      what: "null",
      behaviour: json(200, null),
      message:
        "GET /schemas/ids/{id}: the answer is not what a schema registry sends: expected an object. Is baseUrl the address of a registry?",
    },
    {
      what: "an object without a schema",
      behaviour: json(200, {}),
      message:
        'GET /schemas/ids/{id}: the answer is not what a schema registry sends: expected a string member "schema". Is baseUrl the address of a registry?',
    },
  ])("$what with status 200 is an error, asked for once and not remembered", async ({ behaviour, message }) => {
    const server = await bed.server([behaviour, schema]);
    const client = bed.client({ baseUrl: server.url });
    expect(described(await failureOf(client.schemas.byId(1)))).toEqual({
      name: "ResponseError",
      code: "MAGICBYTE_RESPONSE",
      status: 200,
      attempts: 1,
      message,
    });
    expect(server.requests).toHaveLength(1);
    await expect(client.schemas.byId(1)).resolves.toMatchObject({ id: 1, schema: '"string"' });
  });

  it("an answer larger than maxResponseBytes is given up, and not asked for again", async () => {
    const server = await bed.server(text(200, "x".repeat(100_000)));
    const client = bed.client({ baseUrl: server.url, maxResponseBytes: 1_000 });
    expect(described(await failureOf(client.subjects.list()))).toMatchInlineSnapshot(`
      {
        "attempts": 1,
        "code": "MAGICBYTE_TRANSPORT",
        "message": "GET http://127.0.0.1:PORT/subjects: the answer is larger than 1000 bytes (raise maxResponseBytes if that is right)",
        "name": "TransportError",
        "reason": "response-too-large",
        "requestSent": true,
        "retryable": false,
      }
    `);
    expect(server.requests).toHaveLength(1);
  });

  it("so is one that gets that large when it is unpacked", async () => {
    const bomb = text(200, gzipSync("x".repeat(1_000_000)), { "content-encoding": "gzip" });
    const server = await bed.server(bomb);
    const client = bed.client({ baseUrl: server.url, maxResponseBytes: 10_000 });
    expect(described(await failureOf(client.subjects.list()))).toMatchInlineSnapshot(`
      {
        "attempts": 1,
        "code": "MAGICBYTE_TRANSPORT",
        "message": "GET http://127.0.0.1:PORT/subjects: the answer is larger than 10000 bytes (raise maxResponseBytes if that is right)",
        "name": "TransportError",
        "reason": "response-too-large",
        "requestSent": true,
        "retryable": false,
      }
    `);
    expect(server.requests).toHaveLength(1);
  });

  it("a gzip body is unpacked, though nobody asked for one", async () => {
    const server = await bed.server(text(200, gzipSync('["grüße"]'), { "content-encoding": "gzip" }));
    const client = bed.client({ baseUrl: server.url });
    await expect(client.subjects.list()).resolves.toEqual(["grüße"]);
    expect(server.requests[0]?.headers).not.toHaveProperty("accept-encoding");
  });
});

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

describe("several nodes", () => {
  it("fails over from a dead node, sticks to the next, and comes back when the time is up", async () => {
    const first = await bed.server(subjects);
    const second = await bed.server(subjects);
    await first.stop();
    const client = bed.client({ baseUrl: [first.url, second.url], setAsideMs: 300, retries: 0 });
    for (let call = 0; call < 3; call++) await client.subjects.list();
    expect(client.stats()).toMatchObject({
      requests: 4,
      failovers: 1,
      retries: 0,
      nodes: [
        { url: first.url, setAside: true },
        { url: second.url, setAside: false },
      ],
    });
    await first.start();
    await until(() => client.stats().nodes[0]?.setAside === false);
    for (let call = 0; call < 3; call++) await client.subjects.list();
    expect([first.requests.length, second.requests.length]).toEqual([3, 3]);
    expect(client.stats()).toMatchObject({ requests: 7, failovers: 1 });
  });

  it("one call at a time finds out whether a node is back, the others do not wait for it", async () => {
    const first = await bed.server(hang);
    const second = await bed.server(subjects);
    const client = bed.client({ baseUrl: [first.url, second.url], timeoutMs: 100, setAsideMs: 150, retries: 0 });
    await client.subjects.list();
    await until(() => client.stats().nodes[0]?.setAside === false);
    await Promise.all(Array.from({ length: 10 }, () => client.subjects.list()));
    expect([first.requests.length, second.requests.length]).toEqual([2, 11]);
  });

  it("a DELETE never goes to a node to find out", async () => {
    const first = await bed.server(reset);
    const second = await bed.server(json(200, [1]));
    const client = bed.client({ baseUrl: [first.url, second.url], setAsideMs: 1, retries: 0 });
    await client.subjects.versions("orders");
    await until(() => client.stats().nodes[0]?.setAside === false);
    await client.subjects.delete("orders");
    expect([first.requests.length, second.requests.length]).toEqual([1, 2]);
  });

  it("a node that answers with 500 loses the call to the next one", async () => {
    const first = await bed.server(registryError(500, 50001, "Error in the backend data store"));
    const second = await bed.server(subjects);
    const client = bed.client({ baseUrl: [first.url, second.url] });
    await client.subjects.list();
    await client.subjects.list();
    expect([first.requests.length, second.requests.length]).toEqual([1, 2]);
  });

  it("a hung node costs one call its deadline, and the next call nothing", async () => {
    const first = await bed.server(hang);
    const second = await bed.server(subjects);
    const client = bed.client({ baseUrl: [first.url, second.url], deadlineMs: 150 });
    expect(described(await failureOf(client.subjects.list()))).toMatchObject({ reason: "timeout", attempts: 1 });
    await expect(client.subjects.list()).resolves.toEqual(["orders-value"]);
    expect([first.requests.length, second.requests.length]).toEqual([1, 1]);
    expect(client.stats()).toMatchObject({ requests: 2, failovers: 0 });
  });

  it("all nodes dead: each is asked in each round, and the calls work as soon as one is back", async () => {
    const first = await bed.server(subjects);
    const second = await bed.server(subjects);
    await Promise.all([first.stop(), second.stop()]);
    const client = bed.client({ baseUrl: [first.url, second.url], retries: 2 });
    expect(described(await failureOf(client.subjects.list()))).toMatchInlineSnapshot(`
      {
        "attempts": 6,
        "code": "MAGICBYTE_TRANSPORT",
        "message": "GET http://127.0.0.1:PORT/subjects: connect ECONNREFUSED 127.0.0.1:PORT (after 6 attempts)",
        "name": "TransportError",
        "reason": "network",
        "requestSent": false,
        "retryable": true,
      }
    `);
    expect(client.stats()).toMatchObject({ requests: 6, retries: 2, failovers: 3, circuit: undefined });
    await second.start();
    await expect(client.subjects.list()).resolves.toEqual(["orders-value"]);
    expect([first.requests.length, second.requests.length]).toEqual([0, 1]);
  });

  it("with a circuit breaker calls fail fast meanwhile, and exactly one probes", async () => {
    const server = await bed.server(unavailable);
    const client = bed.client({
      baseUrl: server.url,
      retries: 1,
      circuitBreaker: { failures: 2, resetAfterMs: 200 },
    });
    await failureOf(client.subjects.list());
    await failureOf(client.subjects.list());
    expect(client.stats().circuit).toBe("open");
    expect(server.requests).toHaveLength(4);

    const refused = described(await failureOf(client.subjects.list()));
    expect({ ...refused, message: String(refused["message"]).replace(/\d+ ms/, "N ms") }).toMatchInlineSnapshot(`
      {
        "attempts": 0,
        "code": "MAGICBYTE_TRANSPORT",
        "message": "GET /subjects: not sent, because every node was down in the last 2 calls; the next try is in N ms",
        "name": "TransportError",
        "reason": "circuit-open",
        "requestSent": false,
        "retryable": true,
      }
    `);
    expect(server.requests).toHaveLength(4);

    server.follow(after(30, subjects));
    // Polled, because a timer may end a little early: the first call that is let through is the probe.
    let probe = client.subjects.list();
    probe.catch(() => {});
    await until(() => {
      if (client.stats().circuit === "half-open") return true;
      probe = client.subjects.list();
      probe.catch(() => {});
      return false;
    });
    const others = await Promise.all(Array.from({ length: 5 }, () => failureOf(client.subjects.list())));
    for (const other of others) {
      expect(described(other)).toMatchObject({
        reason: "circuit-open",
        message: "GET /subjects: not sent, because every node was down in the last 2 calls; a probe is under way",
      });
    }
    await expect(probe).resolves.toEqual(["orders-value"]);
    expect(server.requests).toHaveLength(5);
    expect(client.stats().circuit).toBe("closed");
  });
});

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

describe("other ways to the server", () => {
  it("an undici Agent that was handed in is used, and not closed", async () => {
    const server = await bed.server(subjects);
    const dispatcher = new Agent({ connections: 1 });
    const client = bed.client({ baseUrl: server.url, dispatcher });
    await Promise.all(Array.from({ length: 5 }, () => client.subjects.list()));
    expect(server.connections().peak).toBe(1);
    await client.close();
    expect(dispatcher.closed).toBe(false);
    expect(server.connections().open).toBe(1);
    await dispatcher.close();
  });

  it("an undici MockAgent answers in place of a server", async () => {
    const dispatcher = new MockAgent();
    dispatcher.disableNetConnect();
    dispatcher
      .get("http://registry.test")
      .intercept({ path: "/subjects", method: "GET" })
      .reply(200, ["mocked"], { headers: { "content-type": "application/json" } });
    const client = bed.client({ baseUrl: "http://registry.test", dispatcher, retries: 0 });
    await expect(client.subjects.list()).resolves.toEqual(["mocked"]);
    await dispatcher.close();
  });

  it("a dispatcher goes without the options that make one", () => {
    const options = { baseUrl: "http://registry.test", dispatcher: new Agent(), maxSockets: 1, proxy: "http://proxy" };
    expect(() => bed.client(options)).toThrow(
      "`dispatcher` goes without `proxy`, `maxSockets`: configure it on the dispatcher itself",
    );
  });

  it("an HTTP proxy carries plain HTTP", async () => {
    const server = await bed.server(subjects);
    const proxy = await bed.proxy();
    const client = bed.client({ baseUrl: server.url, proxy: proxy.url });
    await expect(client.subjects.list()).resolves.toEqual(["orders-value"]);
    expect(proxy.seen).toEqual([`CONNECT 127.0.0.1:${server.port}`]);
    expect(server.requests).toHaveLength(1);
  });

  it("an HTTP proxy carries TLS, whose certificate is still checked, and gets its own credentials only", async () => {
    const server = await bed.server(subjects, {});
    const proxy = await bed.proxy();
    const client = bed.client({
      baseUrl: server.url.replace("//", "//registry:distinctive@"),
      proxy: proxy.url.replace("//", "//user:p%40ss@"),
      tls: { ca: pem("ca.pem") },
    });
    await expect(client.subjects.list()).resolves.toEqual(["orders-value"]);
    expect(proxy.seen).toEqual([`CONNECT 127.0.0.1:${server.port}`]);
    expect(proxy.authorizations).toEqual([`Basic ${Buffer.from("user:p@ss").toString("base64")}`]);
    expect(server.requests[0]?.headers).toMatchObject({
      authorization: `Basic ${Buffer.from("registry:distinctive").toString("base64")}`,
    });
    expect(server.requests[0]?.headers).not.toHaveProperty("proxy-authorization");

    const stranger = bed.client({ baseUrl: server.url, proxy: proxy.url, tls: { ca: pem("other-ca.pem") } });
    expect(described(await failureOf(stranger.subjects.list()))).toMatchInlineSnapshot(`
      {
        "attempts": 1,
        "code": "MAGICBYTE_TRANSPORT",
        "message": "GET https://127.0.0.1:PORT/subjects: self-signed certificate in certificate chain (SELF_SIGNED_CERT_IN_CHAIN): check the certificate, and \`tls.ca\` of createRegistryClient",
        "name": "TransportError",
        "reason": "network",
        "requestSent": false,
        "retryable": false,
      }
    `);
    expect(server.requests).toHaveLength(1);
  });

  it("a proxy that is not there", async () => {
    const server = await bed.server(subjects);
    await server.stop();
    const client = bed.client({ baseUrl: "http://registry.test", proxy: server.url, retries: 1 });
    expect(described(await failureOf(client.subjects.list()))).toMatchInlineSnapshot(`
      {
        "attempts": 2,
        "code": "MAGICBYTE_TRANSPORT",
        "message": "GET http://registry.test/subjects: connect ECONNREFUSED 127.0.0.1:PORT (after 2 attempts)",
        "name": "TransportError",
        "reason": "network",
        "requestSent": false,
        "retryable": true,
      }
    `);
  });

  it("a proxy that refuses", async () => {
    const proxy = await bed.proxy({
      refuse: "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n",
    });
    const client = bed.client({ baseUrl: "http://registry.test", proxy: proxy.url, retries: 1 });
    expect(described(await failureOf(client.subjects.list()))).toMatchInlineSnapshot(`
      {
        "attempts": 2,
        "code": "MAGICBYTE_TRANSPORT",
        "message": "GET http://registry.test/subjects: Proxy response (407) !== 200 when HTTP Tunneling (UND_ERR_ABORTED) (after 2 attempts)",
        "name": "TransportError",
        "reason": "network",
        "requestSent": true,
        "retryable": true,
      }
    `);
    expect(proxy.seen).toEqual(Array(2).fill("CONNECT registry.test:80"));
  });

  it("a proxy that closes the connection is asked once for each attempt, and not for ever", async () => {
    const proxy = await bed.proxy({ refuse: "" });
    const client = bed.client({ baseUrl: "http://registry.test", proxy: proxy.url, retries: 1 });
    expect(described(await failureOf(client.subjects.list()))).toMatchInlineSnapshot(`
      {
        "attempts": 2,
        "code": "MAGICBYTE_TRANSPORT",
        "message": "GET http://registry.test/subjects: the proxy closed the connection (ECONNRESET) (after 2 attempts)",
        "name": "TransportError",
        "reason": "network",
        "requestSent": true,
        "retryable": true,
      }
    `);
    expect(proxy.seen).toEqual(Array(2).fill("CONNECT registry.test:80"));
  });
});
