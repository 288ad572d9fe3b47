import { createSerializer, type Lookup, oneOf, type RegistryClient, type Serializer } from "@magicbyte/registry";
import { expectTypeOf, test } from "vitest";
import { created, deleted, type OrderInput, order } from "./schemas.js";

declare const client: RegistryClient;

const serializer = createSerializer({ client, schema: order });

test("the input comes from the schema", () => {
  expectTypeOf(serializer).toEqualTypeOf<Serializer<OrderInput>>();
  expectTypeOf(serializer.serialize({ id: "a" })).toEqualTypeOf<Promise<Buffer>>();

  // @ts-expect-error: a member that the schema does not know
  serializer.serialize({ id: "a", colour: "red" });
  // @ts-expect-error: a member of another type
  serializer.serialize({ id: 1 });
  // @ts-expect-error: a member is missing
  serializer.serialize({ quantity: 1 });
  // @ts-expect-error: undefined is no value
  serializer.serialize(undefined);
});

test("null in gives null out", () => {
  expectTypeOf(serializer.serialize(null)).toEqualTypeOf<Promise<null>>();
  expectTypeOf(serializer.serialize({ id: "a" } as OrderInput | null)).toEqualTypeOf<Promise<Buffer | null>>();
});

test("what was prepared is synchronous", async () => {
  const prepared = await serializer.prepare({ topic: "orders" });
  expectTypeOf(prepared.encode({ id: "a" })).toEqualTypeOf<Buffer>();
  expectTypeOf(prepared.encode(null)).toEqualTypeOf<null>();

  // @ts-expect-error: a member of another type
  prepared.encode({ id: 1 });
});

test("oneOf takes { type, value }", () => {
  const events = createSerializer({ client, schema: oneOf({ created, deleted }) });
  expectTypeOf(events.serialize)
    .parameter(0)
    .extract<{ readonly type: string }>()
    .toEqualTypeOf<
      | { readonly type: "created"; readonly value: { readonly at: Date | number } }
      | { readonly type: "deleted"; readonly value: { readonly reason: string } }
    >();
  events.serialize({ type: "created", value: { at: 1 } });

  // @ts-expect-error: the value of another type
  events.serialize({ type: "created", value: { reason: "gone" } });
  // @ts-expect-error: a type that is not among them
  events.serialize({ type: "updated", value: { reason: "gone" } });
});

test("lookup is a union", () => {
  expectTypeOf<Extract<Lookup, string>>().toEqualTypeOf<"register" | "existing" | "latest">();
  createSerializer({ client, schema: order, lookup: { id: 1 } });

  // @ts-expect-error: a lookup that does not exist
  createSerializer({ client, schema: order, lookup: "newest" });
  // @ts-expect-error: `part` is a union, too
  createSerializer({ client, schema: order, part: "header" });
});
