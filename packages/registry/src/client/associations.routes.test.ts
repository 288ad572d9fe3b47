import { describe, expect, it } from "vitest";
import { recordingClient } from "../../test/recording-transport.js";
import { type RouteCase, testRoutes, untested } from "../../test/route-case.js";
import { IncompatibleSchemaError } from "../errors/incompatible-schema-error.js";
import { ResponseError } from "../errors/response-error.js";
import type { AssociationMutation, AssociationQuery, ResourceAssociationsInput } from "./associations.js";

const RESOURCE = { resourceName: "orders", resourceNamespace: "lkc-1", resourceId: "id-1", resourceType: "topic" };
const ASSOCIATION = {
  ...RESOURCE,
  subject: "orders-value",
  guid: "g",
  associationType: "value",
  lifecycle: "STRONG",
  frozen: true,
};
const INPUT: ResourceAssociationsInput = {
  ...RESOURCE,
  associations: [
    {
      subject: "orders-value",
      associationType: "value",
      lifecycle: "STRONG",
      frozen: false,
      schema: { schema: "{}", schemaType: "JSON" },
      normalize: true,
    },
  ],
};
const STORED = {
  ...RESOURCE,
  associations: [
    { subject: "orders-value", associationType: "value", lifecycle: "STRONG", frozen: false, schema: { id: 1 } },
  ],
};
const QUERIES: readonly AssociationQuery[] = [
  { resourceId: "id-1", associationTypes: ["key", "value"], lifecycle: "WEAK" },
  { resourceName: "orders", resourceNamespace: "-" },
];
const MUTATIONS: readonly AssociationMutation[] = [
  {
    ...RESOURCE,
    associations: [
      { opType: "CREATE", subject: "a", associationType: "key" },
      { opType: "UPSERT", subject: "b", frozen: true },
      { opType: "DELETE", associationType: "value", cascadeLifecycle: true },
    ],
  },
];
const RESULTS = [
  { result: STORED },
  { error: { error_code: 40904, message: "An association for the subject exists" } },
  { result: { resourceName: "empty" }, fromTheFuture: 1 },
];
const OUTCOMES = [
  { result: STORED },
  { error: { errorCode: 40904, message: "An association for the subject exists" } },
  { result: { resourceName: "empty", associations: [] }, fromTheFuture: 1 },
];
const BAD_BATCHES = [
  {},
  { results: {} },
  { results: [1] },
  { results: [{ error: {} }] },
  { results: [{ result: { associations: [{}] } }] },
];
const BAD_LISTS = [[1], [{}], [{ subject: 1 }]];

