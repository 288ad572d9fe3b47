import { create, createMutableRegistry, type DescMessage, type MessageInitShape } from "@bufbuild/protobuf";
import {
  HeaderSchemaIdSerializer,
  ProtobufDeserializer,
  ProtobufSerializer,
  type ProtobufSerializerConfig,
  SerdeType,
} from "@confluentinc/schemaregistry";
import { type ProtobufOptions, protobuf, protobufFormat } from "@magicbyte/protobuf";
import { createDeserializer, createSerializer, type MessageHeaders } from "@magicbyte/registry";
import { describe, expect, it } from "vitest";
import { type Exchange, kafkajsPeer, read, startExchange, TOPIC, write } from "./exchange-clients.js";
import { messageOf } from "./proto-files.js";

/** Writes with @confluentinc/schemaregistry, with the latest schema. */
function writeTheirs(
  exchange: Exchange,
  message: DescMessage,
  value: MessageInitShape<DescMessage>,
  options: ProtobufSerializerConfig = { useLatestVersion: true },
  headers?: MessageHeaders,
): Promise<Buffer> {
  const config = { ...options, registry: createMutableRegistry(message.file) };
  const serializer = new ProtobufSerializer(exchange.confluent(), SerdeType.VALUE, config);
  return serializer.serialize(TOPIC, create(message, value), headers as object);
}

/** Reads with @confluentinc/schemaregistry, which makes a descriptor of what the registry has. */
function readTheirs(exchange: Exchange, bytes: Buffer, headers?: MessageHeaders): Promise<unknown> {
  const deserializer = new ProtobufDeserializer(exchange.confluent(), SerdeType.VALUE, {});
  return deserializer.deserialize(TOPIC, bytes, headers as object);
}

/** Reads with magicbyte, without the message's descriptor. */
function readDynamically({ magicbyte }: Exchange, bytes: Buffer): Promise<unknown> {
  return createDeserializer({ client: magicbyte, formats: [protobufFormat()] }).deserialize(bytes);
}

const ORDER = `
  package shop;
  message Order {
    string id = 1;
    Line first = 2;
    repeated Line lines = 3;
    map<string, Line> by_sku = 4;
    optional string note = 5;
    oneof payment { int64 cash = 6; string card = 7; }
    Status status = 8;
    repeated sint32 numbers = 9;
    bytes raw = 10;
    message Line { string sku = 1; uint32 count = 2; }
  }
  enum Status { STATUS_NEW = 0; STATUS_PAID = 1; }
  message Refund { message Reason { message Code { string text = 1; } } }
`;
const FILES = { "shop/order.proto": ORDER };
const VALUE = {
  id: "a-1",
  first: { sku: "x", count: 1 },
  lines: [{ sku: "zürich 𝄞", count: 2 ** 32 - 1 }, {}],
  bySku: { x: { sku: "x", count: 3 } },
  note: "",
  payment: { case: "cash", value: -(2n ** 63n) },
  status: 1,
  numbers: [0, -1, 2 ** 31 - 1],
};

const WELL_KNOWN = `
  package shop;
  import "google/protobuf/timestamp.proto";
  import "google/protobuf/wrappers.proto";
  message Order { google.protobuf.Timestamp at = 1; google.protobuf.StringValue note = 2; }
`;
const IMPORTING = {
  "shop/money.proto": "package shop; message Money { string currency = 1; int64 units = 2; }",
  "shop/order.proto":
    'package shop; import "shop/money.proto"; message Order { string id = 1; Money price = 2; repeated Money parts = 3; }',
};

