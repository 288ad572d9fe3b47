import { create, toBinary } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import {
  createDeserializer,
  createRegistryClient,
  createSerializer,
  DeserializationError,
  type MessageHeaders,
  oneOf,
  UsageError,
  WireFormatError,
} from "@magicbyte/registry";
import { createStubRegistry } from "@magicbyte-test/stub-registry";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TreeSchema } from "../test/gen/all_pb.js";
import { OldSchema } from "../test/gen/old_pb.js";
import { MoneySchema } from "../test/gen/shop/money_pb.js";
import {
  AuditSchema,
  Order_Line_GiftSchema,
  Order_LineSchema,
  OrderSchema,
  Status,
} from "../test/gen/shop/order_pb.js";
import { AuthorSchema } from "../test/gen/tagged/author_pb.js";
import { protobuf } from "./protobuf.js";
import { protobufFormat } from "./protobuf-format.js";
import { qualifiedSubject } from "./text/reference-subject.js";

function setUp() {
  const registry = createStubRegistry();
  const client = createRegistryClient({ baseUrl: "http://stub", transport: registry.transport, retries: 0 });
  return { registry, client };
}

const order = {
  orderId: "A-1",
  status: Status.PAID,
  customer: { name: "Ada", credit: { currency: "EUR", units: 5n } },
  lines: [{ sku: "S", quantity: 2, discounts: { 3: { units: 1n } } }],
  attributes: { channel: "web" },
  payment: { case: "card" as const, value: "visa" },
  createdAt: timestampFromMs(1_760_000_000_123),
  sequence: "9007199254740993",
};

