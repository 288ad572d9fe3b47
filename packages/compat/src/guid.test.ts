import { describe, expect, it } from "vitest";
import { haveVectors, readVectors, reportVectors, vectorsNote } from "../test/vectors.js";
import { guid, type Identity, md5 } from "./guid.js";

type Case = {
  type: Identity["type"];
  canonical: string;
  guid: string;
  references?: Identity["references"];
  metadata?: Identity["metadata"];
  ruleSet?: Identity["ruleSet"];
};

reportVectors();

describe.skipIf(!haveVectors)(`the identity of a schema${vectorsNote}`, () => {
  const { cases } = haveVectors ? readVectors<{ cases: Case[] }>("identity/guid.json") : { cases: [] };

  it.each(cases.map((one, index) => ({ ...one, index })))(
    "$index: $guid of $type",
    ({ type, canonical, guid: expected, references, metadata, ruleSet }) => {
      expect(guid({ type, schema: canonical, references, metadata, ruleSet })).toBe(expected);
    },
  );
});

describe("guid", () => {
  const schema = '"string"';
  const of = (more: Partial<Identity>) => guid({ type: "AVRO", schema, ...more });

  it("does not depend on how the schema is written", () => {
    expect(of({ schema: ' { "type" : "string" } ' })).toBe(of({}));
  });

  it("is that of the text as it is, where it is said to be canonical", () => {
    expect(of({ canonical: true })).toBe(of({}));
    expect(of({ schema: ' "string"', canonical: true })).not.toBe(of({}));
  });

  it("is the MD5 with hyphens", () => {
    expect(of({}).replaceAll("-", "")).toBe(md5({ type: "AVRO", schema }).toString("hex"));
  });

  it.each<[string, Partial<Identity>, Partial<Identity>, boolean]>([
    ["no references and none", { references: [] }, {}, true],
    ["no metadata and empty metadata", { metadata: {} }, {}, false],
    ["no rules and an empty rule set", { ruleSet: {} }, {}, false],
    [
      "properties in another order",
      { metadata: { properties: { a: "1", b: "2" } } },
      { metadata: { properties: { b: "2", a: "1" } } },
      true,
    ],
    [
      "references in another order",
      {
        references: [
          { name: "a", subject: "a", version: 1 },
          { name: "b", subject: "b", version: 1 },
        ],
      },
      {
        references: [
          { name: "b", subject: "b", version: 1 },
          { name: "a", subject: "a", version: 1 },
        ],
      },
      false,
    ],
    [
      "a rule's defaults written out",
      { ruleSet: { domainRules: [{ name: "r", type: "CEL" }] } },
      { ruleSet: { domainRules: [{ name: "r", type: "CEL", kind: "TRANSFORM", mode: "WRITEREAD", disabled: false }] } },
      true,
    ],
    [
      "a rule that is disabled",
      { ruleSet: { domainRules: [{ name: "r", type: "CEL" }] } },
      { ruleSet: { domainRules: [{ name: "r", type: "CEL", disabled: true }] } },
      false,
    ],
  ])("%s: the same is %s", (_, left, right, same) => {
    expect(of(left) === of(right)).toBe(same);
  });
});
