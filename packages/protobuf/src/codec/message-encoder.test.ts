import { create } from "@bufbuild/protobuf";
import { SerializationError } from "@magicbyte/registry/serde";
import { describe, expect, it } from "vitest";
import {
  ListsSchema,
  MapsSchema,
  OneofsSchema,
  ScalarsSchema,
  TreeSchema,
  WellKnownSchema,
} from "../../test/gen/all_pb.js";
import { OldSchema } from "../../test/gen/old_pb.js";
import { MoneySchema } from "../../test/gen/shop/money_pb.js";
import { OrderSchema } from "../../test/gen/shop/order_pb.js";
import { payloadOf, resolved } from "../../test/resolved.js";
import { protobuf } from "../protobuf.js";

function issuesOf(work: () => unknown): readonly string[] {
  try {
    work();
  } catch (error) {
    if (!(error instanceof SerializationError)) throw error;
    return error.issues.map(({ path, expected, actual }) => `${path}: ${expected}, ${actual}`);
  }
  return [];
}

function issuesIn(desc: typeof ScalarsSchema | typeof OrderSchema | unknown, value: unknown, showValues = false) {
  const schema = protobuf(desc as typeof ScalarsSchema, { showValues });
  return issuesOf(() => payloadOf(schema, resolved(schema), value as never));
}

describe("a value that does not fit", () => {
  it.each([
    ["a text for a number", ScalarsSchema, { anInt32: "five" }, "anInt32: int32, string(4)"],
    ["a fraction for an integer", ScalarsSchema, { anInt32: 1.5 }, "anInt32: int32, number"],
    ["more than 32 bits", ScalarsSchema, { anInt32: 2 ** 31 }, "anInt32: int32, number"],
    ["a bigint for 32 bits", ScalarsSchema, { anInt32: 1n }, "anInt32: int32, bigint"],
    ["a sign where there is none", ScalarsSchema, { aUint32: -1 }, "aUint32: uint32, number"],
    ["more than 64 bits", ScalarsSchema, { anInt64: 2n ** 63n }, "anInt64: int64, bigint"],
    ["a negative one without sign", ScalarsSchema, { aFixed64: -1n }, "aFixed64: fixed64, bigint"],
    ["a text that is no integer", ScalarsSchema, { anInt64: "1.5" }, "anInt64: int64, string(3)"],
    ["an empty text for 64 bits", ScalarsSchema, { anInt64: "" }, "anInt64: int64, string(0)"],
    ["too large a float", ScalarsSchema, { aFloat: 1e39 }, "aFloat: float, number"],
    ["a number for a text", ScalarsSchema, { aString: 5 }, "aString: string, number"],
    ["a text for bytes", ScalarsSchema, { someBytes: "abc" }, "someBytes: bytes, string(3)"],
    ["a number for a bool", ScalarsSchema, { aBool: 1 }, "aBool: bool, number"],
    ["a name for an enum", ScalarsSchema, { colour: "COLOUR_RED" }, "colour: enum, string(10)"],
    ["another message", OrderSchema, create(ScalarsSchema), ": shop.Order, test.Scalars"],
    ["no object", OrderSchema, "order", ": shop.Order, string(5)"],
    ["undefined", OrderSchema, undefined, ": shop.Order, undefined"],
    ["an array", OrderSchema, [], ": shop.Order, array(0)"],
    ["a date for a timestamp", OrderSchema, { createdAt: new Date() }, "createdAt: google.protobuf.Timestamp, Date"],
    [
      "a nested one of another type",
      OrderSchema,
      { customer: create(MoneySchema) },
      "customer: shop.Customer, shop.Money",
    ],
    ["no array for a list", OrderSchema, { lines: {} }, "lines: an array, object(0)"],
    ["a hole in a list", ListsSchema, { strings: ["a", undefined] }, "strings[1]: string, undefined"],
    ["an item of a packed list", ListsSchema, { int32s: [1, "2"] }, "int32s[1]: int32, string(1)"],
    [
      "a Map for a map",
      MapsSchema,
      { strings: new Map([["a", "b"]]) },
      "strings: an object of values by key, object(0)",
    ],
    ["a value of a map", MapsSchema, { strings: { "e-mail": 5 } }, 'strings["e-mail"]: string, number'],
    ["a key of a map", MapsSchema, { numbers: { five: 5n } }, "numbers: a key of type int32, string(4)"],
    ["a message in a map", MapsSchema, { messages: { 1: { aBool: 1 } } }, 'messages["1"].aBool: bool, number'],
    [
      "a case that there is not",
      OneofsSchema,
      { choice: { case: "texts", value: "" } },
      'choice.case: "text" | "number" | "chunk" | "scalars" | "wrapped" | "structure" | "colour", string(5)',
    ],
    ["a case's value", OneofsSchema, { choice: { case: "number", value: "x" } }, "choice.value: int64, string(1)"],
    ["a case without a value", OneofsSchema, { choice: { case: "text" } }, "choice.value: string, undefined"],
    ["a wrapped value", WellKnownSchema, { aString: 5 }, "aString: string, number"],
    ["a Struct that is no object", WellKnownSchema, { structure: [] }, "structure: a JSON object, array(0)"],
    [
      "a Struct with what is no JSON",
      WellKnownSchema,
      { structure: { a: [1n] } },
      "structure.a[0]: a JSON value, bigint",
    ],
    ["nothing for what is required", OldSchema, { count: 1 }, "id: string (required), undefined"],
    ["a required field of a group", OldSchema, { id: "", part: [{}] }, "part[0].number: int32 (required), undefined"],
  ])("is named by path and type: %s", (_, desc, value, issue) => {
    expect(issuesIn(desc, value)).toEqual([issue]);
  });

  it("is named in all its places", () => {
    const value = { orderId: 1, customer: { name: 2 }, lines: [{}, { quantity: 1.5, price: { units: "x" } }] };
    expect(issuesIn(OrderSchema, value)).toEqual([
      "orderId: string, number",
      "customer.name: string, number",
      "lines[1].quantity: int32, number",
      "lines[1].price.units: int64, string(1)",
    ]);
  });

  it("is not listed for ever", () => {
    expect(issuesIn(ListsSchema, { strings: new Array(1000).fill(0) })).toHaveLength(100);
  });

  it("is only shown when that is wished for", () => {
    expect(issuesIn(ScalarsSchema, { anInt32: "secret" }).join()).not.toContain("secret");
    expect(issuesIn(ScalarsSchema, { anInt32: "secret" }, true)).toEqual(["anInt32: int32, string(6) 'secret'"]);
  });

  it("contains itself", () => {
    const schema = protobuf(TreeSchema);
    const tree: { children: unknown[] } = { children: [] };
    tree.children.push(tree);
    expect(() => payloadOf(schema, resolved(schema), tree as never)).toThrow("contains itself");
  });

  it("has a getter that throws", () => {
    const schema = protobuf(ScalarsSchema);
    const value = {
      get aString(): string {
        throw new Error("not today");
      },
    };
    expect(() => payloadOf(schema, resolved(schema), value)).toThrow(SerializationError);
  });
});