const cases: readonly RouteCase[] = [
  {
    method: "associations.bySubject",
    run: (client, options) => client.associations.bySubject("orders-value", options),
    sends: "GET /associations/subjects/orders-value",
    route: "/associations/subjects/{subject}",
    answer: [{ ...ASSOCIATION, fromTheFuture: 1 }],
    refuses: BAD_LISTS,
  },
  {
    method: "associations.bySubject",
    run: (client, options) =>
      client.associations.bySubject(":.ctx:a/b", {
        resourceType: "topic",
        associationType: ["key", "value"],
        lifecycle: "WEAK",
        offset: 1,
        limit: 2,
        ...options,
      }),
    sends:
      "GET /associations/subjects/%3A.ctx%3Aa%2Fb?resourceType=topic&associationType=key&associationType=value&lifecycle=WEAK&offset=1&limit=2",
    route: "/associations/subjects/{subject}",
    answer: [],
  },
  {
    method: "associations.byResourceId",
    run: (client, options) => client.associations.byResourceId("id 1", { associationType: "key", ...options }),
    sends: "GET /associations/resources/id%201?associationType=key",
    route: "/associations/resources/{resourceId}",
    answer: [{ subject: "orders-key" }],
    gives: [{ subject: "orders-key", frozen: false }],
    refuses: BAD_LISTS,
  },
  {
    method: "associations.byResourceName",
    run: (client, options) => client.associations.byResourceName("-", "a/b", options),
    sends: "GET /associations/resources/-/a%2Fb",
    route: "/associations/resources/{resourceNamespace}/{resourceName}",
    answer: [ASSOCIATION],
    refuses: BAD_LISTS,
  },
  {
    method: "associations.create",
    run: (client, options) => client.associations.create(INPUT, options),
    sends: "POST /associations",
    route: "/associations",
    body: INPUT,
    answer: STORED,
    refuses: [{ associations: {} }, { associations: [{}] }],
  },
  {
    method: "associations.create",
    run: (client, options) => client.associations.create(INPUT, { context: ".ctx", dryRun: true, ...options }),
    sends: "POST /associations?context=%3A.ctx%3A&dryRun=true",
    route: "/associations",
    body: INPUT,
    idempotent: true,
    answer: { resourceName: "orders", fromTheFuture: 1 },
    gives: { resourceName: "orders", associations: [], fromTheFuture: 1 },
  },
  {
    method: "associations.createOrUpdate",
    run: (client, options) => client.associations.createOrUpdate("id-1", INPUT, { dryRun: false, ...options }),
    sends: "PUT /associations/resources/id-1?dryRun=false",
    route: "/associations/resources/{resourceId}",
    body: INPUT,
    answer: STORED,
    refuses: [{ associations: [{}] }],
  },
  {
    method: "associations.delete",
    run: (client, options) => client.associations.delete("id-1", options),
    sends: "DELETE /associations/resources/id-1",
    route: "/associations/resources/{resourceId}",
    status: 204,
  },
  {
    method: "associations.delete",
    run: (client, options) =>
      client.associations.delete("id-1", {
        resourceType: "topic",
        associationType: ["key", "value"],
        cascadeLifecycle: true,
        dryRun: true,
        ...options,
      }),
    sends:
      "DELETE /associations/resources/id-1?resourceType=topic&associationType=key&associationType=value&cascadeLifecycle=true&dryRun=true",
    route: "/associations/resources/{resourceId}",
    status: 204,
  },
  {
    method: "associations.batchGet",
    run: (client, options) => client.associations.batchGet(QUERIES, options),
    sends: "POST /associations:batchGet",
    route: "/associations:batchGet",
    body: { requests: QUERIES },
    idempotent: true,
    status: 207,
    answer: { results: RESULTS },
    gives: OUTCOMES,
    refuses: BAD_BATCHES,
  },
  {
    method: "associations.batchMutate",
    run: (client, options) => client.associations.batchMutate(MUTATIONS, options),
    sends: "POST /associations:batchMutate",
    route: "/associations:batchMutate",
    body: { requests: MUTATIONS },
    status: 207,
    answer: { results: RESULTS },
    gives: OUTCOMES,
    refuses: BAD_BATCHES,
  },
  {
    method: "associations.batchMutate",
    run: (client, options) =>
      client.associations.batchMutate(MUTATIONS, { context: ":.ctx:", dryRun: true, ...options }),
    sends: "POST /associations:batchMutate?context=%3A.ctx%3A&dryRun=true",
    route: "/associations:batchMutate",
    body: { requests: MUTATIONS },
    idempotent: true,
    answer: { results: [] },
    gives: [],
  },
];

testRoutes("associations", cases);

it("every method of associations is in the table", () => {
  expect(untested("associations", recordingClient({}).client.associations, cases)).toEqual([]);
});

describe("a 409 about associations", () => {
  it.each([40902, 40903, 40904, 40905, 40907, 40908])("%i is no incompatible schema", async (code) => {
    const body = { error_code: code, message: 'An association for subject "s" exists' };
    const { client } = recordingClient({}, { status: 409, body });
    const error = await client.associations.create(INPUT).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ResponseError);
    expect(error).not.toBeInstanceOf(IncompatibleSchemaError);
    expect(error).toMatchObject({ status: 409, errorCode: code, serverMessage: body.message });
  });

  it("stays one when a registration or a delete is refused because of it", async () => {
    const body = { error_code: 40904, message: "A strong association exists" };
    const { client } = recordingClient({}, { status: 409, body });
    for (const call of [client.subjects.register("s", { schema: '"int"' }), client.subjects.delete("s")]) {
      const error = await call.catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(ResponseError);
      expect(error).not.toBeInstanceOf(IncompatibleSchemaError);
    }
  });
});

it("a change forgets the subjects that it may have registered or deleted, a dry run does not", async () => {
  const version = { body: { subject: "s", version: 1, id: 1, schema: '"int"' } };
  const { client, requests } = recordingClient({}, version, { body: STORED }, { body: STORED }, version);
  await client.subjects.latest("s");
  await client.associations.create(INPUT, { dryRun: true });
  await client.subjects.latest("s");
  expect(requests).toHaveLength(2);
  await client.associations.create(INPUT);
  await client.subjects.latest("s");
  expect(requests).toHaveLength(4);
});
