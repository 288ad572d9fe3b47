import { expect, it } from "vitest";
import { recordingClient } from "../../test/recording-transport.js";
import { type RouteCase, testRoutes, untested } from "../../test/route-case.js";

const METADATA = { properties: { owner: "me" }, tags: { "s.f": ["PII"] }, sensitive: ["owner"] };
const REFERENCES = [{ name: "a.B", subject: "b", version: 2 }];
const RULES = { domainRules: [{ name: "r", kind: "CONDITION", type: "CEL", expr: "true" }] } as const;
const VERSION = {
  subject: "s",
  version: 3,
  id: 7,
  guid: "g",
  schemaType: "JSON",
  schema: "{}",
  references: REFERENCES,
};
const OLD_VERSION = { subject: "s", version: 3, id: 7, schema: '"int"' };
const OLD_GIVES = { ...OLD_VERSION, schemaType: "AVRO", references: [] };
const BAD_VERSIONS = [
  {},
  { ...VERSION, id: "7" },
  { ...VERSION, id: -1 },
  { ...VERSION, id: 2 ** 31 },
  { ...VERSION, schema: 1 },
];
const TAGS = [{ schemaEntity: { entityPath: ".ns.R.f", entityType: "sr_field" }, tags: ["PII"] }];

const cases: readonly RouteCase[] = [
  {
    method: "subjects.list",
    run: (client, options) => client.subjects.list(options),
    sends: "GET /subjects",
    route: "/subjects",
    answer: ["a", "b"],
    refuses: [["a", 1]],
  },
  {
    method: "subjects.list",
    run: (client, options) =>
      client.subjects.list({
        subjectPrefix: "a/b",
        deleted: true,
        deletedOnly: false,
        offset: 0,
        limit: 2,
        ...options,
      }),
    sends: "GET /subjects?subjectPrefix=a%2Fb&deleted=true&deletedOnly=false&offset=0&limit=2",
    route: "/subjects",
    answer: [],
  },
  {
    // The default context only, where leaving it out means all contexts.
    method: "subjects.list",
    run: (client, options) => client.subjects.list({ subjectPrefix: "", ...options }),
    sends: "GET /subjects?subjectPrefix=",
    route: "/subjects",
    answer: ["a"],
  },
  {
    method: "subjects.list",
    run: (client, options) => client.subjects.list({ subjectPrefix: ":*:orders", ...options }),
    sends: "GET /subjects?subjectPrefix=%3A*%3Aorders",
    route: "/subjects",
    answer: [":.ctx:orders"],
  },
  {
    method: "subjects.versions",
    run: (client, options) => client.subjects.versions("s", options),
    sends: "GET /subjects/s/versions",
    route: "/subjects/{subject}/versions",
    answer: [1, 2],
    refuses: [["1"], [1.5]],
  },
  {
    method: "subjects.versions",
    run: (client, options) =>
      client.subjects.versions("s", {
        deleted: true,
        deletedOnly: true,
        deletedAsNegative: true,
        offset: 1,
        limit: 9,
        ...options,
      }),
    sends: "GET /subjects/s/versions?deleted=true&deletedOnly=true&deletedAsNegative=true&offset=1&limit=9",
    route: "/subjects/{subject}/versions",
    answer: [-1, 2],
  },
  {
    method: "subjects.version",
    run: (client, options) => client.subjects.version("s", 3, options),
    sends: "GET /subjects/s/versions/3",
    route: "/subjects/{subject}/versions/{version}",
    answer: { ...VERSION, fromTheFuture: { a: 1 } },
    refuses: BAD_VERSIONS,
  },
  {
    // Servers before 8 send neither the type of Avro schemas nor empty references.
    method: "subjects.version",
    run: (client, options) => client.subjects.version("s", 3, options),
    sends: "GET /subjects/s/versions/3",
    route: "/subjects/{subject}/versions/{version}",
    answer: { ...OLD_VERSION, references: null },
    gives: OLD_GIVES,
  },
  {
    method: "subjects.version",
    run: (client, options) =>
      client.subjects.version("s", 3, {
        deleted: true,
        format: "resolved",
        referenceFormat: "qualified",
        findTags: ["PII", "a b"],
        ...options,
      }),
    sends:
      "GET /subjects/s/versions/3?deleted=true&format=resolved&referenceFormat=qualified&findTags=PII&findTags=a%20b",
    route: "/subjects/{subject}/versions/{version}",
    answer: VERSION,
  },
  {
    method: "subjects.latest",
    run: (client, options) => client.subjects.latest("s", options),
    sends: "GET /subjects/s/versions/latest",
    route: "/subjects/{subject}/versions/{version}",
    answer: VERSION,
    refuses: BAD_VERSIONS,
  },
  {
    method: "subjects.latest",
    run: (client, options) => client.subjects.latest("s", { format: "serialized", fresh: true, ...options }),
    sends: "GET /subjects/s/versions/latest?format=serialized",
    route: "/subjects/{subject}/versions/{version}",
    answer: VERSION,
  },
  {
    method: "subjects.latestWithMetadata",
    run: (client, options) => client.subjects.latestWithMetadata("s", { owner: "me & you", app: "1" }, options),
    sends: "GET /subjects/s/metadata?key=owner&key=app&value=me%20%26%20you&value=1",
    route: "/subjects/{subject}/metadata",
    answer: { ...VERSION, metadata: METADATA },
    refuses: BAD_VERSIONS,
  },
  {
    method: "subjects.latestWithMetadata",
    run: (client, options) =>
      client.subjects.latestWithMetadata("s", { a: "b" }, { deleted: true, format: "resolved", ...options }),
    sends: "GET /subjects/s/metadata?key=a&value=b&deleted=true&format=resolved",
    route: "/subjects/{subject}/metadata",
    answer: OLD_VERSION,
    gives: OLD_GIVES,
  },
  {
    method: "subjects.text",
    run: (client, options) => client.subjects.text("s", 3, options),
    sends: "GET /subjects/s/versions/3/schema",
    route: "/subjects/{subject}/versions/{version}/schema",
    text: 'syntax = "proto3";',
    gives: 'syntax = "proto3";',
  },
  {
    method: "subjects.text",
    run: (client, options) => client.subjects.text("s", "latest", { deleted: false, format: "logical", ...options }),
    sends: "GET /subjects/s/versions/latest/schema?deleted=false&format=logical",
    route: "/subjects/{subject}/versions/{version}/schema",
    text: '"int"',
    gives: '"int"',
  },
  {
    method: "subjects.referencedBy",
    run: (client, options) => client.subjects.referencedBy("s", 3, options),
    sends: "GET /subjects/s/versions/3/referencedby",
    route: "/subjects/{subject}/versions/{version}/referencedby",
    answer: [8, 9],
    refuses: [["8"]],
  },
  {
    method: "subjects.referencedBy",
    run: (client, options) => client.subjects.referencedBy("s", 3, { deleted: true, offset: 1, limit: 2, ...options }),
    sends: "GET /subjects/s/versions/3/referencedby?deleted=true&offset=1&limit=2",
    route: "/subjects/{subject}/versions/{version}/referencedby",
    answer: [],
  },
  {
    // AVRO and empty references stay away: servers before 5.5 know neither.
    method: "subjects.register",
    run: (client, options) =>
      client.subjects.register("s", { schema: '"int"', schemaType: "AVRO", references: [] }, options),
    sends: "POST /subjects/s/versions",
    route: "/subjects/{subject}/versions",
    body: { schema: '"int"' },
    idempotent: true,
    answer: { id: 7 },
    refuses: [{}, { id: null }, { id: "7" }, { id: 1.5 }, { id: -1 }],
  },
  {
    method: "subjects.register",
    run: (client, options) =>
      client.subjects.register(
        "s",
        { schema: "{}", schemaType: "JSON", references: REFERENCES, metadata: METADATA, ruleSet: RULES },
        { normalize: true, format: "resolved", force: true, id: 7, version: 3, ...options },
      ),
    sends: "POST /subjects/s/versions?normalize=true&format=resolved&force=true",
    route: "/subjects/{subject}/versions",
    body: {
      schema: "{}",
      schemaType: "JSON",
      references: REFERENCES,
      metadata: METADATA,
      ruleSet: RULES,
      id: 7,
      version: 3,
    },
    idempotent: true,
    answer: { ...VERSION, metadata: METADATA, fromTheFuture: true },
  },
  {
    method: "subjects.lookup",
    run: (client, options) => client.subjects.lookup("s", { schema: '"int"' }, options),
    sends: "POST /subjects/s",
    route: "/subjects/{subject}",
    body: { schema: '"int"' },
    idempotent: true,
    answer: OLD_VERSION,
    gives: OLD_GIVES,
    refuses: [{}, { ...VERSION, id: "7" }],
  },
  {
    method: "subjects.lookup",
    run: (client, options) =>
      client.subjects.lookup(
        "s",
        { schema: "{}", schemaType: "JSON" },
        { normalize: false, format: "resolved", deleted: true, ...options },
      ),
    sends: "POST /subjects/s?normalize=false&format=resolved&deleted=true",
    route: "/subjects/{subject}",
    body: { schema: "{}", schemaType: "JSON" },
    idempotent: true,
    answer: VERSION,
  },
  {
    method: "subjects.delete",
    run: (client, options) => client.subjects.delete("s", options),
    sends: "DELETE /subjects/s",
    route: "/subjects/{subject}",
    answer: [1, 2],
    refuses: [["1"]],
  },
  {
    method: "subjects.delete",
    run: (client, options) => client.subjects.delete("s", { permanent: true, ...options }),
    sends: "DELETE /subjects/s?permanent=true",
    route: "/subjects/{subject}",
    answer: [1],
  },
  {
    method: "subjects.deleteVersion",
    run: (client, options) => client.subjects.deleteVersion("s", "latest", options),
    sends: "DELETE /subjects/s/versions/latest",
    route: "/subjects/{subject}/versions/{version}",
    answer: 3,
  },
  {
    method: "subjects.deleteVersion",
    run: (client, options) => client.subjects.deleteVersion("s", 3, { permanent: false, ...options }),
    sends: "DELETE /subjects/s/versions/3?permanent=false",
    route: "/subjects/{subject}/versions/{version}",
    answer: 3,
  },
  {
    method: "subjects.updateTags",
    run: (client, options) =>
      client.subjects.updateTags(
        "s",
        3,
        {
          newVersion: 4,
          tagsToAdd: TAGS,
          tagsToRemove: TAGS,
          metadata: METADATA,
          rulesToMerge: RULES,
          rulesToRemove: ["old"],
        },
        options,
      ),
    sends: "POST /subjects/s/versions/3/tags",
    route: "/subjects/{subject}/versions/{version}/tags",
    body: {
      newVersion: 4,
      tagsToAdd: TAGS,
      tagsToRemove: TAGS,
      metadata: METADATA,
      rulesToMerge: RULES,
      rulesToRemove: ["old"],
    },
    answer: { id: 8, version: 4 },
    refuses: [{}],
  },
];

