import { create } from "@bufbuild/protobuf";
import { createDeserializer, createRegistryClient, createSerializer, WireFormatError } from "@magicbyte/registry";
import { createStubRegistry } from "@magicbyte-test/stub-registry";
import { describe, expect, it } from "vitest";
import { CustomerSchema } from "../test/gen/shop/customer_pb.js";
import { AuditSchema, OrderSchema, Status } from "../test/gen/shop/order_pb.js";
import { protobuf } from "./protobuf.js";
import { protobufFormat } from "./protobuf-format.js";

async function setUp(schema: string) {
  const registry = createStubRegistry();
  const client = createRegistryClient({ baseUrl: "http://stub", transport: registry.transport, retries: 0 });
  const { id } = await client.subjects.register("t-value", { schema, schemaType: "PROTOBUF" });
  const frame = (hex: string) => Buffer.from(`000000000${id}${hex}`, "hex");
  return { client, frame };
}

const AB = 'syntax = "proto3"; package p; message A { string a = 1; } message B { string b = 1; }';
const AUDIT_AND_ORDER =
  'syntax = "proto3"; package shop; message Audit { string by = 1; } message Order { string order_id = 1; }';

describe("peer failure 25: message indexes", () => {
  it("peer failure 25: are written", async () => {
    const { client } = await setUp(AB);
    const bytes = await createSerializer({ client, schema: protobuf(OrderSchema) }).serialize(
      { orderId: "A" },
      { topic: "orders" },
    );
    expect(bytes.toString("hex", 5)).toBe("02020a0141");
  });

  it("peer failure 25: of Java's frames say which message it is", async () => {
    const { client, frame } = await setUp(AB);
    const deserializer = createDeserializer({ client, formats: [protobufFormat()] });
    expect(await deserializer.deserialize(frame("000a0178"))).toEqual({ $typeName: "p.A", a: "x" });
    expect(await deserializer.deserialize(frame("02020a0178"))).toEqual({ $typeName: "p.B", b: "x" });
  });

  it("peer failure 25: of another message are an error, not that message's bytes in the wrong type", async () => {
    const { client, frame } = await setUp(AUDIT_AND_ORDER);
    const audits = createDeserializer({ client, schema: protobuf(AuditSchema) });
    await expect(audits.deserialize(frame("02020a0141"))).rejects.toThrow("it is a shop.Order, not a shop.Audit");
    expect((await audits.deserialize(frame("000a0141")))?.by).toBe("A");
  });

  it.each([
    ["a text field first", "0a0141"],
    ["an empty message", ""],
  ])(
    "peer failure 25: that the KafkaJS client left out are an error unless they are said to be missing: %s",
    async (_, hex) => {
      const { client, frame } = await setUp(AUDIT_AND_ORDER);
      const audits = createDeserializer({ client, schema: protobuf(AuditSchema) });
      await expect(audits.deserialize(frame(hex))).rejects.toThrow(WireFormatError);
      const legacy = createDeserializer({ client, schema: protobuf(AuditSchema, { legacyFrames: "kafkajs" }) });
      expect((await legacy.deserialize(frame(hex)))?.by).toBe(hex === "" ? "" : "A");
      const untyped = createDeserializer({ client, formats: [protobufFormat({ legacyFrames: "kafkajs" })] });
      expect(await untyped.deserialize(frame(hex))).toMatchObject({ $typeName: "shop.Audit" });
    },
  );

  it.each(["00", "0200", "0202", "040000"])(
    "peer failure 25: that are there are read even where they may be missing: %s",
    async (indexes) => {
      const text = `${AUDIT_AND_ORDER} message Deep { }`.replace("string by = 1;", "message Inner { } string by = 1;");
      const { client, frame } = await setUp(text);
      const plain = createDeserializer({ client, formats: [protobufFormat()] });
      const legacy = createDeserializer({ client, formats: [protobufFormat({ legacyFrames: "kafkajs" })] });
      const bytes = frame(`${indexes}0a0141`);
      expect(await legacy.deserialize(bytes)).toEqual(await plain.deserialize(bytes));
    },
  );

  it("peer failure 25: that are missing leave it to the reader which message of the file it is", async () => {
    const { client, frame } = await setUp(AUDIT_AND_ORDER);
    const orders = createDeserializer({ client, schema: protobuf(OrderSchema, { legacyFrames: "kafkajs" }) });
    expect((await orders.deserialize(frame("0a0141")))?.orderId).toBe("A");
    const customers = createDeserializer({ client, schema: protobuf(CustomerSchema, { legacyFrames: "kafkajs" }) });
    await expect(customers.deserialize(frame("0a0141"))).rejects.toThrow("not a shop.Customer");
  });
});

