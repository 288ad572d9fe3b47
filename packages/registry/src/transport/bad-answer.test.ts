import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type Behaviour, described, failureOf, json, text, useTestBed } from "../../test/fault-server.js";

const bed = useTestBed();

const schema = json(200, { schema: '"string"' });

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
