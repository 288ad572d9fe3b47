import { describe, expect, it } from "vitest";
import { createCore } from "../../../../test/core.js";

const AVRO =
  '{"type":"record","name":"R","namespace":"n","fields":[{"name":"f","type":["null",{"type":"array","items":' +
  '{"type":"record","name":"In","fields":[{"name":"g","type":"double","default":1.0,"confluent:tags":["OLD"]}]}}]}]}';

const JSON_SCHEMA =
  '{"type":"object","properties":{"list":{"type":"array","items":{"type":"object","properties":{"x":{"type":"string"}}}},' +
  '"one":{"oneOf":[{"type":"null"},{"type":"object","properties":{"y":{"type":"number","minimum":1.50}}}]}}}';

const PROTOBUF =
  'syntax = "proto3"; package p; message M { string a = 1; message In { string b = 1; } oneof o { int32 c = 2; } }';

function tag(entityPath: string, entityType: string, ...tags: string[]) {
  return { schemaEntity: { entityPath, entityType }, tags };
}

describe("tags in a schema", () => {
  it.each([
    ["AVRO", AVRO, tag("n.R.f", "sr_field", "PII")],
    ["AVRO", AVRO, tag("n.In", "sr_record", "PII")],
    ["AVRO", AVRO, tag("n.In.g", "sr_field", "OLD", "PII")],
    ["JSON", JSON_SCHEMA, tag("object", "sr_record", "PII")],
    ["JSON", JSON_SCHEMA, tag("object.list.array.object.x", "sr_field", "PII")],
    ["JSON", JSON_SCHEMA, tag("object.one.oneof.1.object.y", "sr_field", "PII")],
    ["PROTOBUF", PROTOBUF, tag("p.M", "sr_record", "PII")],
    ["PROTOBUF", PROTOBUF, tag("p.M.a", "sr_field", "PII", "GDPR")],
    ["PROTOBUF", PROTOBUF, tag("p.M.In.b", "sr_field", "PII")],
    ["PROTOBUF", PROTOBUF, tag("p.M.c", "sr_field", "PII")],
  ])("of type %s are added to %#, found, and removed again", async (schemaType, schema, added) => {
    const { ask } = createCore();
    await ask("PUT", "/config", { compatibility: "NONE" });
    const { json: first } = await ask("POST", "/subjects/s/versions", { schema, schemaType });

    const { status, json } = await ask("POST", "/subjects/s/versions/latest/tags", {
      newVersion: 2,
      tagsToAdd: [{ ...added, tags: added.tags.filter((one) => one !== "OLD") }],
    });
    expect([status, json]).toMatchObject([
      200,
      { id: 2, version: 2, metadata: { properties: { "confluent:version": "2" } } },
    ]);

    const found = await ask("GET", "/subjects/s/versions/2?findTags=PII");
    expect(found.json["schemaTags"]).toEqual([added]);
    expect((await ask("GET", "/schemas/ids/2?findTags=NONE")).json).not.toHaveProperty("schemaTags");
    expect((await ask("GET", "/subjects/s/versions/2")).json).not.toHaveProperty("schemaTags");
    const all = (await ask("GET", "/schemas/ids/2?findTags=*")).json["schemaTags"];
    expect(all).toContainEqual(added);

    const removed = await ask("POST", "/subjects/s/versions/2/tags", {
      newVersion: 3,
      tagsToRemove: [{ ...added, tags: ["PII", "GDPR"] }],
    });
    expect(removed.json["schema"]).toBe(first["schema"]);
  });

  it("come with a registration, and go on to the next one", async () => {
    const { ask } = createCore();
    const schema = '{"type":"record","name":"R","fields":[{"name":"f","type":"string"}]}';
    await ask("POST", "/subjects/s/versions", { schema, schemaTagsToAdd: [tag("R.f", "SR_FIELD", "PII")] });
    const { json } = await ask("GET", "/subjects/s/versions/1?findTags=*");
    expect(json["schemaTags"]).toEqual([tag("R.f", "sr_field", "PII")]);
    const more =
      '{"type":"record","name":"R","fields":[{"name":"f","type":"string"},{"name":"g","type":"int","default":0}]}';
    await ask("POST", "/subjects/s/versions", { schema: more, propagateSchemaTags: true });
    expect((await ask("GET", "/subjects/s/versions/2?findTags=*")).json["schemaTags"]).toEqual([
      tag("R.f", "sr_field", "PII"),
    ]);
  });

  it("need a version that is there and the number after the latest one", async () => {
    const { ask } = createCore();
    await ask("POST", "/subjects/s/versions", { schema: AVRO });
    expect((await ask("POST", "/subjects/s/versions/9/tags", {})).json).toMatchObject({ error_code: 40402 });
    expect((await ask("POST", "/subjects/s/versions/1/tags", { newVersion: 9 })).json).toMatchObject({
      error_code: 42201,
    });
  });

  it("are set together with rules, as a whole or in part", async () => {
    const { ask } = createCore();
    const rule = (name: string) => ({ name, type: "CEL" });
    await ask("POST", "/subjects/s/versions", { schema: AVRO, ruleSet: { domainRules: [rule("a"), rule("b")] } });
    const both = await ask("POST", "/subjects/s/versions/1/tags", {
      newVersion: 2,
      ruleSet: { domainRules: [rule("a")] },
      rulesToRemove: ["a"],
    });
    expect(both.json).toMatchObject({ error_code: 42210 });
    const { json } = await ask("POST", "/subjects/s/versions/1/tags", {
      newVersion: 2,
      rulesToMerge: { domainRules: [rule("c")] },
      rulesToRemove: ["a"],
    });
    expect(json["ruleSet"]).toMatchObject({ domainRules: [{ name: "b" }, { name: "c" }] });
  });
});
