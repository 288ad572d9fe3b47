import { Agent, MockAgent } from "undici";
import { describe, expect, it } from "vitest";
import { described, failureOf, json, pem, useTestBed } from "../../test/fault-server.js";

const bed = useTestBed();

const subjects = json(200, ["orders-value"]);

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
