import {
  createDeserializer,
  type Deserializer,
  oneOf,
  type RegistryClient,
  type SchemaFormat,
} from "@magicbyte/registry";
import { expectTypeOf, test } from "vitest";
import { type Created, created, type Deleted, deleted, type Order, order } from "./schemas.js";

declare const client: RegistryClient;
declare const format: SchemaFormat;
declare const bytes: Uint8Array;

test("the output comes from the reader's schema", () => {
  const deserializer = createDeserializer({ client, schema: order });
  expectTypeOf(deserializer).toEqualTypeOf<Deserializer<Order>>();
  expectTypeOf(deserializer.deserialize(bytes)).toEqualTypeOf<Promise<Order>>();
  expectTypeOf(deserializer.decode(bytes)).toEqualTypeOf<Order>();
});

test("null in gives null out", () => {
  const deserializer = createDeserializer({ client, schema: order });
  expectTypeOf(deserializer.deserialize(null)).toEqualTypeOf<Promise<null>>();
  expectTypeOf(deserializer.decode(null)).toEqualTypeOf<null>();
  expectTypeOf(deserializer.decode(bytes as Uint8Array | null)).toEqualTypeOf<Order | null>();
});

test("without a schema the output is unknown, and formats are needed", () => {
  const deserializer = createDeserializer({ client, formats: [format] });
  expectTypeOf(deserializer).toEqualTypeOf<Deserializer<unknown>>();
  expectTypeOf(deserializer.decode(bytes)).toBeUnknown();

  // @ts-expect-error: neither a schema nor formats
  createDeserializer({ client });
  // @ts-expect-error: both
  createDeserializer({ client, schema: order, formats: [format] });
});

test("oneOf gives { type, value }", () => {
  const events = createDeserializer({ client, schema: oneOf({ created, deleted }) });
  const event = events.decode(bytes);
  expectTypeOf(event).toEqualTypeOf<
    { readonly type: "created"; readonly value: Created } | { readonly type: "deleted"; readonly value: Deleted }
  >();
  if (event.type === "created") expectTypeOf(event.value).toEqualTypeOf<Created>();
});
