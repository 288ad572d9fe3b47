import { expect, it } from "vitest";
import { recordingClient } from "../../test/recording-transport.js";
import { type RouteCase, testRoutes, untested } from "../../test/route-case.js";

const GUID = "89791762-2336-186f-9674-180b90a8e2c9";
const SCHEMA = { guid: GUID, schemaType: "PROTOBUF", schema: 'syntax = "proto3";', references: [], maxId: 9 };
const LISTED = { subject: "s", version: 1, id: 7, schema: '"int"' };

const cases: readonly RouteCase[] = [
  {
    method: "schemas.list",
    run: (client, options) => client.schemas.list(options),
    sends: "GET /schemas",
    route: "/schemas",
    answer: [LISTED, { ...LISTED, schemaType: "JSON", aliases: ["t"] }],
    gives: [
      { ...LISTED, schemaType: "AVRO", references: [] },
      { ...LISTED, schemaType: "JSON", references: [], aliases: ["t"] },
    ],
    refuses: [[1], [null], [{}], [{ ...LISTED, id: undefined }], [{ ...LISTED, schema: 7 }]],
  },
  {
    method: "schemas.list",
    run: (client, options) =>
      client.schemas.list({
        subjectPrefix: "a b",
        deleted: true,
        latestOnly: true,
        aliases: true,
        ruleType: "ENCRYPT",
        resourceType: "topic",
        associationType: "value",
        lifecycle: "STRONG",
        offset: 1,
        limit: 2,
        ...options,
      }),
    sends:
      "GET /schemas?subjectPrefix=a%20b&aliases=true&deleted=true&latestOnly=true&ruleType=ENCRYPT&resourceType=topic&associationType=value&lifecycle=STRONG&offset=1&limit=2",
    route: "/schemas",
    answer: [],
  },
  {
    method: "schemas.byId",
    run: (client, options) => client.schemas.byId(7, options),
    sends: "GET /schemas/ids/7",
    route: "/schemas/ids/{id}",
    answer: { schema: '"int"' },
    gives: { id: 7, schema: '"int"', schemaType: "AVRO", references: [] },
    refuses: [{}, { schema: 1 }, { schema: '"int"', id: "7" }],
  },
  {
    method: "schemas.byId",
    run: (client, options) =>
      client.schemas.byId(7, {
        subject: "a/b",
        format: "serialized",
        referenceFormat: "qualified",
        findTags: ["*"],
        fetchMaxId: true,
        ...options,
      }),
    sends: "GET /schemas/ids/7?subject=a%2Fb&format=serialized&referenceFormat=qualified&findTags=*&fetchMaxId=true",
    route: "/schemas/ids/{id}",
    answer: { ...SCHEMA, fromTheFuture: [1] },
    gives: { ...SCHEMA, id: 7, fromTheFuture: [1] },
  },
  {
    method: "schemas.text",
    run: (client, options) => client.schemas.text(7, options),
    sends: "GET /schemas/ids/7/schema",
    route: "/schemas/ids/{id}/schema",
    text: '{"type":"string"}',
    gives: '{"type":"string"}',
  },
  {
    method: "schemas.text",
    run: (client, options) => client.schemas.text(7, { subject: "s", format: "resolved", ...options }),
    sends: "GET /schemas/ids/7/schema?subject=s&format=resolved",
    route: "/schemas/ids/{id}/schema",
    text: "",
    gives: "",
  },
  {
    method: "schemas.subjects",
    run: (client, options) => client.schemas.subjects(7, options),
    sends: "GET /schemas/ids/7/subjects",
    route: "/schemas/ids/{id}/subjects",
    answer: ["s"],
    refuses: [[1]],
  },
  {
    method: "schemas.subjects",
    run: (client, options) =>
      client.schemas.subjects(7, { subject: "s", deleted: true, offset: 1, limit: 2, ...options }),
    sends: "GET /schemas/ids/7/subjects?subject=s&deleted=true&offset=1&limit=2",
    route: "/schemas/ids/{id}/subjects",
    answer: [],
  },
  {
    method: "schemas.versions",
    run: (client, options) => client.schemas.versions(7, options),
    sends: "GET /schemas/ids/7/versions",
    route: "/schemas/ids/{id}/versions",
    answer: [{ subject: "s", version: 1 }],
    refuses: [[{}], [{ subject: "s" }], [{ version: 1 }], [{ subject: "s", version: "1" }], ["s"]],
  },
  {
    method: "schemas.versions",
    run: (client, options) =>
      client.schemas.versions(7, { subject: "s", deleted: false, offset: 1, limit: 2, ...options }),
    sends: "GET /schemas/ids/7/versions?subject=s&deleted=false&offset=1&limit=2",
    route: "/schemas/ids/{id}/versions",
    answer: [],
  },
  {
    method: "schemas.byGuid",
    run: (client, options) => client.schemas.byGuid(GUID, options),
    sends: `GET /schemas/guids/${GUID}`,
    route: "/schemas/guids/{guid}",
    answer: { schema: '"int"' },
    gives: { guid: GUID, schema: '"int"', schemaType: "AVRO", references: [] },
    refuses: [{}, { schema: null }],
  },
  {
    method: "schemas.byGuid",
    run: (client, options) => client.schemas.byGuid(GUID, { format: "ignore_extensions", ...options }),
    sends: `GET /schemas/guids/${GUID}?format=ignore_extensions`,
    route: "/schemas/guids/{guid}",
    answer: SCHEMA,
  },
  {
    method: "schemas.idsOfGuid",
    run: (client, options) => client.schemas.idsOfGuid(GUID, options),
    sends: `GET /schemas/guids/${GUID}/ids`,
    route: "/schemas/guids/{guid}/ids",
    answer: [
      { context: ".", id: 1 },
      { context: ".ctx", id: 2 },
    ],
    refuses: [[{}], [{ context: ".", id: "1" }], [{ id: 1 }], [[]]],
  },
  {
    method: "schemas.types",
    run: (client, options) => client.schemas.types(options),
    sends: "GET /schemas/types",
    route: "/schemas/types",
    answer: ["JSON", "PROTOBUF", "AVRO"],
    refuses: [[null]],
  },
];

testRoutes("schemas", cases);

it("every method of schemas is in the table", () => {
  expect(untested("schemas", recordingClient({}).client.schemas, cases)).toEqual([]);
});
