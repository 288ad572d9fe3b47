import type { DescFile } from "@bufbuild/protobuf";
import { parseProto, printProto } from "@magicbyte/proto-text";
import { UsageError } from "@magicbyte/registry/serde";
import { describe, expect, it } from "vitest";
import { describeFields } from "../../test/describe-fields.js";
import { file_all } from "../../test/gen/all_pb.js";
import { file_edition_delimited } from "../../test/gen/edition_delimited_pb.js";
import { file_edition_extension } from "../../test/gen/edition_extension_pb.js";
import { file_edition_old } from "../../test/gen/edition_old_pb.js";
import { file_edition } from "../../test/gen/edition_pb.js";
import { file_old } from "../../test/gen/old_pb.js";
import { file_shop_customer } from "../../test/gen/shop/customer_pb.js";
import { file_shop_money } from "../../test/gen/shop/money_pb.js";
import { file_shop_order } from "../../test/gen/shop/order_pb.js";
import { file_tagged_author } from "../../test/gen/tagged/author_pb.js";
import { buildRegistry } from "../writer/build-registry.js";
import { fileText } from "./file-text.js";

const files: readonly (readonly [string, DescFile])[] = [
  ["proto3 with maps, oneofs, imports and a service", file_shop_order],
  ["an import", file_shop_customer],
  ["all types", file_all],
  ["proto2 with groups and extensions", file_old],
  ["an edition that is like proto3", file_edition],
  ["an edition that is like proto2", file_edition_old],
  ["Confluent's options", file_tagged_author],
];
const imports = new Map(
  [file_shop_customer, file_shop_money].map((file) => [file.proto.name, parseProto(fileText(file, "text"))]),
);

describe("the text of a file", () => {
  it.each(files)("is the registry's canonical one: %s", (_, file) => {
    const text = fileText(file, "text");
    expect(printProto(parseProto(text))).toBe(text);
  });

  it.each(files)("describes the same messages: %s", (_, file) => {
    const registry = buildRegistry(parseProto(fileText(file, "text")), imports);
    for (const message of file.messages) {
      const described = registry.getMessage(message.typeName);
      expect(described && describeFields(described)).toEqual(describeFields(message));
    }
  });

  it("is what a person would write", () => {
    expect(fileText(file_shop_order, "text")).toBe(`syntax = "proto3";
package shop;

import "google/protobuf/timestamp.proto";
import "google/type/interval.proto";
import "shop/customer.proto";
import "shop/money.proto";

option java_package = "com.example.shop";

message Audit {
  string by = 1;
}
message Order {
  string order_id = 1;
  .shop.Status status = 2;
  .shop.Customer customer = 3;
  repeated .shop.Order.Line lines = 4;
  map<string, string> attributes = 5;
  optional string note = 6;
  .google.protobuf.Timestamp created_at = 7;
  .google.type.Interval delivery = 8;
  int64 sequence = 11 [jstype = JS_STRING];
  string renamed = 12 [json_name = "otherName"];

  oneof payment {
    .shop.Money cash = 9;
    string card = 10;
  }

  message Line {
    string sku = 1;
    int32 quantity = 2;
    .shop.Money price = 3;
    map<int32, .shop.Money> discounts = 4;
  
    message Gift {
      string text = 1;
    }
  }
}
enum Status {
  STATUS_UNSPECIFIED = 0;
  STATUS_PAID = 1;
}

service Orders {
  rpc Place (.shop.Order) returns (stream .shop.Order.Line);
}
`);
  });

  it("has the groups of proto2, and a default of bytes that the registry could not read back has not", () => {
    const text = fileText(file_old, "text");
    expect(text).toContain("  optional group Detail = 8 {\n    optional string text = 1;\n  }\n");
    expect(text).toContain("  repeated group Part = 9 {\n    required int32 number = 1;\n  }\n");
    expect(text).toContain("  optional bytes raw = 5;\n");
    expect(text).not.toMatch(/message (Detail|Part)/);
  });

  it("has Confluent's options of a field", () => {
    expect(fileText(file_tagged_author, "text")).toContain(`doc: "the full name"`);
  });

  it("says so where a delimited field of an edition is no group", () => {
    expect(() => fileText(file_edition_delimited, "text")).toThrow(UsageError);
    expect(() => fileText(file_edition_delimited, "text")).toThrow("edition.delimited.Outer.inner is a group");
    expect(() => fileText(file_edition_extension, "text")).toThrow("the extension detail is a group");
  });

  it("says how the extensions of an edition are written", () => {
    expect(fileText(file_edition_old, "text")).toContain(
      "extend .edition.old.Strict {\n  repeated int32 more = 100 [packed = true];\n  optional string text = 101;\n}\n",
    );
  });
});

describe("the serialized form of a file", () => {
  it("is its descriptor in base64, without what a compiler adds", () => {
    const text = Buffer.from(fileText(file_shop_money, "serialized"), "base64").toString("latin1");
    expect(text).toContain("shop/money.proto");
    expect(text).toContain("proto3");
  });

  it("is that of proto3 for an edition", () => {
    const text = Buffer.from(fileText(file_edition, "serialized"), "base64").toString("latin1");
    expect(text).toContain("proto3");
    expect(text).not.toContain("editions");
  });

  it("is refused for groups, which the registry would take for messages", () => {
    expect(() => fileText(file_old, "serialized")).toThrow("old.Old.detail is a group");
  });
});
