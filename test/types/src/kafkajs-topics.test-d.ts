import {
  bytes,
  type Codec,
  defineTopic,
  float64,
  type HeadersOf,
  int32,
  int64,
  json,
  type KeyOf,
  type MessageInput,
  none,
  nullable,
  oneOf,
  utf8,
  uuid,
  type ValueOf,
} from "@magicbyte/kafkajs";
import { expectTypeOf, test } from "vitest";
import { created, deleted, type Order, order } from "./schemas.js";

test("key and value are read as their schema or codec says", () => {
  const orders = defineTopic("orders", { key: utf8, value: order });
  expectTypeOf<KeyOf<typeof orders>>().toEqualTypeOf<string>();
  expectTypeOf<ValueOf<typeof orders>>().toEqualTypeOf<Order>();
});

test("null is there only where it is declared", () => {
  const users = defineTopic("users", { key: nullable(int32), value: nullable(order) });
  expectTypeOf<KeyOf<typeof users>>().toEqualTypeOf<number | null>();
  expectTypeOf<ValueOf<typeof users>>().toEqualTypeOf<Order | null>();

  // @ts-expect-error: nullable once
  nullable(nullable(order));
  // @ts-expect-error: none is null already
  nullable(none);
});

test("a key that is not declared is bytes, or none", () => {
  const open = defineTopic("open", { value: utf8 });
  expectTypeOf<KeyOf<typeof open>>().toEqualTypeOf<Buffer | null>();
  expectTypeOf<KeyOf<ReturnType<typeof keyless>>>().toEqualTypeOf<null>();
});

function keyless() {
  return defineTopic("keyless", { key: none, value: utf8 });
}

test("oneOf gives { type, value }", () => {
  const events = defineTopic("events", { value: oneOf({ created, deleted }) });
  expectTypeOf<ValueOf<typeof events>>().toEqualTypeOf<
    | { readonly type: "created"; readonly value: { readonly at: Date } }
    | { readonly type: "deleted"; readonly value: { readonly reason: string } }
  >();
});

test("each codec has its type", () => {
  const all = {
    bytes: defineTopic("t", { value: bytes }),
    float64: defineTopic("t", { value: float64 }),
    int64: defineTopic("t", { value: int64 }),
    uuid: defineTopic("t", { value: uuid }),
    json: defineTopic("t", { value: json<{ readonly a: 1 }>() }),
  };
  expectTypeOf<ValueOf<(typeof all)["bytes"]>>().toEqualTypeOf<Buffer>();
  expectTypeOf<ValueOf<(typeof all)["float64"]>>().toEqualTypeOf<number>();
  expectTypeOf<ValueOf<(typeof all)["int64"]>>().toEqualTypeOf<bigint>();
  expectTypeOf<ValueOf<(typeof all)["uuid"]>>().toEqualTypeOf<string>();
  expectTypeOf<ValueOf<(typeof all)["json"]>>().toEqualTypeOf<{ readonly a: 1 }>();
  expectTypeOf<MessageInput<(typeof all)["int64"]>["value"]>().toEqualTypeOf<bigint | number>();
  expectTypeOf<MessageInput<(typeof all)["bytes"]>["value"]>().toEqualTypeOf<Uint8Array>();
});

test("a codec of one's own is an object", () => {
  const point: Codec<{ readonly x: number }, { readonly x: number | string }> = {
    name: "point",
    encode: ({ x }) => Buffer.from(String(x)),
    decode: (given) => ({ x: Number(given.toString()) }),
  };
  const points = defineTopic("points", { value: point });
  expectTypeOf<ValueOf<typeof points>>().toEqualTypeOf<{ readonly x: number }>();
  expectTypeOf<MessageInput<typeof points>["value"]>().toEqualTypeOf<{ readonly x: number | string }>();
});

test("declared headers are typed and may be missing, others are bytes", () => {
  const traced = defineTopic("traced", { value: utf8, headers: { attempt: int32, trace: utf8 } });
  type Headers = HeadersOf<typeof traced>;
  expectTypeOf<Headers["attempt"]>().toEqualTypeOf<number | undefined>();
  expectTypeOf<Headers["trace"]>().toEqualTypeOf<string | undefined>();

  const plain = defineTopic("plain", { value: utf8 });
  expectTypeOf<HeadersOf<typeof plain>[string]>().toEqualTypeOf<
    Buffer | null | readonly (Buffer | null)[] | undefined
  >();
});

test("a part is a schema, several, or a codec", () => {
  // @ts-expect-error: there is no value
  defineTopic("orders", { key: utf8 });
  // @ts-expect-error: the name of a type is no schema
  defineTopic("orders", { value: "string" });
  // @ts-expect-error: half a codec
  defineTopic("orders", { value: { name: "half", encode: () => Buffer.alloc(0) } });
  // @ts-expect-error: headers have codecs, not schemas
  defineTopic("orders", { value: utf8, headers: { trace: order } });
  // @ts-expect-error: oneOf takes schemas
  oneOf({ created, text: utf8 });
});
