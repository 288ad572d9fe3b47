import { describe, expect, it } from "vitest";
import { described, type FaultServer, failureOf, json, pem, redirect, useTestBed } from "../../test/fault-server.js";

const bed = useTestBed();

const subjects = json(200, ["orders-value"]);
const authorizations = (server: FaultServer) => server.requests.map(({ headers }) => headers.authorization);

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
