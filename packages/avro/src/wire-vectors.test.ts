import { describe, expect, it } from "vitest";
import { bytesOf, haveVectors, readVectors, reportVectors, vectorsNote } from "../../registry/test/vectors.js";
import { decode, encode } from "../test/codec.js";
import { type AvroOptions, avroFrom } from "./index.js";

type AvroVector = { readonly schema: unknown; readonly value: unknown; readonly body: string };
type Golden = { readonly type: string; readonly schema?: unknown; readonly bytes: string };

reportVectors();

/** Values that JSON does not hold are written as `{ hex }` and `"... (int64)"`. */
function valueOfJson(json: unknown): unknown {
  if (typeof json === "string" && json.endsWith(" (int64)")) return BigInt(json.slice(0, -8));
  if (typeof json !== "object" || json === null || Array.isArray(json)) return json;
  if ("hex" in json) return bytesOf(String(json.hex));
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, valueOfJson(value)]));
}

describe.skipIf(!haveVectors)(`Avro bodies of the reference implementation${vectorsNote}`, () => {
  const vectors = haveVectors ? readVectors<{ avro: AvroVector[] }>("wire/wire-format.json").avro : [];

  it.each(vectors)("$schema: $value is $body", ({ schema, value, body }) => {
    const given = valueOfJson(value);
    const options: AvroOptions = typeof given === "bigint" ? { long: "bigint" } : {};
    const typed = avroFrom<unknown>(schema as object, options);
    expect(encode(typed, given).toString("hex")).toBe(body);
    expect(decode(typed, bytesOf(body))).toStrictEqual(given);
  });

  const golden = haveVectors ? readVectors<{ cases: Golden[] }>("wire/golden-frames.json").cases : [];
  it.each(golden.filter(({ type, schema }) => type === "AVRO" && schema !== undefined))(
    "$schema in the frame $bytes of other clients",
    ({ schema, bytes }) => {
      const typed = avroFrom<unknown>(schema as object);
      const payload = bytesOf(bytes).subarray(5);
      expect(encode(typed, decode(typed, payload))).toEqual(payload);
    },
  );
});
