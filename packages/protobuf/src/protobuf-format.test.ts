import { create, createRegistry, toBinary } from "@bufbuild/protobuf";
import { anyPack } from "@bufbuild/protobuf/wkt";
import { DeserializationError } from "@magicbyte/registry/serde";
import { describe, expect, it } from "vitest";
import { WellKnownSchema } from "../test/gen/all_pb.js";
import { MoneySchema } from "../test/gen/shop/money_pb.js";
import { writtenWith } from "../test/resolved.js";
import { type ProtobufFormatOptions, protobufFormat } from "./protobuf-format.js";

const TEXT = `syntax = "proto3";
import "google/protobuf/any.proto";
import "google/protobuf/struct.proto";
message M {
  google.protobuf.Any any = 1;
  google.protobuf.Struct structure = 3;
  N nested = 20;
}
message N {
  int64 big = 1;
  bytes raw = 2;
}
`;

function read(bytes: Uint8Array, options: ProtobufFormatOptions): unknown {
  const suffix = Uint8Array.of(0);
  return protobufFormat(options).parse(writtenWith(TEXT)).decoder(suffix).decode(Buffer.from(bytes), 0);
}

const money = create(MoneySchema, { currency: "EUR", units: 5n });
const packed = toBinary(WellKnownSchema, create(WellKnownSchema, { any: anyPack(MoneySchema, money) }));
const nested = Buffer.from("a2010608051202ffff", "hex");
const unknown = Buffer.from("f80105", "hex");

describe("messages without generated code", () => {
  it("are protobuf-es messages", () => {
    expect(read(nested, {})).toEqual({
      $typeName: "M",
      nested: { $typeName: "N", big: 5n, raw: Uint8Array.of(0xff, 0xff) },
    });
  });

  it("are JSON as Protobuf maps it", () => {
    expect(read(nested, { as: "json" })).toEqual({ nested: { big: "5", raw: "//8=" } });
    const structure = toBinary(WellKnownSchema, create(WellKnownSchema, { structure: { a: [1, null, { b: true }] } }));
    expect(read(structure, { as: "json" })).toEqual({ structure: { a: [1, null, { b: true }] } });
    expect(read(structure, {})).toEqual({ $typeName: "M", structure: { a: [1, null, { b: true }] } });
  });

  it("have, in JSON, what an Any holds, if its type is known", () => {
    expect(read(packed, { as: "json", registry: createRegistry(MoneySchema) })).toEqual({
      any: { "@type": "type.googleapis.com/shop.Money", currency: "EUR", units: "5" },
    });
    expect(() => read(packed, { as: "json" })).toThrow(DeserializationError);
    expect(() => read(packed, { as: "json" })).toThrow("are given as `registry`");
    expect(read(packed, {})).toMatchObject({ any: { typeUrl: "type.googleapis.com/shop.Money" } });
  });

  it("keep what the schema does not know, or drop it", () => {
    expect(read(unknown, {})).toEqual({ $typeName: "M", $unknown: [{ no: 31, wireType: 0, data: Uint8Array.of(5) }] });
    expect(read(unknown, { unknownFields: "drop" })).toEqual({ $typeName: "M" });
  });
});
