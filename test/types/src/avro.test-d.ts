import {
  type AvroSchema,
  avro,
  avroFormat,
  avroFrom,
  type Duration,
  type Infer,
  type InferInput,
} from "@magicbyte/avro";
import { createDeserializer, createSerializer, oneOf, type RegistryClient, type Serializer } from "@magicbyte/registry";
import { expectTypeOf, test } from "vitest";

declare const client: RegistryClient;

const Command = avro({
  type: "record",
  name: "TelescopeCommand",
  namespace: "telescope",
  doc: "What a telescope is told",
  fields: [
    { name: "commandId", type: "string" },
    { name: "commandType", type: { type: "enum", name: "CommandType", symbols: ["START", "STOP"] } },
    { name: "timestamp", type: { type: "long", logicalType: "timestamp-millis" } },
    { name: "priority", type: "int", default: 0 },
    { name: "note", type: ["null", "string"], default: null },
  ],
});

test("a record is an object, present when reading and optional when writing where there is a default", () => {
  expectTypeOf<Infer<typeof Command>>().toEqualTypeOf<{
    commandId: string;
    commandType: "START" | "STOP";
    timestamp: Date;
    priority: number;
    note: string | null;
  }>();
  expectTypeOf<InferInput<typeof Command>>().toEqualTypeOf<{
    readonly commandId: string;
    readonly commandType: "START" | "STOP";
    readonly timestamp: Date | number;
    readonly priority?: number | undefined;
    readonly note?: string | null | undefined;
  }>();
});

test("what is read can be written", () => {
  expectTypeOf<Infer<typeof Command>>().toExtend<InferInput<typeof Command>>();
});

test("serializers and deserializers know the types", () => {
  const serializer = createSerializer({ client, schema: Command });
  expectTypeOf(serializer).toEqualTypeOf<Serializer<InferInput<typeof Command>>>();
  const deserializer = createDeserializer({ client, schema: Command });
  expectTypeOf(deserializer.decode(Buffer.alloc(0))).toEqualTypeOf<Infer<typeof Command>>();
  expectTypeOf(createDeserializer({ client, formats: [avroFormat()] }).decode(Buffer.alloc(0))).toBeUnknown();

  // @ts-expect-error: a symbol that the enum does not have
  serializer.serialize({ commandId: "a", commandType: "PAUSE", timestamp: new Date() });
  // @ts-expect-error: a field is missing
  serializer.serialize({ commandId: "a", commandType: "STOP" });
  // @ts-expect-error: a field that the record does not have
  serializer.serialize({ commandId: "a", commandType: "STOP", timestamp: 0, colour: "red" });
});

test("oneOf takes Avro schemas", () => {
  const Stop = avro({ type: "record", name: "Stop", fields: [] });
  const events = oneOf({ command: Command, stop: Stop });
  expectTypeOf<Infer<typeof events>>().toEqualTypeOf<
    | { readonly type: "command"; readonly value: Infer<typeof Command> }
    | { readonly type: "stop"; readonly value: Infer<typeof Stop> }
  >();
});

test("types that are no records", () => {
  const text = avro("string");
  expectTypeOf<Infer<typeof text>>().toEqualTypeOf<string>();
  const bytes = avro("bytes");
  expectTypeOf<Infer<typeof bytes>>().toEqualTypeOf<Buffer>();
  expectTypeOf<InferInput<typeof bytes>>().toEqualTypeOf<Uint8Array>();
  const list = avro({ type: "array", items: { type: "map", values: ["null", "double"] } });
  expectTypeOf<Infer<typeof list>>().toEqualTypeOf<{ [key: string]: number | null }[]>();
  expectTypeOf<InferInput<typeof list>>().toEqualTypeOf<readonly { readonly [key: string]: number | null }[]>();
  const wrapped = avro({ type: { type: "boolean" } });
  expectTypeOf<Infer<typeof wrapped>>().toEqualTypeOf<boolean>();
});

