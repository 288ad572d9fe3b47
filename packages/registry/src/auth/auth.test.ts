import { type AddressInfo, createServer } from "node:net";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  createTestBed,
  described,
  type FaultServer,
  failureOf,
  hang,
  json,
  pem,
  redirect,
  registryError,
  reset,
  type Script,
  type SeenRequest,
  text,
  until,
} from "../../test/fault-server.js";
import type { RegistryClientOptions } from "../client/options.js";
import { ResponseError } from "../errors/response-error.js";
import { TransportError } from "../errors/transport-error.js";
import { UsageError } from "../errors/usage-error.js";
import type { OAuthOptions } from "./auth-options.js";
import { createOAuthToken } from "./oauth-token.js";
import { createRedactor } from "./redactor.js";

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
const unauthorized = registryError(401, 401, "Unauthorized");
const basic = (pair: string) => `Basic ${Buffer.from(pair).toString("base64")}`;
const authorizations = (server: FaultServer) => server.requests.map(({ headers }) => headers.authorization);

/** What a server with these options is sent with one call. */
async function headersOf(options: Partial<RegistryClientOptions>): Promise<SeenRequest["headers"]> {
  const server = await bed.server(subjects);
  const client = bed.client({ baseUrl: server.url, ...options });
  await client.subjects.list();
  return server.requests[0]?.headers ?? {};
}

describe("basic", () => {
  it.each([
    { username: "user", password: "secret" },
    { username: "API key", password: "p@ss:w/rd%20" },
    { username: "grüße", password: "密码" },
    { username: "user", password: "" },
  ])("sends $username and its password as UTF-8", async ({ username, password }) => {
    const headers = await headersOf({ auth: { basic: { username, password } } });
    expect(headers.authorization).toBe(basic(`${username}:${password}`));
  });

  it("peer failure 10: credentials in a URL are percent-decoded", async () => {
    const server = await bed.server(subjects);
    const client = bed.client({ baseUrl: server.url.replace("//", "//us%3Aer:p%40ss%2Fw%25rd@") });
    await client.subjects.list();
    expect(authorizations(server)).toEqual([basic("us:er:p@ss/w%rd")]);
    expect(client.stats().nodes).toEqual([{ url: server.url, setAside: false }]);
  });

  it("each URL keeps its own credentials", async () => {
    const first = await bed.server(registryError(503, 50301, "Down"));
    const second = await bed.server(subjects);
    const withUser = (server: FaultServer, user: string) => server.url.replace("//", `//${user}:secret@`);
    const client = bed.client({ baseUrl: [withUser(first, "one"), withUser(second, "two")] });
    await client.subjects.list();
    expect([authorizations(first), authorizations(second)]).toEqual([[basic("one:secret")], [basic("two:secret")]]);
  });

  it.each<{ what: string; options: Partial<RegistryClientOptions>; message: string }>([
    {
      what: "credentials in the URL and in the options",
      options: { baseUrl: "http://user:distinctive@localhost:8081", auth: { bearer: "token" } },
      message: "baseUrl holds credentials and `auth` is given too: use one of the two",
    },
    {
      what: "a colon in the name",
      options: { auth: { basic: { username: "a:b", password: "distinctive" } } },
      message: "auth.basic.username must not hold a colon: HTTP takes it for the end of the name",
    },
    {
      what: "a password from a variable that is not set",
      options: { auth: { basic: { username: "user", password: undefined as unknown as string } } },
      message: "auth.basic.password is no text: is the variable that it comes from set?",
    },
    {
      what: "a bearer token from a variable that is not set",
      options: { auth: { bearer: undefined as unknown as string } },
      message: "auth.bearer is no text: is the variable that it comes from set?",
    },
    {
      what: "a client secret from a variable that is not set",
      options: { auth: { oauth: { tokenUrl: "http://idp/", clientId: "id", clientSecret: undefined as never } } },
      message: "auth.oauth.clientSecret is no text: is the variable that it comes from set?",
    },
    {
      what: "a token URL that is none",
      options: { auth: { oauth: { tokenUrl: "idp/token", clientId: "id", clientSecret: "distinctive" } } },
      message: "auth.oauth.tokenUrl is no URL: write the whole address of the token endpoint",
    },
    {
      what: "credentials in the token URL",
      options: { auth: { oauth: { tokenUrl: "http://id:distinctive@idp/", clientId: "id", clientSecret: "s" } } },
      message: "auth.oauth.tokenUrl holds credentials: write them as clientId and clientSecret",
    },
    {
      what: "a share above 1",
      options: { auth: { oauth: { tokenUrl: "http://idp/", clientId: "id", clientSecret: "s", refreshAt: 2 } } },
      message: "auth.oauth.refreshAt is a share of the token's life: above 0, at most 1",
    },
    {
      what: "no known kind",
      options: { auth: { token: "distinctive" } as never },
      message: "auth must be one of { basic }, { bearer }, { oauth } and { headers }",
    },
    {
      what: "proxy credentials that are not percent-encoded",
      options: { proxy: "http://user:100%distinctive@proxy:3128" },
      message: "the credentials in proxy are not percent-encoded properly: a % stands for itself as %25",
    },
  ])("refuses $what at once", ({ options, message }) => {
    const create = () => bed.client({ baseUrl: "http://localhost:8081", ...options });
    expect(create).toThrow(UsageError);
    expect(create).toThrow(expect.objectContaining({ message }));
  });
});

