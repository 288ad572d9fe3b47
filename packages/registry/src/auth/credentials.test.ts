import { describe, expect, it } from "vitest";
import {
  described,
  type FaultServer,
  failureOf,
  json,
  registryError,
  type SeenRequest,
  useTestBed,
} from "../../test/fault-server.js";
import type { RegistryClientOptions } from "../client/options.js";
import { UsageError } from "../errors/usage-error.js";

const bed = useTestBed();

const subjects = json(200, ["orders-value"]);
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
