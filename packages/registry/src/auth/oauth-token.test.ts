import { describe, expect, it } from "vitest";
import {
  described,
  type FaultServer,
  failureOf,
  hang,
  json,
  redirect,
  registryError,
  reset,
  type Script,
  text,
  until,
  useTestBed,
} from "../../test/fault-server.js";
import { ResponseError } from "../errors/response-error.js";
import { TransportError } from "../errors/transport-error.js";
import type { OAuthOptions } from "./auth-options.js";
import { createOAuthToken } from "./oauth-token.js";
import { createRedactor } from "./redactor.js";

const bed = useTestBed();

const subjects = json(200, ["orders-value"]);
const schema = json(200, { schema: '"string"' });
const unauthorized = registryError(401, 401, "Unauthorized");
const basic = (pair: string) => `Basic ${Buffer.from(pair).toString("base64")}`;
const authorizations = (server: FaultServer) => server.requests.map(({ headers }) => headers.authorization);

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
