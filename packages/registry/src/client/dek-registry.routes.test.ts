import { describe, expect, it } from "vitest";
import { recordingClient } from "../../test/recording-transport.js";
import { type RouteCase, testRoutes, untested } from "../../test/route-case.js";
import { ResponseError } from "../errors/response-error.js";
import type { DekInput } from "./deks.js";
import type { KekInput } from "./keks.js";

const KEK_INPUT: KekInput = {
  name: "my-kek",
  kmsType: "aws-kms",
  kmsKeyId: "arn:aws:kms:eu:1:key/2",
  kmsProps: { region: "eu" },
  doc: "d",
  shared: true,
  deleted: false,
};
const KEK = { ...KEK_INPUT, ts: 1 };
const BAD_KEKS = [
  {},
  { ...KEK, name: 1 },
  { ...KEK, kmsType: null },
  { ...KEK, kmsKeyId: undefined },
  { ...KEK, kmsProps: [] },
];
const DEK_INPUT: DekInput = {
  subject: "s",
  version: 2,
  algorithm: "AES256_SIV",
  encryptedKeyMaterial: "AAAA",
  deleted: false,
};
const DEK = { ...DEK_INPUT, kekName: "k", keyMaterial: "BBBB", ts: 1 };
const BAD_DEKS = [
  {},
  { ...DEK, kekName: 1 },
  { ...DEK, subject: null },
  { ...DEK, version: "1" },
  { ...DEK, algorithm: 1 },
];

const keks: readonly RouteCase[] = [
  {
    method: "keks.list",
    run: (client, options) => client.dekRegistry.keks.list(options),
    sends: "GET /dek-registry/v1/keks",
    route: "/dek-registry/v1/keks",
    answer: ["my-kek"],
    refuses: [[1]],
  },
  {
    method: "keks.list",
    run: (client, options) =>
      client.dekRegistry.keks.list({ subjectPrefix: ["a/", "b"], deleted: true, offset: 1, limit: 2, ...options }),
    sends: "GET /dek-registry/v1/keks?subjectPrefix=a%2F&subjectPrefix=b&deleted=true&offset=1&limit=2",
    route: "/dek-registry/v1/keks",
    answer: [],
  },
  {
    method: "keks.list",
    run: (client, options) => client.dekRegistry.keks.list({ subjectPrefix: "a", ...options }),
    sends: "GET /dek-registry/v1/keks?subjectPrefix=a",
    route: "/dek-registry/v1/keks",
    answer: [],
  },
  {
    method: "keks.get",
    run: (client, options) => client.dekRegistry.keks.get("my-kek", options),
    sends: "GET /dek-registry/v1/keks/my-kek",
    route: "/dek-registry/v1/keks/{name}",
    answer: { ...KEK, fromTheFuture: 1 },
    refuses: BAD_KEKS,
  },
  {
    method: "keks.get",
    run: (client, options) => client.dekRegistry.keks.get("a b", { deleted: true, ...options }),
    sends: "GET /dek-registry/v1/keks/a%20b?deleted=true",
    route: "/dek-registry/v1/keks/{name}",
    answer: { name: "a b", kmsType: "local-kms", kmsKeyId: "i" },
    gives: { name: "a b", kmsType: "local-kms", kmsKeyId: "i", kmsProps: {}, shared: false },
  },
  {
    method: "keks.create",
    run: (client, options) => client.dekRegistry.keks.create(KEK_INPUT, { testSharing: true, ...options }),
    sends: "POST /dek-registry/v1/keks?testSharing=true",
    route: "/dek-registry/v1/keks",
    body: KEK_INPUT,
    answer: KEK,
    refuses: BAD_KEKS,
  },
  {
    method: "keks.update",
    run: (client, options) =>
      client.dekRegistry.keks.update(
        "k",
        { doc: "e", shared: false, kmsProps: {} },
        { testSharing: false, ...options },
      ),
    sends: "PUT /dek-registry/v1/keks/k?testSharing=false",
    route: "/dek-registry/v1/keks/{name}",
    body: { doc: "e", shared: false, kmsProps: {} },
    answer: KEK,
    refuses: BAD_KEKS,
  },
  {
    method: "keks.delete",
    run: (client, options) => client.dekRegistry.keks.delete("k", options),
    sends: "DELETE /dek-registry/v1/keks/k",
    route: "/dek-registry/v1/keks/{name}",
    status: 204,
  },
  {
    method: "keks.delete",
    run: (client, options) => client.dekRegistry.keks.delete("k", { permanent: true, ...options }),
    sends: "DELETE /dek-registry/v1/keks/k?permanent=true",
    route: "/dek-registry/v1/keks/{name}",
    status: 204,
  },
  {
    method: "keks.undelete",
    run: (client, options) => client.dekRegistry.keks.undelete("k", options),
    sends: "POST /dek-registry/v1/keks/k/undelete",
    route: "/dek-registry/v1/keks/{name}/undelete",
    status: 204,
  },
  {
    method: "keks.test",
    run: (client, options) => client.dekRegistry.keks.test("k", options),
    sends: "POST /dek-registry/v1/keks/k/test",
    route: "/dek-registry/v1/keks/{name}/test",
    idempotent: true,
    answer: KEK,
    refuses: BAD_KEKS,
  },
];

const DEK_ROUTE = "/dek-registry/v1/keks/{name}/deks/{subject}";

