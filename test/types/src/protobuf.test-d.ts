import { type Infer, type InferInput, protobuf, protobufFormat, qualifiedSubject } from "@magicbyte/protobuf";
import {
  createDeserializer,
  createSerializer,
  type InputOf,
  type OutputOf,
  oneOf,
  type RegistryClient,
  type SchemaFormat,
} from "@magicbyte/registry";
import { expectTypeOf, test } from "vitest";
import { type Old, OldSchema } from "../../../packages/protobuf/test/gen/old_pb.js";
import { type Money, MoneySchema } from "../../../packages/protobuf/test/gen/shop/money_pb.js";
import {
  file_shop_order,
  type Order,
  OrderSchema,
  Status,
  StatusSchema,
} from "../../../packages/protobuf/test/gen/shop/order_pb.js";

declare const client: RegistryClient;
declare const order: Order;
declare const money: Money;

test("messages are read", async () => {
  const orders = protobuf(OrderSchema);
  expectTypeOf<Infer<typeof orders>>().toEqualTypeOf<Order>();
  expectTypeOf<OutputOf<typeof orders>>().toEqualTypeOf<Order>();
  const read = await createDeserializer({ client, schema: orders }).deserialize(new Uint8Array());
  expectTypeOf(read).toEqualTypeOf<Order>();
  expectTypeOf(read.customer?.credit?.units).toEqualTypeOf<bigint | undefined>();
  expectTypeOf(read.sequence).toEqualTypeOf<string>();
  // @ts-expect-error: a field that there is not
  read.colour;
});

test("messages and plain objects are written", () => {
  const orders = createSerializer({ client, schema: protobuf(OrderSchema) });
  orders.serialize(order);
  orders.serialize({});
  orders.serialize({ orderId: "A", status: Status.PAID, lines: [{ quantity: 1, price: { units: 5n } }] });
  orders.serialize({ customer: { credit: money }, lines: [{ price: money }] });
  orders.serialize({ payment: { case: "cash", value: { units: 1n } } });
  orders.serialize({ payment: { case: undefined }, note: undefined });
  // @ts-expect-error: a field of another type
  orders.serialize({ orderId: 5 });
  // @ts-expect-error: a number where a bigint is
  orders.serialize({ lines: [{ price: { units: 5 } }] });
  // @ts-expect-error: a field that there is not
  orders.serialize({ colour: "red" });
  // @ts-expect-error: one further down
  orders.serialize({ customer: { colour: "red" } });
  // @ts-expect-error: a case with another one's value
  orders.serialize({ payment: { case: "card", value: { units: 1n } } });
  // @ts-expect-error: the name of an enum's value
  orders.serialize({ status: "STATUS_PAID" });
  // @ts-expect-error: another message
  orders.serialize(money);
  // @ts-expect-error: null where a field is not set
  orders.serialize({ note: null });
});

test("what is written has a type of its own", () => {
  const schema = protobuf(MoneySchema);
  expectTypeOf<Money>().toExtend<InferInput<typeof schema>>();
  expectTypeOf<{ units: bigint }>().toExtend<InferInput<typeof schema>>();
  expectTypeOf<{ units: string }>().not.toExtend<InferInput<typeof schema>>();
  expectTypeOf<InputOf<typeof schema>>().toEqualTypeOf<InferInput<typeof schema>>();
});

test("proto2 is no different", () => {
  const schema = protobuf(OldSchema);
  expectTypeOf<Infer<typeof schema>>().toEqualTypeOf<Old>();
});

test("several messages share a topic", () => {
  const events = oneOf({ order: protobuf(OrderSchema), money: protobuf(MoneySchema) });
  type Event = OutputOf<typeof events>;
  expectTypeOf<Event>().toEqualTypeOf<
    { readonly type: "order"; readonly value: Order } | { readonly type: "money"; readonly value: Money }
  >();
  const serializer = createSerializer({ client, schema: events });
  serializer.serialize({ type: "money", value: { units: 1n } });
  // @ts-expect-error: another kind's value
  serializer.serialize({ type: "money", value: { orderId: "A" } });
});

test("options are checked", () => {
  protobuf(OrderSchema, { schemaForm: "serialized", referenceSubject: qualifiedSubject, aliases: ["former.Order"] });
  protobuf(OrderSchema, { legacyFrames: "kafkajs", unknownFields: "drop", referenceVersions: { "a.proto": 1 } });
  // @ts-expect-error: an option that there is not
  protobuf(OrderSchema, { legacy: true });
  // @ts-expect-error: a form that there is not
  protobuf(OrderSchema, { schemaForm: "json" });
  // @ts-expect-error: a file is no message
  protobuf(file_shop_order);
  // @ts-expect-error: nor is an enum
  protobuf(StatusSchema);
  // @ts-expect-error: nor is a message itself a descriptor
  protobuf(order);
});

test("without a schema nothing is known", () => {
  expectTypeOf(protobufFormat()).toEqualTypeOf<SchemaFormat>();
  expectTypeOf(protobufFormat({ as: "json" })).toEqualTypeOf<SchemaFormat>();
  // @ts-expect-error: a shape that there is not
  protobufFormat({ as: "object" });
});