testRoutes("subjects", cases);

it("every method of subjects is in the table", () => {
  expect(untested("subjects", recordingClient({}).client.subjects, cases)).toEqual([]);
});

it.each([
  ["another form of the references", { referenceFormat: "qualified" }],
  ["tags that were looked for", { findTags: ["*"] }],
  ["another form of the text", { format: "resolved" }],
] as const)("a version read with %s does not stand in for its id", async (_, options) => {
  const { client, requests } = recordingClient({}, { body: VERSION });
  await client.subjects.version("s", 3, options);
  await client.schemas.byId(7);
  expect(requests.map(({ path }) => path)).toContain("/schemas/ids/7");
});

it("a version found by metadata stands in for its id, unless its text has another form", async () => {
  const { client, requests } = recordingClient({}, { body: VERSION });
  await client.subjects.latestWithMetadata("s", { a: "b" }, { format: "resolved" });
  await client.schemas.byId(7);
  expect(requests).toHaveLength(2);

  const other = recordingClient({}, { body: VERSION });
  await other.client.subjects.latestWithMetadata("s", { a: "b" });
  await other.client.schemas.byId(7);
  expect(other.requests).toHaveLength(1);
});

it("`fresh` asks the registry although the latest version is cached", async () => {
  const { client, requests } = recordingClient({}, { body: VERSION });
  await client.subjects.latest("s");
  await client.subjects.latest("s");
  expect(requests).toHaveLength(1);
  await client.subjects.latest("s", { fresh: true });
  expect(requests).toHaveLength(2);
});
