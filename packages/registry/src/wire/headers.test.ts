import { describe, expect, it } from "vitest";
import {
  encodeMessageIndexes,
  guidToBytes,
  type MessageHeaders,
  readSchemaIdHeader,
  schemaIdHeader,
  UsageError,
  writeSchemaIdHeader,
} from "../wire.js";

const one = Buffer.from([1, 1]);
const two = Buffer.from([1, 2]);

describe("the header that names the schema", () => {
  it("has a name for each part", () => {
    expect([schemaIdHeader("key"), schemaIdHeader("value")]).toEqual(["__key_schema_id", "__value_schema_id"]);
  });

  it.each<[string, MessageHeaders, Uint8Array | undefined]>([
    ["absent", {}, undefined],
    ["of the other part", { __key_schema_id: one }, undefined],
    ["present", { __value_schema_id: one }, one],
    ["present twice: the last one counts", { __value_schema_id: [one, two] }, two],
    ["an empty list", { __value_schema_id: [] }, undefined],
    ["undefined", { __value_schema_id: undefined }, undefined],
    ["a string, one character a byte", { __value_schema_id: "\x01\xff" }, Uint8Array.from([1, 255])],
  ])("%s", (_, headers, expected) => {
    expect(readSchemaIdHeader(headers, "value")).toEqual(expected);
  });

  it.each<[string, MessageHeaders, MessageHeaders["x"]]>([
    ["added", {}, one],
    ["not added again when the last one is the same", { __value_schema_id: one }, one],
    ["not added again when the last of many is the same", { __value_schema_id: [two, one] }, [two, one]],
    ["added behind another one, which stays", { __value_schema_id: two }, [two, one]],
    ["added behind many", { __value_schema_id: [one, two] }, [one, two, one]],
  ])("is %s", (_, headers, expected) => {
    writeSchemaIdHeader(headers, "value", one);
    expect(headers["__value_schema_id"]).toEqual(expected);
  });
});

describe("writing what cannot be right is the caller's mistake", () => {
  it.each([
    ["no GUID", () => guidToBytes("not-a-guid")],
    ["an empty path", () => encodeMessageIndexes([])],
    ["a negative index", () => encodeMessageIndexes([-1])],
    ["half an index", () => encodeMessageIndexes([1, 0.5])],
    ["an index beyond an int", () => encodeMessageIndexes([2 ** 31])],
  ])("%s", (_, write) => {
    expect(write).toThrow(UsageError);
  });
});
