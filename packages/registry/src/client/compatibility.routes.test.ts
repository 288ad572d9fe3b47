import { describe, expect, it } from "vitest";
import { recordingClient } from "../../test/recording-transport.js";
import { type RouteCase, testRoutes, untested } from "../../test/route-case.js";

const MISSING_DEFAULT =
  "{errorType:'READER_FIELD_MISSING_DEFAULT_VALUE', description:'The field 'f2' at path '/fields/1' in the new schema has no default value and is missing in the old schema', additionalInfo:'f2'}";
const MESSAGES = [
  MISSING_DEFAULT,
  "{oldSchemaVersion: 1}",
  `{oldSchema: '{"type":"record","name":"R","doc":"{errorType: none}","fields":[]}'}`,
  "{validateFields: 'false', compatibility: 'BACKWARD'}",
];
const ISSUE = {
  path: "/fields/1",
  rule: "READER_FIELD_MISSING_DEFAULT_VALUE",
  message:
    "The field 'f2' at path '/fields/1' in the new schema has no default value and is missing in the old schema (f2)",
};
const REFUSED = [
  {},
  { is_compatible: "true" },
  { is_compatible: null },
  { is_compatible: false, messages: [1] },
  { is_compatible: false, messages: "no" },
];

const cases: readonly RouteCase[] = [
  {
    method: "compatibility.check",
    run: (client, options) => client.compatibility.check("s", 3, { schema: '"int"' }, options),
    sends: "POST /compatibility/subjects/s/versions/3?verbose=true",
    route: "/compatibility/subjects/{subject}/versions/{version}",
    body: { schema: '"int"' },
    idempotent: true,
    answer: { is_compatible: false, messages: MESSAGES, fromTheFuture: 1 },
    gives: { compatible: false, messages: MESSAGES, issues: [ISSUE], fromTheFuture: 1 },
    refuses: REFUSED,
  },
  {
    method: "compatibility.check",
    run: (client, options) =>
      client.compatibility.check(
        "a/b",
        "latest",
        { schema: "{}", schemaType: "JSON", references: [{ name: "n", subject: "t", version: -1 }] },
        { normalize: true, verbose: false, ...options },
      ),
    sends: "POST /compatibility/subjects/a%2Fb/versions/latest?normalize=true&verbose=false",
    route: "/compatibility/subjects/{subject}/versions/{version}",
    body: { schema: "{}", schemaType: "JSON", references: [{ name: "n", subject: "t", version: -1 }] },
    idempotent: true,
    answer: { is_compatible: true },
    gives: { compatible: true, messages: [], issues: [] },
  },
  {
    method: "compatibility.checkAll",
    run: (client, options) => client.compatibility.checkAll("s", { schema: '"int"' }, options),
    sends: "POST /compatibility/subjects/s/versions?verbose=true",
    route: "/compatibility/subjects/{subject}/versions",
    body: { schema: '"int"' },
    idempotent: true,
    answer: { is_compatible: true, messages: null },
    gives: { compatible: true, messages: [], issues: [] },
    refuses: REFUSED,
  },
  {
    method: "compatibility.checkAll",
    run: (client, options) =>
      client.compatibility.checkAll("s", { schema: '"int"' }, { normalize: false, verbose: false, ...options }),
    sends: "POST /compatibility/subjects/s/versions?normalize=false&verbose=false",
    route: "/compatibility/subjects/{subject}/versions",
    body: { schema: '"int"' },
    idempotent: true,
    answer: { is_compatible: false },
    gives: { compatible: false, messages: [], issues: [] },
  },
];

testRoutes("compatibility", cases);

it("every method of compatibility is in the table", () => {
  expect(untested("compatibility", recordingClient({}).client.compatibility, cases)).toEqual([]);
});

describe("the reasons of a check", () => {
  it.each([
    [
      "Avro, with the path in brackets",
      "{errorType:'TYPE_MISMATCH', description:'The type (path '/fields/0/type') of a field in the new schema does not match with the old schema', additionalInfo:'reader type: BOOLEAN not compatible with writer type: INT'}",
      {
        rule: "TYPE_MISMATCH",
        path: "/fields/0/type",
        message:
          "The type (path '/fields/0/type') of a field in the new schema does not match with the old schema (reader type: BOOLEAN not compatible with writer type: INT)",
      },
    ],
    [
      "JSON Schema",
      `{errorType:"PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL", description:"The new schema has a closed content model and is missing a property or item at path '#/properties/qty' which is present in the old schema"}`,
      {
        rule: "PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL",
        path: "#/properties/qty",
        message:
          "The new schema has a closed content model and is missing a property or item at path '#/properties/qty' which is present in the old schema",
      },
    ],
    [
      "JSON Schema, with the wrong quote at the end",
      `{errorType:"MAX_LENGTH_ADDED", description:"The keyword at path '#/properties/a/maxLength' in the new schema is not present in the old schema'}`,
      {
        rule: "MAX_LENGTH_ADDED",
        path: "#/properties/a/maxLength",
        message: "The keyword at path '#/properties/a/maxLength' in the new schema is not present in the old schema",
      },
    ],
    [
      "Protobuf",
      `{errorType:"FIELD_SCALAR_KIND_CHANGED", description:"The kind of a SCALAR field at path '#/Order/1' in the new schema does not match its kind in the old schema"}`,
      {
        rule: "FIELD_SCALAR_KIND_CHANGED",
        path: "#/Order/1",
        message:
          "The kind of a SCALAR field at path '#/Order/1' in the new schema does not match its kind in the old schema",
      },
    ],
    [
      "an invalid schema, or another server's own words",
      "Invalid schema of type AVRO, details: no name",
      { rule: "", path: "", message: "Invalid schema of type AVRO, details: no name" },
    ],
  ])("%s", async (_, message, issue) => {
    const { client } = recordingClient(
      {},
      { body: { is_compatible: false, messages: [message, "{oldSchemaVersion: 1}"] } },
    );
    const result = await client.compatibility.checkAll("s", { schema: "{}" });
    expect(result.issues).toEqual([issue]);
  });
});