describe("what is written besides messages", () => {
  it("are objects of classes, by their accessors", () => {
    class Order {
      get orderId() {
        return "A-1";
      }
      get note() {
        return "by an accessor";
      }
    }
    const schema = protobuf(OrderSchema);
    const plain = payloadOf(schema, resolved(schema), { orderId: "A-1", note: "by an accessor" });
    expect(payloadOf(schema, resolved(schema), new Order()).equals(plain)).toBe(true);
  });

  it("the defaults of proto2, which are in a message's prototype, are not", () => {
    const schema = protobuf(OldSchema);
    const message = create(OldSchema, { id: "a" });
    expect(message.count).toBe(7);
    expect(payloadOf(schema, resolved(schema), message).toString("hex")).toBe("0a0161");
  });

  it("is null what is not set, in plain objects", () => {
    const schema = protobuf(OrderSchema);
    const value = { orderId: null, lines: null, attributes: null, payment: null, note: null } as never;
    expect(payloadOf(schema, resolved(schema), value)).toHaveLength(0);
  });

  it("is another message, by a getter, while the first one is written", () => {
    const schema = protobuf(OrderSchema);
    const encoder = schema.encoder(resolved(schema));
    const [target, other] = [Buffer.alloc(20), Buffer.alloc(20)];
    const value = {
      get orderId() {
        expect(encoder.encode({ orderId: "inner" }, other, 0)).toBe(7);
        return "outer";
      },
    };
    expect(target.toString("latin1", 0, encoder.encode(value, target, 0))).toBe("\n\u0005outer");
    expect(other.toString("latin1", 0, 7)).toBe("\n\u0005inner");
  });
});