describe("Protobuf exchanged with @confluentinc/schemaregistry", () => {
  it.each<[string, DescMessage, Record<string, unknown>, string]>([
    ["all kinds of fields, of the first message", messageOf("shop.Order", FILES), VALUE, "00"],
    ["a message nested in the first one", messageOf("shop.Order.Line", FILES), { sku: "x", count: 2 }, "040000"],
    [
      "a message nested twice in the second one",
      messageOf("shop.Refund.Reason.Code", FILES),
      { text: "late" },
      "06020000",
    ],
    ["an empty message", messageOf("shop.Order", FILES), {}, "00"],
    [
      "well-known types",
      messageOf("shop.Order", { "shop/order.proto": WELL_KNOWN }),
      { at: { seconds: 1_760_000_000n, nanos: 1 }, note: "soon" },
      "00",
    ],
    [
      "an import",
      messageOf("shop.Order", IMPORTING),
      { id: "a-1", price: { currency: "CHF", units: 2n ** 60n }, parts: [{ units: -1n }] },
      "00",
    ],
  ])("%s, both ways, byte for byte", async (_, message, value, indexes) => {
    await using exchange = await startExchange();
    const schema = protobuf(message);
    const expected = create(message, value);
    const ours = await write(exchange, schema, value);
    expect(ours.subarray(5).toString("hex").startsWith(indexes)).toBe(true);
    expect(await readTheirs(exchange, ours)).toEqual(expected);
    const theirs = await writeTheirs(exchange, message, value);
    expect(theirs).toEqual(ours);
    expect(await read(exchange, schema, theirs)).toEqual(expected);
    expect(await readDynamically(exchange, theirs)).toEqual(expected);
  });

  it.each<[string, DescMessage, Record<string, unknown>]>([
    ["a file", messageOf("shop.Order", FILES), VALUE],
    ["a file and its import", messageOf("shop.Order", IMPORTING), { id: "a-1", price: { currency: "CHF", units: 5n } }],
  ])("%s that it registers, in Base64", async (_, message, value) => {
    await using exchange = await startExchange();
    const bytes = await writeTheirs(exchange, message, value, { autoRegisterSchemas: true });
    expect(await read(exchange, protobuf(message), bytes)).toEqual(create(message, value));
    expect(await readDynamically(exchange, bytes)).toEqual(create(message, value));
    const latest = createSerializer({ client: exchange.magicbyte, schema: protobuf(message), lookup: "latest" });
    expect(await latest.serialize(value, { topic: TOPIC })).toEqual(bytes);
  });

  it("bytes, a Uint8Array here and a Buffer there", async () => {
    await using exchange = await startExchange();
    const message = messageOf("shop.Order", FILES);
    const ours = await write(exchange, protobuf(message), { raw: new Uint8Array([0, 255]) });
    expect(await readTheirs(exchange, ours)).toMatchObject({ raw: Buffer.from([0, 255]) });
    const theirs = await writeTheirs(exchange, message, { raw: Buffer.from([0, 255]) });
    expect(await read(exchange, protobuf(message), theirs)).toMatchObject({ raw: new Uint8Array([0, 255]) });
  });

  it("schemas that are registered here in Base64, too", async () => {
    await using exchange = await startExchange();
    const message = messageOf("shop.Order", IMPORTING);
    const value = { id: "a-1", price: { currency: "CHF", units: 5n } };
    const bytes = await write(exchange, protobuf(message, { schemaForm: "serialized" }), value);
    expect(await readTheirs(exchange, bytes)).toEqual(create(message, value));
  });

  it("the GUID and the message indexes in a header, both ways", async () => {
    await using exchange = await startExchange();
    const message = messageOf("shop.Order.Line", FILES);
    const schema = protobuf(message);
    const value = create(message, { sku: "x", count: 2 });
    const headers: MessageHeaders = {};
    const serializer = createSerializer({ client: exchange.magicbyte, schema, schemaIdIn: "header" });
    const ours = await serializer.serialize(value, { topic: TOPIC, headers });
    expect(await readTheirs(exchange, ours, headers)).toEqual(value);

    const theirHeaders: MessageHeaders = {};
    const config = { useLatestVersion: true, schemaIdSerializer: HeaderSchemaIdSerializer };
    const theirs = await writeTheirs(exchange, message, value, config, theirHeaders);
    expect([theirs, theirHeaders]).toEqual([ours, headers]);
    const deserializer = createDeserializer({ client: exchange.magicbyte, schema });
    expect(await deserializer.deserialize(theirs, { headers: theirHeaders })).toEqual(value);
  });

  it("an old message of theirs is read into a newer type, and a newer one of ours into the old type", async () => {
    await using exchange = await startExchange();
    const old = messageOf("shop.Order", { "shop/order.proto": "package shop; message Order { string id = 1; }" });
    const newer = messageOf("shop.Order", {
      "shop/order.proto": "package shop; message Order { string id = 1; optional string note = 2; }",
    });
    await write(exchange, protobuf(old), { id: "a-1" });
    const theirs = await writeTheirs(exchange, old, { id: "a-1" });
    expect(await read(exchange, protobuf(newer), theirs)).toEqual(create(newer, { id: "a-1" }));
    const ours = await write(exchange, protobuf(newer), { id: "a-1", note: "soon" });
    expect(await readTheirs(exchange, ours)).toEqual(create(newer, { id: "a-1", note: "soon" }));
    expect(await read(exchange, protobuf(old), ours)).toMatchObject({ id: "a-1" });
  });

  it("imports of imports are read here, and an error there", async () => {
    await using exchange = await startExchange();
    const message = messageOf("shop.Order", {
      "shop/currency.proto": "package shop; message Currency { string code = 1; }",
      "shop/money.proto": 'package shop; import "shop/currency.proto"; message Money { Currency currency = 1; }',
      "shop/order.proto": 'package shop; import "shop/money.proto"; message Order { Money price = 1; }',
    });
    const value = { price: { currency: { code: "CHF" } } };
    const bytes = await write(exchange, protobuf(message), value);
    expect(await read(exchange, protobuf(message), bytes)).toEqual(create(message, value));
    expect(await readDynamically(exchange, bytes)).toEqual(create(message, value));
    await expect(readTheirs(exchange, bytes)).rejects.toThrow();
  });

  it("a plain object is written here, and an error there", async () => {
    await using exchange = await startExchange();
    const message = messageOf("shop.Order", FILES);
    await write(exchange, protobuf(message), { id: "a-1" });
    const config = { useLatestVersion: true, registry: createMutableRegistry(message.file) };
    const serializer = new ProtobufSerializer(exchange.confluent(), SerdeType.VALUE, config);
    await expect(serializer.serialize(TOPIC, { id: "a-1" })).rejects.toThrow("message type name is empty");
  });
});