const deks: readonly RouteCase[] = [
  {
    method: "deks.list",
    run: (client, options) => client.dekRegistry.deks.list("k", options),
    sends: "GET /dek-registry/v1/keks/k/deks",
    route: "/dek-registry/v1/keks/{name}/deks",
    answer: ["s", ":.ctx:s"],
    refuses: [[1]],
  },
  {
    method: "deks.list",
    run: (client, options) => client.dekRegistry.deks.list("k", { deleted: true, offset: 1, limit: 2, ...options }),
    sends: "GET /dek-registry/v1/keks/k/deks?deleted=true&offset=1&limit=2",
    route: "/dek-registry/v1/keks/{name}/deks",
    answer: [],
  },
  {
    method: "deks.get",
    run: (client, options) => client.dekRegistry.deks.get("k", "a/b", options),
    sends: "GET /dek-registry/v1/keks/k/deks/a%2Fb",
    route: DEK_ROUTE,
    answer: { ...DEK, fromTheFuture: 1 },
    refuses: BAD_DEKS,
  },
  {
    method: "deks.get",
    run: (client, options) =>
      client.dekRegistry.deks.get("k", "s", { algorithm: "AES256_SIV", version: 2, deleted: true, ...options }),
    sends: "GET /dek-registry/v1/keks/k/deks/s/versions/2?algorithm=AES256_SIV&deleted=true",
    route: `${DEK_ROUTE}/versions/{version}`,
    answer: DEK,
  },
  {
    method: "deks.get",
    run: (client, options) => client.dekRegistry.deks.get("k", "s", { version: "latest", ...options }),
    sends: "GET /dek-registry/v1/keks/k/deks/s/versions/latest",
    route: `${DEK_ROUTE}/versions/{version}`,
    answer: DEK,
  },
  {
    method: "deks.versions",
    run: (client, options) =>
      client.dekRegistry.deks.versions("k", "s", {
        algorithm: "AES128_GCM",
        deleted: true,
        offset: 1,
        limit: 2,
        ...options,
      }),
    sends: "GET /dek-registry/v1/keks/k/deks/s/versions?algorithm=AES128_GCM&deleted=true&offset=1&limit=2",
    route: `${DEK_ROUTE}/versions`,
    answer: [1, 2],
    refuses: [["1"]],
  },
  {
    method: "deks.create",
    run: (client, options) => client.dekRegistry.deks.create("k", DEK_INPUT, { rewrap: true, ...options }),
    sends: "POST /dek-registry/v1/keks/k/deks/s?rewrap=true",
    route: DEK_ROUTE,
    body: DEK_INPUT,
    answer: DEK,
    refuses: BAD_DEKS,
  },
  {
    method: "deks.delete",
    run: (client, options) =>
      client.dekRegistry.deks.delete("k", "s", { algorithm: "AES256_GCM", permanent: true, ...options }),
    sends: "DELETE /dek-registry/v1/keks/k/deks/s?algorithm=AES256_GCM&permanent=true",
    route: DEK_ROUTE,
    status: 204,
  },
  {
    method: "deks.deleteVersion",
    run: (client, options) =>
      client.dekRegistry.deks.deleteVersion("k", "s", 2, { algorithm: "AES256_GCM", permanent: true, ...options }),
    sends: "DELETE /dek-registry/v1/keks/k/deks/s/versions/2?algorithm=AES256_GCM&permanent=true",
    route: `${DEK_ROUTE}/versions/{version}`,
    status: 204,
  },
  {
    method: "deks.undelete",
    run: (client, options) => client.dekRegistry.deks.undelete("k", "s", { algorithm: "AES256_GCM", ...options }),
    sends: "POST /dek-registry/v1/keks/k/deks/s/undelete?algorithm=AES256_GCM",
    route: `${DEK_ROUTE}/undelete`,
    status: 204,
  },
  {
    method: "deks.undeleteVersion",
    run: (client, options) => client.dekRegistry.deks.undeleteVersion("k", "s", 2, options),
    sends: "POST /dek-registry/v1/keks/k/deks/s/versions/2/undelete",
    route: `${DEK_ROUTE}/versions/{version}/undelete`,
    status: 204,
  },
];

testRoutes("keks", keks);
testRoutes("deks", deks);

it("every method of the DEK registry is in the tables", () => {
  const { dekRegistry } = recordingClient({}).client;
  expect([...untested("keks", dekRegistry.keks, keks), ...untested("deks", dekRegistry.deks, deks)]).toEqual([]);
});

describe("a server that knows no subject in the path of a new data encryption key", () => {
  const refusal = { status: 405, body: { error_code: 405, message: "HTTP 405 Method Not Allowed" } };

  it("is asked by the older path", async () => {
    const { client, requests } = recordingClient({}, refusal, { body: DEK });
    expect(await client.dekRegistry.deks.create("k", DEK_INPUT)).toEqual(DEK);
    expect(requests.map(({ path, body }) => [path, body])).toEqual([
      ["/dek-registry/v1/keks/k/deks/s", DEK_INPUT],
      ["/dek-registry/v1/keks/k/deks", DEK_INPUT],
    ]);
  });

  it("is not asked to rewrap by it, where it would only make a new key", async () => {
    const { client, requests } = recordingClient({}, refusal, { body: DEK });
    await expect(client.dekRegistry.deks.create("k", DEK_INPUT, { rewrap: true })).rejects.toThrow(ResponseError);
    expect(requests).toHaveLength(1);
  });
});
