import { IncompatibleSchemaError, type SchemaInput } from "@magicbyte/registry";
import { describe, expect, it } from "vitest";
import { createBed } from "../../test/registry/bed.js";
import { allRoutes } from "./api/routes.js";

const record = (...fields: string[]): SchemaInput => ({
  schema: `{"type":"record","name":"R","fields":[${fields.join(",")}]}`,
});
const json = (schema: string): SchemaInput => ({ schemaType: "JSON", schema });
const proto = (body: string): SchemaInput => ({ schemaType: "PROTOBUF", schema: `syntax = "proto3"; ${body}` });

const AVRO = record('{"name":"a","type":"int"}');

/** What is registered, what is refused after it, and what the client is to read in the registry's words. */
const CASES: readonly [string, SchemaInput, SchemaInput, readonly { rule: string; path: string }[]][] = [
  [
    "Avro",
    AVRO,
    record('{"name":"a","type":"string"}', '{"name":"b","type":"int"}'),
    [
      { rule: "TYPE_MISMATCH", path: "/fields/0/type" },
      { rule: "READER_FIELD_MISSING_DEFAULT_VALUE", path: "/fields/1" },
    ],
  ],
  [
    "JSON Schema, whose last quote is the wrong one",
    json('{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string","maxLength":9}}}'),
    json('{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"string","maxLength":3}}}'),
    [
      { rule: "TYPE_CHANGED", path: "#/properties/a" },
      { rule: "MAX_LENGTH_DECREASED", path: "#/properties/b/maxLength" },
    ],
  ],
  [
    "Protobuf",
    proto("message M { string a = 1; } message N {}"),
    proto("message M { int32 a = 1; }"),
    [
      { rule: "FIELD_SCALAR_KIND_CHANGED", path: "#/M/1" },
      { rule: "MESSAGE_REMOVED", path: "#/N" },
    ],
  ],
];

describe("what the registry says of an incompatible schema", () => {
  it.each(CASES)(
    "is read by the client, in a refusal and in a verbose check: %s",
    async (_, first, second, reasons) => {
      const { client } = createBed(allRoutes);
      await client.subjects.register("s", first);
      const byPath = (issues: readonly { rule: string; path: string }[]) =>
        issues.map(({ rule, path }) => ({ rule, path })).sort((one, other) => (one.path < other.path ? -1 : 1));

      const { issues } = await client.compatibility.check("s", "latest", second);
      expect(byPath(issues)).toEqual(byPath(reasons));

      const refused = await client.subjects.register("s", second).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(IncompatibleSchemaError);
      const { issues: details, level, version } = refused as IncompatibleSchemaError;
      expect(byPath(details)).toEqual(byPath(reasons));
      expect({ level, version }).toEqual({ level: "BACKWARD", version: 1 });
    },
  );

  it("of another type is kept as it is", async () => {
    const { client } = createBed(allRoutes);
    await client.subjects.register("s", AVRO);
    const { compatible, messages } = await client.compatibility.checkAll("s", json("{}"));
    expect(compatible).toBe(false);
    expect(messages[0]).toBe("Incompatible because of different schema type");
  });
});