describe("Protobuf exchanged with @kafkajs/confluent-schema-registry", () => {
  const first = messageOf("shop.Order", FILES);
  const value = { id: "a-1", lines: [{ sku: "x", count: 2 }], note: "soon", status: 1 };
  const legacy: ProtobufOptions = { legacyFrames: "kafkajs" };

  it("the first message of a file: it reads ours, and what it writes, without indexes, is read as legacy frames", async () => {
    await using exchange = await startExchange();
    const ours = await write(exchange, protobuf(first), value);
    expect(await kafkajsPeer(exchange).read(ours)).toMatchObject(value);
    const theirs = await kafkajsPeer(exchange).write(value);
    expect(theirs).toEqual(Buffer.concat([ours.subarray(0, 5), ours.subarray(6)]));
    expect(await read(exchange, protobuf(first, legacy), theirs)).toEqual(create(first, value));
    await expect(read(exchange, protobuf(first), theirs)).rejects.toMatchObject({ kind: "bad-data" });
    expect(await read(exchange, protobuf(first, legacy), ours)).toEqual(create(first, value));
  });

  it.each<[string, string, (reading: Promise<unknown>) => Promise<void>]>([
    ["an error", "late", (reading) => expect(reading).rejects.toThrow("invalid wire type")],
    // What is left of the message looks like fields that nobody knows.
    ["an empty one", "0880", async (reading) => expect(await reading).toMatchObject({ id: "" })],
  ])(
    "another message than the first one is told by its indexes here, and taken for the first one there: %s",
    async (_, reason, check) => {
      await using exchange = await startExchange();
      const files = {
        "shop/event.proto": "package shop; message Ordered { string id = 1; } message Cancelled { string reason = 1; }",
      };
      const bytes = await write(exchange, protobuf(messageOf("shop.Cancelled", files)), { reason });
      expect(bytes.subarray(5, 7).toString("hex")).toBe("0202");
      expect(await readDynamically(exchange, bytes)).toMatchObject({ $typeName: "shop.Cancelled", reason });
      const ordered = protobuf(messageOf("shop.Ordered", files));
      await expect(read(exchange, ordered, bytes)).rejects.toThrow("it is a shop.Cancelled, not a shop.Ordered");
      await check(kafkajsPeer(exchange).read(bytes));
    },
  );

  it("an enum that stands first in the file: it reads ours, since the text that is registered has messages first", async () => {
    await using exchange = await startExchange();
    const text = "package shop; enum Status { NEW = 0; } message Order { string id = 1; Status status = 2; }";
    const schema = protobuf(messageOf("shop.Order", { "shop/order.proto": text }));
    expect(await kafkajsPeer(exchange).read(await write(exchange, schema, { id: "a-1" }))).toMatchObject({ id: "a-1" });
  });

  it("a well-known type is written and read here, and an error there", async () => {
    await using exchange = await startExchange();
    const message = messageOf("shop.Order", { "shop/order.proto": WELL_KNOWN });
    const bytes = await write(exchange, protobuf(message), { note: "soon" });
    expect(await read(exchange, protobuf(message), bytes)).toEqual(create(message, { note: "soon" }));
    await expect(kafkajsPeer(exchange).read(bytes)).rejects.toThrow(
      "no such Type or Enum '.google.protobuf.Timestamp'",
    );
  });

  it("an import, read by it and written by it", async () => {
    await using exchange = await startExchange();
    const message = messageOf("shop.Order", IMPORTING);
    const cart = { id: "a-1", price: { currency: "CHF", units: 5n } };
    const ours = await write(exchange, protobuf(message), cart);
    expect(await kafkajsPeer(exchange).read(ours)).toMatchObject({ id: "a-1", price: { currency: "CHF" } });
    const theirs = await kafkajsPeer(exchange).write({ id: "a-1", price: { currency: "CHF", units: 5 } });
    expect(await read(exchange, protobuf(message, legacy), theirs)).toEqual(create(message, cart));
  });
});