test("names: nested, recursive, in namespaces, short and full", () => {
  const Tree = avro({
    type: "record",
    name: "Tree",
    namespace: "a.b",
    fields: [
      { name: "kind", type: { type: "enum", name: "Kind", namespace: "c", symbols: ["X"] } },
      { name: "again", type: "c.Kind" },
      { name: "size", type: { type: "fixed", name: "d.Size", size: 4 } },
      { name: "sizes", type: { type: "array", items: "d.Size" } },
      { name: "left", type: ["null", "Tree"] },
      { name: "right", type: ["null", "a.b.Tree"] },
    ],
  });
  type Tree = Infer<typeof Tree>;
  expectTypeOf<Tree["again"]>().toEqualTypeOf<"X">();
  expectTypeOf<Tree["sizes"]>().toEqualTypeOf<Buffer[]>();
  expectTypeOf<Tree["left"]>().toEqualTypeOf<Tree | null>();
  expectTypeOf<Tree["right"]>().toEqualTypeOf<Tree | null>();
});

test("unions: unwrapped where values tell their branch, tagged where they do not", () => {
  const plain = avro([
    "null",
    "string",
    "int",
    "bytes",
    { type: "array", items: "int" },
    { type: "map", values: "int" },
  ]);
  expectTypeOf<Infer<typeof plain>>().toEqualTypeOf<
    null | string | number | Buffer | number[] | { [key: string]: number }
  >();
  const numbers = avro(["null", "int", "double"]);
  expectTypeOf<Infer<typeof numbers>>().toEqualTypeOf<null | { int: number } | { double: number }>();
  const pets = avro([
    { type: "record", name: "Cat", namespace: "pets", fields: [{ name: "lives", type: "int" }] },
    { type: "record", name: "Dog", namespace: "pets", fields: [{ name: "friend", type: "pets.Cat" }] },
  ]);
  expectTypeOf<Infer<typeof pets>>().toEqualTypeOf<
    { "pets.Cat": { lives: number } } | { "pets.Dog": { friend: { lives: number } } }
  >();
  const dates = avro(["int", { type: "long", logicalType: "timestamp-micros" }]);
  expectTypeOf<Infer<typeof dates>>().toEqualTypeOf<number | bigint>();
  const moments = avro(["int", { type: "long", logicalType: "timestamp-millis" }]);
  expectTypeOf<Infer<typeof moments>>().toEqualTypeOf<{ int: number } | { long: Date }>();
});

test("longs: all alike, or by path", () => {
  const literal = {
    type: "record",
    name: "R",
    fields: [
      { name: "id", type: "long" },
      {
        name: "inner",
        type: { type: "array", items: { type: "record", name: "I", fields: [{ name: "id", type: "long" }] } },
      },
    ],
  } as const;
  const all = avro(literal, { long: "bigint" });
  expectTypeOf<Infer<typeof all>>().toEqualTypeOf<{ id: bigint; inner: { id: bigint }[] }>();
  const some = avro(literal, { long: { "inner.id": "bigint" } });
  expectTypeOf<Infer<typeof some>>().toEqualTypeOf<{ id: number; inner: { id: bigint }[] }>();
});

test("logical types", () => {
  const R = avro({
    type: "record",
    name: "R",
    fields: [
      { name: "date", type: { type: "int", logicalType: "date" } },
      { name: "timeMillis", type: { type: "int", logicalType: "time-millis" } },
      { name: "timeMicros", type: { type: "long", logicalType: "time-micros" } },
      { name: "millis", type: { type: "long", logicalType: "timestamp-millis" } },
      { name: "micros", type: { type: "long", logicalType: "timestamp-micros" } },
      { name: "nanos", type: { type: "long", logicalType: "timestamp-nanos" } },
      { name: "local", type: { type: "long", logicalType: "local-timestamp-micros" } },
      { name: "decimal", type: { type: "bytes", logicalType: "decimal", precision: 9, scale: 2 } },
      { name: "fixed", type: { type: "fixed", name: "D", size: 8, logicalType: "decimal", precision: 9 } },
      { name: "uuid", type: { type: "string", logicalType: "uuid" } },
      { name: "uuid16", type: { type: "fixed", name: "U", size: 16, logicalType: "uuid" } },
      { name: "duration", type: { type: "fixed", name: "P", size: 12, logicalType: "duration" } },
      { name: "unknown", type: { type: "int", logicalType: "fortnights" } },
      { name: "misused", type: { type: "string", logicalType: "date" } },
    ],
  });
  expectTypeOf<Infer<typeof R>>().toEqualTypeOf<{
    date: string;
    timeMillis: number;
    timeMicros: number;
    millis: Date;
    micros: bigint;
    nanos: bigint;
    local: string;
    decimal: string;
    fixed: string;
    uuid: string;
    uuid16: string;
    duration: Duration;
    unknown: number;
    misused: string;
  }>();
});