describe("through the registry", () => {
  it("what is imported is registered first, each file once, and found by readers without generated code", async () => {
    const { registry, client } = setUp();
    const bytes = await createSerializer({ client, schema: protobuf(OrderSchema) }).serialize(order, {
      topic: "orders",
    });
    const posts = registry.requests.filter(({ method }) => method === "POST").map(({ path }) => path.split("?")[0]);
    expect(posts).toEqual([
      "/subjects/shop%2Fmoney.proto/versions",
      "/subjects/shop%2Fcustomer.proto/versions",
      "/subjects/orders-value/versions",
    ]);
    expect(registry.state.versions("orders-value")[0]?.references).toEqual([
      { name: "shop/customer.proto", subject: "shop/customer.proto", version: 1 },
      { name: "shop/money.proto", subject: "shop/money.proto", version: 1 },
    ]);

    const dynamic = await createDeserializer({ client, formats: [protobufFormat()] }).deserialize(bytes);
    const message = create(OrderSchema, order);
    expect(dynamic).toEqual(message);
    expect(await createDeserializer({ client, schema: protobuf(OrderSchema) }).deserialize(bytes)).toEqual(message);
    expect(await createDeserializer({ client, formats: [protobufFormat({ as: "json" })] }).deserialize(bytes)).toEqual({
      orderId: "A-1",
      status: "STATUS_PAID",
      customer: { name: "Ada", credit: { currency: "EUR", units: "5" } },
      lines: [{ sku: "S", quantity: 2, discounts: { "3": { units: "1" } } }],
      attributes: { channel: "web" },
      card: "visa",
      createdAt: "2025-10-09T08:53:20.123Z",
      sequence: "9007199254740993",
    });
  });

  it("subjects and versions of imports are chosen, and known files registered where that is wished for", async () => {
    const { registry, client } = setUp();
    const schema = protobuf(OrderSchema, { referenceSubject: qualifiedSubject, registerKnownTypes: true });
    await createSerializer({ client, schema }).prepare({ topic: "orders" });
    expect(registry.state.versions("shop.money")).toHaveLength(1);
    expect(registry.state.versions("google.type.interval")).toHaveLength(1);

    const pinned = protobuf(OrderSchema, { referenceVersions: { "shop/money.proto": 7 } });
    expect(pinned.references.map(({ name, version }) => [name, version])).toEqual([
      ["shop/customer.proto", undefined],
      ["shop/money.proto", 7],
    ]);
  });

  it.each([
    ["the first message behind an enum", AuditSchema, "00"],
    ["another one", OrderSchema, "0202"],
    ["a nested one, between the entries of maps", Order_LineSchema, "040200"],
    ["one nested in that", Order_Line_GiftSchema, "06020000"],
  ])("indexes name %s", async (_, desc, indexes) => {
    const { client } = setUp();
    const schema = protobuf(desc as typeof AuditSchema);
    const bytes = await createSerializer({ client, schema }).serialize({}, { topic: "t" });
    expect(bytes.toString("hex", 5)).toBe(indexes);
    expect(await createDeserializer({ client, schema }).deserialize(bytes)).toEqual(create(desc as typeof AuditSchema));
  });

  it("indexes count as the registered text does: entries of maps are messages in the serialized form", async () => {
    const { client } = setUp();
    const schema = protobuf(Order_LineSchema, { schemaForm: "serialized" });
    const line = { sku: "S", discounts: { 1: { units: 2n } } };
    const bytes = await createSerializer({ client, schema }).serialize(line, { topic: "t" });
    const first = OrderSchema.proto.nestedType.findIndex(({ name }) => name === "Line");
    expect(bytes[5]).toBe(4);
    expect(bytes[7]).toBe(2 * first);
    expect(await createDeserializer({ client, schema }).deserialize(bytes)).toMatchObject({ sku: "S" });
    expect(await createDeserializer({ client, formats: [protobufFormat()] }).deserialize(bytes)).toMatchObject(line);
  });

  it("indexes are those of the version that is written with", async () => {
    const { client } = setUp();
    const evolved = `syntax = "proto3"; package test;
      message First { string x = 1; }
      message Tree { string name = 1; repeated Tree children = 2; Tree parent = 3; int32 added = 4; }`;
    await client.subjects.register("t-value", { schema: evolved, schemaType: "PROTOBUF" });
    const schema = protobuf(TreeSchema);
    const bytes = await createSerializer({ client, schema, lookup: "latest" }).serialize(
      { name: "oak" },
      { topic: "t" },
    );
    expect(bytes.toString("hex", 5)).toBe("02020a036f616b");
    expect(await createDeserializer({ client, schema }).deserialize(bytes)).toMatchObject({ name: "oak" });
  });

  it("what does not go together is refused before a message is written, or when it is read", async () => {
    const { client } = setUp();
    const register = (schema: string) =>
      client.subjects.register("t-value", { schema, schemaType: "PROTOBUF" }).then(({ id }) => id);
    const schema = protobuf(TreeSchema);
    const prepare = () => createSerializer({ client, schema, lookup: "latest" }).prepare({ topic: "t" });
    await register('syntax = "proto3"; package test; message Other {}');
    await expect(prepare()).rejects.toThrow("has no message test.Tree to be written with; it has test.Other");
    const id = await register('syntax = "proto3"; package test; message Tree { int32 name = 1; }');
    await client.subjects.latest("t-value", { fresh: true });
    await expect(prepare()).rejects.toThrow(UsageError);
    await expect(prepare()).rejects.toThrow("name: expected int32, got string");
    const bytes = Buffer.from(`000000000${id}000805`, "hex");
    const error = await createDeserializer({ client, schema })
      .deserialize(bytes)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ kind: "bad-data", issues: [{ path: "name", expected: "string", actual: "int32" }] });
  });

  it("a message that was called otherwise is read by its aliases", async () => {
    const { client } = setUp();
    const text = 'syntax = "proto3"; package former; message Sum { string currency = 1; int64 units = 2; }';
    const { id } = await client.subjects.register("t-value", { schema: text, schemaType: "PROTOBUF" });
    const bytes = Buffer.from(`000000000${id}001005`, "hex");
    const read = (schema: ReturnType<typeof protobuf<typeof MoneySchema>>) =>
      createDeserializer({ client, schema }).deserialize(bytes);
    await expect(read(protobuf(MoneySchema))).rejects.toThrow("it is a former.Sum, not a shop.Money");
    expect((await read(protobuf(MoneySchema, { aliases: ["former.Sum"] })))?.units).toBe(5n);
  });

  it("messages of one file share a topic", async () => {
    const { client } = setUp();
    const events = oneOf({ order: protobuf(OrderSchema), line: protobuf(Order_LineSchema) });
    const prepared = await createSerializer({ client, schema: events }).prepare({ topic: "events" });
    const frames = [
      prepared.encode({ type: "line", value: { sku: "S" } }),
      prepared.encode({ type: "order", value: { orderId: "A" } }),
    ];
    const deserializer = createDeserializer({ client, schema: events });
    await deserializer.prefetch(frames);
    expect(frames.map((frame) => deserializer.decode(frame))).toMatchObject([
      { type: "line", value: { sku: "S" } },
      { type: "order", value: { orderId: "A" } },
    ]);
  });

  it("GUID and indexes stand in the header, and the payload is bare", async () => {
    const { client, registry } = setUp();
    const headers: MessageHeaders = {};
    const schema = protobuf(OrderSchema);
    const serializer = createSerializer({ client, schema, schemaIdIn: "header" });
    const bytes = await serializer.serialize({ orderId: "A" }, { topic: "orders", headers });
    const guid = registry.state.versions("orders-value")[0]?.guid.replaceAll("-", "");
    expect(bytes.toString("hex")).toBe("0a0141");
    expect(headers).toEqual({ __value_schema_id: Buffer.from(`01${guid}0202`, "hex") });
    expect(await createDeserializer({ client, schema }).deserialize(bytes, { headers })).toMatchObject({
      orderId: "A",
    });
  });

  it("groups, required fields and closed enums are read without generated code", async () => {
    const { client } = setUp();
    const value = { id: "a", level: 5, detail: { text: "t" }, part: [{ number: 1 }], packed: [1, 2], loose: [3] };
    const bytes = await createSerializer({ client, schema: protobuf(OldSchema) }).serialize(value, { topic: "t" });
    expect(await createDeserializer({ client, formats: [protobufFormat()] }).deserialize(bytes)).toMatchObject(value);
  });

  it("Confluent's types and options go along without references", async () => {
    const { client, registry } = setUp();
    const schema = protobuf(AuthorSchema);
    const value = { name: "Ada", fee: { value: Uint8Array.of(1), precision: 8 } };
    const bytes = await createSerializer({ client, schema }).serialize(value, { topic: "t" });
    expect(registry.state.versions("t-value")[0]?.references ?? []).toEqual([]);
    expect(await createDeserializer({ client, formats: [protobufFormat()] }).deserialize(bytes)).toMatchObject(value);
  });

  it("null is a tombstone, and messages of all sizes come back", async () => {
    const { client } = setUp();
    const schema = protobuf(TreeSchema);
    const trees = await createSerializer({ client, schema }).prepare({ topic: "t" });
    expect(trees.encode(null)).toBeNull();
    const reader = createDeserializer({ client, schema });
    const lengths = [0, 1, 24, 25, 127, 128, 3_000, 8_170, 8_200, 21_000, 66_000, 200_000, 3_000_000, 10];
    const values = ["x", "é"].flatMap((unit) =>
      lengths.map((length) => create(TreeSchema, { children: [{ name: unit.repeat(length) }] })),
    );
    const frames = await trees.encodeAll([...values, ...values].map((value) => ({ value })));
    await reader.prefetch(frames.slice(0, 1));
    for (const [index, frame] of frames.entries()) {
      const value = values[index % values.length] ?? create(TreeSchema);
      expect(frame?.subarray(7).equals(toBinary(TreeSchema, value))).toBe(true);
      expect(frame === null || reader.decode(frame)?.children[0]?.name === value.children[0]?.name).toBe(true);
    }
  });
});