describe("bearer and header functions", () => {
  it("peer failure 10: a token goes without a logical cluster", async () => {
    const headers = await headersOf({ auth: { bearer: "token-1" } });
    expect(headers.authorization).toBe("Bearer token-1");
    expect(headers).not.toHaveProperty("target-sr-cluster");
    expect(headers).not.toHaveProperty("confluent-identity-pool-id");
  });

  it("logicalCluster and identityPoolId are sent where they are given", async () => {
    const headers = await headersOf({ auth: { bearer: "t" }, logicalCluster: "lsrc-1", identityPoolId: "pool-2" });
    expect(headers).toMatchObject({ "target-sr-cluster": "lsrc-1", "confluent-identity-pool-id": "pool-2" });
  });

  it("a function is asked for each request, repetitions included", async () => {
    const server = await bed.server([registryError(503, 50301, "Down"), subjects]);
    let calls = 0;
    const client = bed.client({ baseUrl: server.url, auth: { bearer: async () => `token-${++calls}` } });
    await client.subjects.list();
    expect(authorizations(server)).toEqual(["Bearer token-1", "Bearer token-2"]);
  });

  it("headers of any name can be made", async () => {
    const headers = await headersOf({
      auth: { headers: async () => ({ "X-Api-Key": "key-1", Authorization: "Custom x" }) },
    });
    expect(headers).toMatchObject({ "x-api-key": "key-1", authorization: "Custom x" });
  });

  it("a function that rejects fails the call, is not asked again, and nothing is sent", async () => {
    const server = await bed.server(subjects);
    let calls = 0;
    const reason = new Error("the vault is sealed");
    const bearer = async () => {
      calls++;
      throw reason;
    };
    const client = bed.client({ baseUrl: server.url, auth: { bearer } });
    const error = await failureOf(client.subjects.list());
    expect(described(error)).toMatchInlineSnapshot(`
      {
        "attempts": 0,
        "code": "MAGICBYTE_TRANSPORT",
        "message": "GET http://127.0.0.1:PORT/subjects: no credentials: the vault is sealed",
        "name": "TransportError",
        "reason": "credentials",
        "requestSent": false,
        "retryable": false,
      }
    `);
    expect((error as Error).cause).toBe(reason);
    expect([calls, server.requests.length]).toEqual([1, 0]);
  });

  it("a function that never answers does not hang the caller", async () => {
    const server = await bed.server(subjects);
    const client = bed.client({
      baseUrl: server.url,
      deadlineMs: 50,
      auth: { bearer: () => new Promise<string>(() => {}) },
    });
    expect(described(await failureOf(client.subjects.list()))).toMatchInlineSnapshot(`
      {
        "attempts": 1,
        "code": "MAGICBYTE_TRANSPORT",
        "message": "GET /subjects: the deadline of 50 ms passed during attempt 1",
        "name": "TransportError",
        "reason": "timeout",
        "requestSent": true,
        "retryable": true,
      }
    `);
    expect(server.requests).toHaveLength(0);
  });

  it.each<{ what: string; auth: RegistryClientOptions["auth"]; message: RegExp }>([
    {
      what: "an empty token",
      auth: { bearer: () => "" },
      message: /^auth\.bearer gave no token: it must be, or return, a string that is not empty$/,
    },
    {
      what: "a header without a value",
      auth: { headers: () => ({ "x-api-key": undefined as unknown as string }) },
      message: /^auth\.headers gave no text for the header "x-api-key"$/,
    },
    {
      what: "a token with the line break of the file it was read from",
      auth: { bearer: "distinctive\n" },
      message:
        /^GET http:\/\/127\.0\.0\.1:\d+\/subjects cannot be sent: invalid authorization header\. Is there a line break or another control character in a header, perhaps at the end of a token\?$/,
    },
  ])("$what is a wrong use, and nothing is sent", async ({ auth, message }) => {
    const server = await bed.server(subjects);
    const client = bed.client({ baseUrl: server.url, auth });
    const error = await failureOf(client.subjects.list());
    expect(error).toBeInstanceOf(UsageError);
    expect(error).toHaveProperty("message", expect.stringMatching(message));
    expect(server.requests).toHaveLength(0);
  });
});