test("logical types of one's own, or none", () => {
  class Money {
    constructor(readonly cents: number) {}
  }
  const literal = {
    type: "record",
    name: "R",
    fields: [
      { name: "price", type: { type: "int", logicalType: "money" } },
      { name: "maybe", type: ["null", { type: "int", logicalType: "money" }] },
      { name: "either", type: ["string", { type: "int", logicalType: "money" }] },
      { name: "at", type: { type: "long", logicalType: "timestamp-millis" } },
    ],
  } as const;
  const R = avro(literal, {
    logicalTypes: {
      money: { fromAvro: (cents: number) => new Money(cents), toAvro: (money: Money) => money.cents },
      "timestamp-millis": false,
    },
  });
  expectTypeOf<Infer<typeof R>>().toEqualTypeOf<{
    price: Money;
    maybe: Money | null;
    either: { string: string } | { int: Money };
    at: number;
  }>();
});

test("references bring their names, and those that they reference", () => {
  const Country = avro({ type: "enum", name: "Country", namespace: "geo", symbols: ["CH", "DE"] });
  const Address = avro(
    {
      type: "record",
      name: "Address",
      namespace: "shop",
      fields: [
        { name: "country", type: "geo.Country" },
        { name: "since", type: "long", default: 0 },
      ],
    },
    { references: [Country], long: "bigint" },
  );
  const Order = avro(
    {
      type: "record",
      name: "Order",
      namespace: "shop",
      fields: [
        { name: "to", type: "Address" },
        { name: "from", type: ["null", "shop.Address"] },
        { name: "country", type: "geo.Country" },
      ],
    },
    { references: [{ schema: Address, subject: "addresses", version: 2 }] },
  );
  expectTypeOf<Infer<typeof Order>>().toEqualTypeOf<{
    to: { country: "CH" | "DE"; since: bigint };
    from: { country: "CH" | "DE"; since: bigint } | null;
    country: "CH" | "DE";
  }>();
  expectTypeOf<InferInput<typeof Order>["to"]>().toEqualTypeOf<{
    readonly country: "CH" | "DE";
    readonly since?: bigint | undefined;
  }>();
});

test("types that are given: for texts, and for what was generated", () => {
  const Given = avroFrom<{ id: bigint }, { id: bigint | number }>("{}");
  expectTypeOf(Given).toEqualTypeOf<AvroSchema<{ id: bigint }, { id: bigint | number }>>();
  const Named = avro(
    { type: "record", name: "R", fields: [{ name: "given", type: "x.Given" }] },
    { references: [{ schema: Given, name: "x.Given" }] },
  );
  expectTypeOf<Infer<typeof Named>>().toEqualTypeOf<{ given: { id: bigint } }>();
  const Unnamed = avro(
    { type: "record", name: "R", fields: [{ name: "given", type: "x.Given" }] },
    { references: [Given] },
  );
  expectTypeOf<Infer<typeof Unnamed>>().toEqualTypeOf<{ given: unknown }>();
});

test("what is no literal is unknown", () => {
  const text: string = '"int"';
  const fromText = avro(text);
  expectTypeOf<Infer<typeof fromText>>().toBeUnknown();
  const json = { type: "record", name: "R", fields: [{ name: "a", type: "string" }] };
  const fromJson = avro(json);
  expectTypeOf<Infer<typeof fromJson>>().toBeUnknown();
});

test("a wrong literal is an error that says what", () => {
  avro({
    type: "record",
    name: "R",
    fields: [
      {
        name: "a",
        // @ts-expect-error: "strin" is neither an Avro type nor a name that is defined here or in the references
        type: "strin",
      },
    ],
  });
  // @ts-expect-error: "strin" is neither
  avro("strin");
  avro({
    type: "record",
    name: "R",
    fields: [
      {
        name: "tags",
        // @ts-expect-error: a type with parts is an object
        type: "array",
      },
    ],
  });
  // @ts-expect-error: a record needs a name and fields
  avro({ type: "record", name: "R" });
  // @ts-expect-error: an enum needs symbols
  avro({ type: "array", items: { type: "enum", name: "E" } });
  // @ts-expect-error: an option that does not exist
  avro("long", { longs: "bigint" });
  // @ts-expect-error: an option of another kind
  avro("long", { long: "string" });
});
