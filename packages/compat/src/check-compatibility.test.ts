import { describe, expect, it } from "vitest";
import { type CompatibilityLevel, checkCompatibility } from "./check-compatibility.js";

const record = (...fields: string[]) => `{"type":"record","name":"R","fields":[${fields.join(",")}]}`;
const a = '{"name":"a","type":"int"}';
const b = '{"name":"b","type":"int"}';
const bWithDefault = '{"name":"b","type":"int","default":0}';
/** Oldest first: a field is taken away, then one is added with a default. */
const v1 = record(a, b);
const v2 = record(a);
const v3 = record(a, bWithDefault);
const addsB = record(a, b);

function verdict(level: CompatibilityLevel, next: string, ...previous: string[]) {
  const { compatible, failures, checked } = checkCompatibility({ type: "AVRO", level, next, previous });
  return { compatible, failed: failures.map(({ version, direction }) => `${version} ${direction}`), checked };
}

describe("levels", () => {
  it.each<[CompatibilityLevel, string, string[], { compatible: boolean; failed: string[]; checked: number[] }]>([
    ["NONE", '"string"', [v1], { compatible: true, failed: [], checked: [] }],
    ["BACKWARD", addsB, [v1, v2], { compatible: false, failed: ["2 backward"], checked: [2] }],
    ["BACKWARD", addsB, [v2, v1], { compatible: true, failed: [], checked: [2] }],
    ["BACKWARD_TRANSITIVE", addsB, [v2, v1], { compatible: false, failed: ["1 backward"], checked: [2, 1] }],
    ["FORWARD", v2, [v3, v1], { compatible: false, failed: ["2 forward"], checked: [2] }],
    ["FORWARD", v2, [v1, v3], { compatible: true, failed: [], checked: [2] }],
    ["FORWARD_TRANSITIVE", v2, [v1, v3], { compatible: false, failed: ["1 forward"], checked: [2, 1] }],
    ["FULL", v3, [v2], { compatible: true, failed: [], checked: [1] }],
    ["FULL", addsB, [v2], { compatible: false, failed: ["1 backward"], checked: [1] }],
    [
      "FULL_TRANSITIVE",
      '"string"',
      [v1, v2],
      { compatible: false, failed: ["2 forward", "2 backward", "1 forward", "1 backward"], checked: [2, 1] },
    ],
    ["BACKWARD", v1, [], { compatible: true, failed: [], checked: [] }],
  ])("%s", (level, next, previous, expected) => {
    expect(verdict(level, next, ...previous)).toEqual(expected);
  });

  it("stops at the first version that fails, on demand, as the registry does", () => {
    const check = { type: "AVRO", level: "BACKWARD_TRANSITIVE", next: '"int"', previous: [v1, v2] } as const;
    expect(checkCompatibility(check, { exhaustive: false }).checked).toEqual([2]);
  });

  it("refuses a level there is not", () => {
    expect(() => verdict("SIDEWAYS" as CompatibilityLevel, v1, v2)).toThrow(
      'compatibility level "SIDEWAYS" is none of',
    );
  });
});

describe("versions", () => {
  it("of another type go with none but NONE", () => {
    const previous = [{ schema: "{}", type: "JSON" as const, version: 7 }];
    const { failures } = checkCompatibility({ type: "AVRO", level: "BACKWARD", next: '"int"', previous });
    expect(failures).toEqual([
      { version: 7, direction: "backward", differentType: { previous: "JSON", next: "AVRO" }, differences: [] },
    ]);
    expect(checkCompatibility({ type: "AVRO", level: "NONE", next: '"int"', previous }).compatible).toBe(true);
  });

  it("of another compatibility group are left out", () => {
    const previous = [
      { schema: v2, properties: { major: "1" } },
      { schema: '"string"', properties: { major: "2" } },
    ];
    const next = { schema: v3, properties: { major: "1" } };
    const check = { type: "AVRO", level: "BACKWARD", next, previous } as const;
    expect(checkCompatibility({ ...check, compatibilityGroup: "major" })).toMatchObject({
      compatible: true,
      checked: [1],
    });
    expect(checkCompatibility(check)).toMatchObject({ compatible: false, checked: [2] });
  });

  it("have references of their own", () => {
    const reference = record(a).replace('"R"', '"ns.Line"');
    const order = '{"type":"record","name":"Order","fields":[{"name":"line","type":"ns.Line"}]}';
    const previous = [{ schema: order, references: { "ns.Line": reference } }];
    const next = { schema: order, references: { "ns.Line": record(a, b).replace('"R"', '"ns.Line"') } };
    const { failures } = checkCompatibility({ type: "AVRO", level: "BACKWARD", next, previous });
    expect(failures[0]?.differences.filter(({ compatible }) => !compatible)).toMatchObject([
      { type: "READER_FIELD_MISSING_DEFAULT_VALUE" },
    ]);
  });

  it("are compared leniently on demand", () => {
    const original = '{"type":"object","properties":{"a":{"type":"string"}}}';
    const next = '{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}}}';
    const check = { type: "JSON", level: "BACKWARD", next, previous: [original] } as const;
    expect(checkCompatibility(check).compatible).toBe(false);
    expect(checkCompatibility({ ...check, policy: "LENIENT" }).compatible).toBe(true);
  });
});