describe("OAuth client credentials", () => {
  const grant = (token: string, seconds?: number) =>
    json(200, { access_token: token, token_type: "Bearer", ...(seconds === undefined ? {} : { expires_in: seconds }) });

  async function setUp(token: Script, registry: Script, more: Partial<OAuthOptions> = {}) {
    const idp = await bed.server(token);
    const server = await bed.server(registry);
    const oauth = { tokenUrl: `${idp.url}/oauth/token?v=1`, clientId: "my id", clientSecret: "s&cret+1", ...more };
    const options = { baseUrl: server.url, retries: 1, auth: { oauth } };
    return { idp, server, options, client: bed.client(options) };
  }

  it("peer failure 10: 1,000 concurrent calls fetch one token, and later calls none", async () => {
    const { idp, server, client } = await setUp(grant("token-1", 300), schema);
    await Promise.all(Array.from({ length: 1_000 }, (_, id) => client.schemas.byId(id)));
    await client.subjects.list().catch(() => {});
    expect(idp.requests).toHaveLength(1);
    expect(server.requests).toHaveLength(1_001);
    expect(new Set(authorizations(server))).toEqual(new Set(["Bearer token-1"]));
  });

  it("the client proves itself with a header, form-encoded as RFC 6749 has it", async () => {
    const { idp, client } = await setUp(grant("token-1"), subjects, { scope: "a b", parameters: { audience: "sr" } });
    await client.subjects.list();
    expect(idp.requests[0]).toMatchObject({
      method: "POST",
      path: "/oauth/token?v=1",
      body: "grant_type=client_credentials&audience=sr&scope=a+b",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        accept: "application/json",
        authorization: basic("my+id:s%26cret%2B1"),
      },
    });
  });

  it("or with fields of the form", async () => {
    const { idp, client } = await setUp(grant("token-1"), subjects, { clientAuthentication: "form" });
    await client.subjects.list();
    expect(idp.requests[0]?.body).toBe("grant_type=client_credentials&client_id=my+id&client_secret=s%26cret%2B1");
    expect(idp.requests[0]?.headers).not.toHaveProperty("authorization");
  });

  it("a token is renewed after a share of its life, in the background", async () => {
    const { idp, server, client } = await setUp([grant("token-1", 2), grant("token-2", 300)], subjects, {
      refreshAt: 0.05,
    });
    const started = Date.now();
    await client.subjects.list();
    await until(() => Date.now() - started > 150);
    await client.subjects.list();
    await until(() => idp.requests.length === 2);
    while (authorizations(server).at(-1) !== "Bearer token-2") await client.subjects.list();
    expect(authorizations(server).slice(0, 2)).toEqual(["Bearer token-1", "Bearer token-1"]);
    expect(idp.requests).toHaveLength(2);
  });

  it("a renewal that fails costs nothing while the token is good, and is tried again half way to its end", async () => {
    const clock = { now: 0 };
    const answers = [
      { status: 200, token: "token-1" },
      { status: 503 },
      { status: 503 },
      { status: 200, token: "token-2" },
    ];
    let requests = 0;
    const token = createOAuthToken(
      { tokenUrl: "http://idp/", clientId: "id", clientSecret: "secret" },
      async () => {
        const { status, token: accessToken } = answers[requests++] ?? { status: 500 };
        return { status, headers: {}, body: JSON.stringify({ access_token: accessToken, expires_in: 100 }) };
      },
      createRedactor(),
      () => clock.now,
    );
    const at = async (seconds: number) => {
      clock.now = seconds * 1_000;
      const headers = await token.headers();
      // The renewal in the background ends.
      await new Promise((resolve) => setImmediate(resolve));
      return [headers["authorization"], requests];
    };
    expect(await at(0)).toEqual(["Bearer token-1", 1]);
    expect(await at(79)).toEqual(["Bearer token-1", 1]);
    expect(await at(80)).toEqual(["Bearer token-1", 2]);
    expect(await at(89)).toEqual(["Bearer token-1", 2]);
    expect(await at(90)).toEqual(["Bearer token-1", 3]);
    expect(await at(96)).toEqual(["Bearer token-1", 4]);
    expect(await at(97)).toEqual(["Bearer token-2", 4]);
  });

  it("a token that was revoked early is replaced once, for all callers together", async () => {
    const { idp, server, client } = await setUp([grant("token-1"), grant("token-2")], {
      choose: ({ headers }) => (headers.authorization === "Bearer token-1" ? unauthorized : schema),
    });
    await Promise.all(Array.from({ length: 20 }, (_, id) => client.schemas.byId(id)));
    expect(idp.requests).toHaveLength(2);
    expect(server.requests).toHaveLength(40);
  });

  it("and when the new one is not accepted either, the call gives up", async () => {
    const { idp, server, client } = await setUp([grant("token-1"), grant("token-2")], unauthorized);
    expect(described(await failureOf(client.subjects.list()))).toMatchInlineSnapshot(`
      {
        "attempts": 1,
        "code": "MAGICBYTE_RESPONSE",
        "errorCode": 401,
        "message": "GET /subjects: 401 Unauthorized (401). Set or check \`auth\` of createRegistryClient",
        "name": "ResponseError",
        "status": 401,
      }
    `);
    expect([idp.requests.length, server.requests.length]).toEqual([2, 2]);
  });

  it.each<{ what: string; token: Script; idpRequests: number; message: string; retryable: boolean; cause: unknown }>([
    {
      what: "refuses the client",
      token: json(401, { error: "invalid_client", error_description: "Unknown client 'my id'" }),
      idpRequests: 1,
      message:
        "GET http://127.0.0.1:PORT/subjects: no credentials: POST http://127.0.0.1:PORT/oauth/token?v=1: 401 from the token endpoint: invalid_client, Unknown client 'my id'",
      retryable: false,
      cause: ResponseError,
    },
    {
      what: "fails",
      token: text(500, "<h1>Oops</h1>"),
      idpRequests: 2,
      message:
        "GET http://127.0.0.1:PORT/subjects: no credentials: POST http://127.0.0.1:PORT/oauth/token?v=1: 500 from the token endpoint (after 2 attempts)",
      retryable: true,
      cause: ResponseError,
    },
    {
      what: "hangs",
      token: hang,
      idpRequests: 2,
      message:
        "GET http://127.0.0.1:PORT/subjects: no credentials: POST http://127.0.0.1:PORT/oauth/token?v=1: no complete answer within 150 ms (after 2 attempts)",
      retryable: true,
      cause: TransportError,
    },
    {
      what: "hangs up",
      token: reset,
      idpRequests: 2,
      message:
        "GET http://127.0.0.1:PORT/subjects: no credentials: POST http://127.0.0.1:PORT/oauth/token?v=1: other side closed (UND_ERR_SOCKET) (after 2 attempts)",
      retryable: true,
      cause: TransportError,
    },
    {
      what: "answers with invalid JSON",
      token: text(200, '{"access_token": "tok'),
      idpRequests: 1,
      message:
        "GET http://127.0.0.1:PORT/subjects: no credentials: POST http://127.0.0.1:PORT/oauth/token?v=1: the token endpoint answered 200 without an access_token",
      retryable: false,
      cause: ResponseError,
    },
    {
      what: "redirects, which is not followed with the client's secret",
      token: redirect(307, "http://localhost:1/"),
      idpRequests: 1,
      message:
        "GET http://127.0.0.1:PORT/subjects: no credentials: POST http://127.0.0.1:PORT/oauth/token?v=1: 307 from the token endpoint",
      retryable: false,
      cause: ResponseError,
    },
  ])("a token endpoint that $what", async ({ token, idpRequests, message, retryable, cause }) => {
    const { idp, server, options } = await setUp(token, subjects);
    const client = bed.client({ ...options, timeoutMs: 150 });
    const error = await failureOf(client.subjects.list());
    expect(described(error)).toEqual({
      name: "TransportError",
      code: "MAGICBYTE_TRANSPORT",
      reason: "credentials",
      attempts: idpRequests === 1 ? 0 : 2,
      retryable,
      requestSent: false,
      message,
    });
    expect((error as Error).cause).toBeInstanceOf(cause);
    expect([idp.requests.length, server.requests.length]).toEqual([idpRequests, 0]);
  });

  it("a caller that gives up waiting for the token leaves it to the others", async () => {
    const { idp, server, client } = await setUp(
      (...answer) => void setTimeout(() => grant("token-1")(...answer), 50),
      schema,
    );
    const controller = new AbortController();
    const leaving = failureOf(client.subjects.list({ signal: controller.signal }));
    const staying = client.schemas.byId(1);
    await until(() => idp.requests.length === 1);
    controller.abort();
    expect(described(await leaving)).toMatchInlineSnapshot(`
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
    await expect(staying).resolves.toMatchObject({ id: 1 });
    expect([idp.requests.length, server.requests.length]).toEqual([1, 1]);
  });

  it("close() ends the request for a token", async () => {
    const { idp, client } = await setUp(hang, subjects);
    const call = failureOf(client.subjects.list());
    await until(() => idp.requests.length === 1);
    await client.close();
    expect(described(await call)).toMatchObject({ reason: "closed" });
    await until(() => idp.hungUp() === 1);
  });
});

describe("redirects", () => {
  const secrets = { "x-api-key": "key-1", cookie: "session=1" };

  it("the same origin gets the credentials", async () => {
    const server = await bed.server([redirect(301, "/elsewhere/subjects#part"), subjects]);
    const client = bed.client({ baseUrl: server.url, auth: { bearer: "token-1" }, headers: secrets });
    await expect(client.subjects.list()).resolves.toEqual(["orders-value"]);
    expect(server.log()).toEqual(["GET /subjects", "GET /elsewhere/subjects"]);
    expect(server.requests[1]?.headers).toMatchObject({ authorization: "Bearer token-1", ...secrets });
  });

  it.each([301, 302, 303, 307, 308])("%i to another origin is followed without them", async (status) => {
    const other = await bed.server(subjects);
    const server = await bed.server(
      redirect(status, `${other.url.replace("//", "//user:chosen-by-server@")}/subjects`),
    );
    const client = bed.client({
      baseUrl: server.url,
      auth: { bearer: "token-1" },
      headers: secrets,
      logicalCluster: "l",
    });
    await expect(client.subjects.list({ headers: { "x-other": "1" } })).resolves.toEqual(["orders-value"]);
    expect(Object.keys(other.requests[0]?.headers ?? {}).sort()).toEqual(["accept", "connection", "host"]);
    expect([server.requests.length, other.requests.length]).toEqual([1, 1]);
  });

  it("nor does the first origin get them back from the other one", async () => {
    const other = await bed.server(subjects);
    const server = await bed.server([redirect(302, `${other.url}/there`), subjects]);
    other.follow(redirect(302, `${server.url}/back`));
    const client = bed.client({ baseUrl: server.url, auth: { bearer: "token-1" } });
    await client.subjects.list();
    expect(authorizations(server)).toEqual(["Bearer token-1", undefined]);
  });

  it("https to http is not followed", async () => {
    const plain = await bed.server(subjects);
    const server = await bed.server(redirect(302, `${plain.url}/subjects`), {});
    const client = bed.client({ baseUrl: server.url, auth: { bearer: "token-1" }, tls: { ca: pem("ca.pem") } });
    expect(described(await failureOf(client.subjects.list()))).toMatchInlineSnapshot(`
      {
        "attempts": 1,
        "code": "MAGICBYTE_RESPONSE",
        "message": "GET /subjects: 302 an empty body. The redirect was not followed: set baseUrl to where it points",
        "name": "ResponseError",
        "status": 302,
      }
    `);
    expect([server.requests.length, plain.requests.length]).toEqual([1, 0]);
  });

  it.each([307, 308])("a POST is repeated after %i", async (status) => {
    const server = await bed.server([redirect(status, "/v2/subjects/a/versions"), json(200, { id: 1 })]);
    const client = bed.client({ baseUrl: server.url });
    await expect(client.subjects.register("a", { schema: '"int"' })).resolves.toEqual({ id: 1 });
    expect(server.log()).toEqual(["POST /subjects/a/versions", "POST /v2/subjects/a/versions"]);
    expect(server.requests.map(({ body }) => body)).toEqual(Array(2).fill('{"schema":"\\"int\\""}'));
  });

  it.each([301, 302, 303])("and not after %i", async (status) => {
    const server = await bed.server(redirect(status, "/v2/subjects/a/versions"));
    const client = bed.client({ baseUrl: server.url });
    expect(described(await failureOf(client.subjects.register("a", { schema: '"int"' })))).toEqual({
      name: "ResponseError",
      code: "MAGICBYTE_RESPONSE",
      status,
      attempts: 1,
      message: `POST /subjects/a/versions: ${status} an empty body. The redirect was not followed: set baseUrl to where it points`,
    });
    expect(server.requests).toHaveLength(1);
  });

  it("a circle ends", async () => {
    const server = await bed.server(redirect(302, "/subjects"));
    const client = bed.client({ baseUrl: server.url });
    expect(described(await failureOf(client.subjects.list()))).toMatchInlineSnapshot(`
      {
        "attempts": 1,
        "code": "MAGICBYTE_TRANSPORT",
        "message": "GET http://127.0.0.1:PORT/subjects: more than 5 redirects",
        "name": "TransportError",
        "reason": "network",
        "requestSent": true,
        "retryable": false,
      }
    `);
    expect(server.requests).toHaveLength(6);
  });
});

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