it.each([
  ["as the wire format has them", {}],
  ["some without indexes", { legacyFrames: "kafkajs" as const }],
])("any frame is a message or an error that is ours: %s", async (_, options) => {
  const { client } = setUp();
  const schema = protobuf(OrderSchema, options);
  const frame = await createSerializer({ client, schema }).serialize(order, { topic: "orders" });
  const readers = [
    createDeserializer({ client, schema }),
    createDeserializer({ client, formats: [protobufFormat(options)] }),
    createDeserializer({ client, formats: [protobufFormat({ ...options, as: "json" })] }),
  ];
  for (const reader of readers) await reader.prefetch([frame]);
  const changed = fc
    .tuple(fc.array(fc.tuple(fc.nat(frame.length - 6), fc.nat(255)), { minLength: 1, maxLength: 4 }), fc.nat())
    .map(([changes, cut]) => {
      const bytes = Buffer.from(frame.subarray(0, cut % 3 === 0 ? 5 + (cut % (frame.length - 4)) : undefined));
      for (const [at, byte] of changes) if (5 + at < bytes.length) bytes[5 + at] = byte;
      return bytes;
    });
  const random = fc
    .uint8Array({ maxLength: 60 })
    .map((bytes) => Buffer.concat([frame.subarray(0, 5), Buffer.from(bytes)]));
  fc.assert(
    fc.property(fc.oneof(changed, random), (bytes) => {
      for (const reader of readers) {
        try {
          expect(reader.decode(bytes)).toBeTypeOf("object");
        } catch (error) {
          expect(error instanceof DeserializationError || error instanceof WireFormatError).toBe(true);
        }
      }
    }),
    { numRuns: 500 },
  );
});

describe("a schema", () => {
  it("is of a message's descriptor, and of nothing else", () => {
    expect(() => protobuf(OrderSchema.file as never)).toThrow(UsageError);
    expect(() => protobuf(undefined as never)).toThrow("of generated code, `OrderSchema`");
  });

  it("does not write with a schema of another type, or with what is no schema", () => {
    const schema = protobuf(TreeSchema);
    const writer = { schema: "{}", references: [], dependencies: [], id: 5 };
    expect(() => schema.encoder({ ...writer, schemaType: "AVRO" })).toThrow("schema 5, which is AVRO");
    expect(() => schema.encoder({ ...writer, schemaType: "PROTOBUF" })).toThrow("schema 5 is no Protobuf");
  });
});
