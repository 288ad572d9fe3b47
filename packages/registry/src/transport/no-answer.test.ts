import { describe, expect, it } from "vitest";
import {
  after,
  described,
  drip,
  failureOf,
  hang,
  json,
  raw,
  registryError,
  reset,
  resetInBody,
  until,
  useTestBed,
} from "../../test/fault-server.js";

const bed = useTestBed();

const subjects = json(200, ["orders-value"]);
const unavailable = registryError(503, 50301, "Service unavailable");

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