describe("peer failure 26: types", () => {
  it.each([
    [
      "google.protobuf.Timestamp",
      'import "google/protobuf/timestamp.proto"; message M { google.protobuf.Timestamp at = 1; }',
      "000a020805",
      { at: "1970-01-01T00:00:05Z" },
    ],
    [
      "google.type.Interval",
      'import "google/type/interval.proto"; message M { google.type.Interval when = 1; }',
      "000a040a020805",
      { when: { startTime: "1970-01-01T00:00:05Z" } },
    ],
    [
      "confluent.type.Decimal",
      'import "confluent/type/decimal.proto"; message M { confluent.type.Decimal d = 1; }',
      "000a021802",
      { d: { scale: 2 } },
    ],
    ["an enum declared first", "enum E { Z = 0; A = 1; } message M { E e = 1; }", "000801", { e: "A" }],
    ["an enum of the file, declared last", "message M { E e = 1; } enum E { Z = 0; A = 1; }", "000801", { e: "A" }],
    ["a nested message", "message O { message M { int64 n = 1; } }", "0400000805", { n: "5" }],
    [
      "a name found further out",
      "message O { message In { int32 n = 1; } message M { In in = 1; } }",
      "0400020a020805",
      { in: { n: 5 } },
    ],
    ["64 bits", "message M { uint64 n = 1; }", "0008ffffffffffffffffff01", { n: "18446744073709551615" }],
  ])("peer failure 26: %s", async (_, text, hex, json) => {
    const { client, frame } = await setUp(`syntax = "proto3"; package p; ${text}`);
    const deserializer = createDeserializer({ client, formats: [protobufFormat({ as: "json" })] });
    expect(await deserializer.deserialize(frame(hex))).toEqual(json);
  });

  it("peer failure 26: transitive imports, and bigints, with generated code and without", async () => {
    const { client } = await setUp(AB);
    const value = { status: Status.PAID, customer: { credit: { units: 2n ** 62n } } };
    const bytes = await createSerializer({ client, schema: protobuf(OrderSchema) }).serialize(value, {
      topic: "orders",
    });
    const expected = create(OrderSchema, value);
    expect(await createDeserializer({ client, schema: protobuf(OrderSchema) }).deserialize(bytes)).toEqual(expected);
    expect(await createDeserializer({ client, formats: [protobufFormat()] }).deserialize(bytes)).toEqual(expected);
  });
});

it("peer failure 27: plain objects are written, and left as they are", async () => {
  const { client } = await setUp(AB);
  const orders = await createSerializer({ client, schema: protobuf(OrderSchema) }).prepare({ topic: "orders" });
  const plain = Object.freeze({ orderId: "A", customer: Object.freeze({ name: "Ada" }), lines: [] });
  const bytes = orders.encode(plain);
  expect(bytes.equals(orders.encode(create(OrderSchema, { orderId: "A", customer: { name: "Ada" } })))).toBe(true);
  expect(Object.keys(plain)).toEqual(["orderId", "customer", "lines"]);
});

it("peer failure 28: the long form of [0] is read, and indexes that are missing are reported", async () => {
  const { client, frame } = await setUp(AUDIT_AND_ORDER);
  const audits = createDeserializer({ client, schema: protobuf(AuditSchema) });
  expect((await audits.deserialize(frame("02000a0141")))?.by).toBe("A");
  await expect(audits.deserialize(frame(""))).rejects.toThrow("the Protobuf message indexes are missing");
  await expect(audits.deserialize(frame("06"))).rejects.toThrow("the Protobuf message indexes are cut off");
});
