import { type AddressInfo, createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { described, failureOf, json, pem, useTestBed } from "../../test/fault-server.js";

const bed = useTestBed();

const subjects = json(200, ["orders-value"]);

describe("TLS", () => {
  it("a certificate of an unknown authority ends the call at once, and the error names tls.ca", async () => {
    const server = await bed.server(subjects, {});
    const client = bed.client({ baseUrl: server.url });
    expect(described(await failureOf(client.subjects.list()))).toMatchInlineSnapshot(`
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
    expect(server.requests).toHaveLength(0);
    expect(server.connections().accepted).toBe(1);
  });

  it("so does one of another name", async () => {
    const server = await bed.server(subjects, {});
    const client = bed.client({ baseUrl: server.url, tls: { ca: pem("ca.pem"), servername: "registry.test" } });
    expect(described(await failureOf(client.subjects.list()))).toMatchInlineSnapshot(`
      {
        "attempts": 1,
        "code": "MAGICBYTE_TRANSPORT",
        "message": "GET https://127.0.0.1:PORT/subjects: Hostname/IP does not match certificate's altnames: Host: registry.test. is not in the cert's altnames: DNS:localhost, IP Address:127.0.0.1 (ERR_TLS_CERT_ALTNAME_INVALID): check the host in baseUrl, and \`tls.servername\` of createRegistryClient",
        "name": "TransportError",
        "reason": "network",
        "requestSent": false,
        "retryable": false,
      }
    `);
    expect(server.requests).toHaveLength(0);
    expect(server.connections().accepted).toBe(1);
  });

  it("but another node may have a right one", async () => {
    const wrong = await bed.server(subjects, {});
    const right = await bed.server(subjects);
    const client = bed.client({ baseUrl: [wrong.url, right.url] });
    await expect(client.subjects.list()).resolves.toEqual(["orders-value"]);
    expect([wrong.connections().accepted, right.requests.length]).toEqual([1, 1]);
  });

  it.each(["127.0.0.1", "localhost"])("the authority of %s is trusted when it is given", async (host) => {
    const server = await bed.server(subjects, {});
    const client = bed.client({ baseUrl: `https://${host}:${server.port}`, tls: { ca: pem("ca.pem") } });
    await expect(client.subjects.list()).resolves.toEqual(["orders-value"]);
    expect(server.requests).toHaveLength(1);
  });

  it("several authorities are trusted", async () => {
    const server = await bed.server(subjects, {});
    const client = bed.client({ baseUrl: server.url, tls: { ca: [pem("other-ca.pem"), Buffer.from(pem("ca.pem"))] } });
    await expect(client.subjects.list()).resolves.toEqual(["orders-value"]);
  });

  it("mutual TLS: the client's certificate is accepted", async () => {
    const server = await bed.server(subjects, { requireClientCertificate: true });
    const tls = { ca: pem("ca.pem"), cert: pem("client.pem"), key: pem("client.key") };
    const client = bed.client({ baseUrl: server.url, tls });
    await expect(client.subjects.list()).resolves.toEqual(["orders-value"]);
    expect(server.requests).toHaveLength(1);
  });

  it("mutual TLS: a client without one is refused, and the error names tls.cert", async () => {
    const server = await bed.server(subjects, { requireClientCertificate: true });
    const client = bed.client({ baseUrl: server.url, tls: { ca: pem("ca.pem") }, retries: 1 });
    expect(described(await failureOf(client.subjects.list()))).toMatchInlineSnapshot(`
      {
        "attempts": 2,
        "code": "MAGICBYTE_TRANSPORT",
        "message": "GET https://127.0.0.1:PORT/subjects: other side closed (UND_ERR_SOCKET): does the server want a client certificate, \`tls.cert\` of createRegistryClient? (after 2 attempts)",
        "name": "TransportError",
        "reason": "network",
        "requestSent": true,
        "retryable": true,
      }
    `);
    expect(server.requests).toHaveLength(0);
    expect(server.connections().accepted).toBe(2);
  });

  it.each([
    { alert: 40, what: "handshake failure" },
    { alert: 42, what: "bad certificate" },
    { alert: 48, what: "unknown ca" },
  ])("a server that says $what refuses for good, and the error names tls.cert", async ({ alert, what }) => {
    let connections = 0;
    const server = createServer((socket) => {
      connections++;
      // A TLS record of type alert, level fatal.
      socket.once("data", () => socket.end(Buffer.from([21, 3, 3, 0, 2, 2, alert])));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const client = bed.client({ baseUrl: `https://127.0.0.1:${(server.address() as AddressInfo).port}` });
    expect(described(await failureOf(client.subjects.list()))).toMatchObject({
      reason: "network",
      attempts: 1,
      retryable: false,
      // The words are OpenSSL's, and differ from version to version.
      message: expect.stringMatching(
        new RegExp(
          `^GET https://127\\.0\\.0\\.1:PORT/subjects: [\\w/ ]+alert ${what} \\(ERR_SSL_\\w+\\): the server does not accept this client, check \`tls\\.cert\` and \`tls\\.key\` of createRegistryClient$`,
        ),
      ),
    });
    expect(connections).toBe(1);
    await new Promise((resolve) => server.close(resolve));
  });

  it("https where the server speaks http", async () => {
    const server = await bed.server(subjects);
    const client = bed.client({ baseUrl: server.url.replace("http:", "https:") });
    expect(described(await failureOf(client.subjects.list()))).toMatchInlineSnapshot(`
      {
        "attempts": 1,
        "code": "MAGICBYTE_TRANSPORT",
        "message": "GET https://127.0.0.1:PORT/subjects: wrong version number (ERR_SSL_WRONG_VERSION_NUMBER): the server does not speak TLS there, is it an http:// address?",
        "name": "TransportError",
        "reason": "network",
        "requestSent": false,
        "retryable": false,
      }
    `);
    expect(server.requests).toHaveLength(0);
    expect(server.connections().accepted).toBe(1);
  });

  it("a key that is none", async () => {
    const server = await bed.server(subjects, {});
    const client = bed.client({ baseUrl: server.url, tls: { cert: pem("client.pem"), key: "no key" } });
    expect(described(await failureOf(client.subjects.list()))).toMatchObject({
      attempts: 1,
      retryable: false,
      requestSent: false,
      // The words are OpenSSL's, and differ from version to version.
      message: expect.stringMatching(
        /^GET https:\/\/127\.0\.0\.1:PORT\/subjects: [\w ]+ \(ERR_OSSL_\w+\): check `tls` of createRegistryClient$/,
      ),
    });
    expect(server.connections().accepted).toBe(0);
  });
});
