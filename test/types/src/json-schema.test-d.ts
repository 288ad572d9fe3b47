import {
  type FromSchema,
  type Infer,
  type InferInput,
  jsonSchema,
  jsonSchemaFormat,
  jsonSchemaFrom,
} from "@magicbyte/json-schema";
import { createSerializer, type RegistryClient, type SchemaFormat, type TypedSchema } from "@magicbyte/registry";
import { expectTypeOf, test } from "vitest";

declare const client: RegistryClient;

test("types come from the literal", () => {
  const order = jsonSchema({
    type: "object",
    required: ["sku", "lines"],
    properties: {
      sku: { type: "string", format: "uuid" },
      lines: { type: "array", items: { type: "object", properties: { n: { type: "integer" } }, required: ["n"] } },
      quantity: { type: "integer", default: 1 },
      note: { type: ["string", "null"] },
      status: { enum: ["NEW", "PAID", 3, null] },
      kind: { const: "order" },
      paid: { type: "boolean" },
      nothing: { type: "null" },
      anything: true,
      whatever: {},
    },
  });
  type Order = {
    sku: string;
    lines: { n: number }[];
    quantity?: number;
    note?: string | null;
    status?: "NEW" | "PAID" | 3 | null;
    kind?: "order";
    paid?: boolean;
    nothing?: null;
    anything?: unknown;
    whatever?: unknown;
  };
  expectTypeOf(order).toEqualTypeOf<TypedSchema<Order>>();
  expectTypeOf<Infer<typeof order>>().toEqualTypeOf<Order>();
  expectTypeOf<InferInput<typeof order>>().toEqualTypeOf<Order>();

  const orders = createSerializer({ client, schema: order });
  orders.serialize({ sku: "A-1", lines: [] });
  // @ts-expect-error: a member is missing
  orders.serialize({ sku: "A-1" });
  // @ts-expect-error: a member of another type
  orders.serialize({ sku: 1, lines: [] });
  // @ts-expect-error: a member that is not declared
  orders.serialize({ sku: "A-1", lines: [], colour: "red" });
  // @ts-expect-error: a member that is not declared, further down
  orders.serialize({ sku: "A-1", lines: [{ n: 1, m: 2 }] });
  // @ts-expect-error: none of the values
  orders.serialize({ sku: "A-1", lines: [], status: "LOST" });
});

test("other properties are there where the schema says so", () => {
  type Closed = FromSchema<{ type: "object"; properties: { a: { type: "string" } }; additionalProperties: false }>;
  expectTypeOf<Closed>().toEqualTypeOf<{ a?: string }>();
  type Map = FromSchema<{ type: "object"; additionalProperties: { type: "number" } }>;
  expectTypeOf<Map>().toEqualTypeOf<{ [name: string]: number }>();
  type Any = FromSchema<{ type: "object" }>;
  expectTypeOf<Any>().toEqualTypeOf<{ [name: string]: unknown }>();
  type None = FromSchema<{ type: "object"; additionalProperties: false }>;
  expectTypeOf<None>().toEqualTypeOf<{ [name: string]: never }>();
  type Named = FromSchema<{ type: "object"; required: readonly ["a"] }>;
  expectTypeOf<Named>().toEqualTypeOf<{ a: NonNullable<unknown> | null }>();

  type Open = FromSchema<{
    type: "object";
    properties: { n: { type: "number" } };
    required: readonly ["n"];
    additionalProperties: { type: "string" };
  }>;
  const open: Open = { n: 1, more: "x" };
  expectTypeOf(open.n).toEqualTypeOf<number>();
  expectTypeOf(open["more"]).toEqualTypeOf<string | number | undefined>();
  // @ts-expect-error: what is declared keeps its type
  ({ n: "x" }) satisfies Open;
  // @ts-expect-error: of another type than the others
  ({ n: 1, more: true }) satisfies Open;

  type Patterns = FromSchema<{
    type: "object";
    patternProperties: { "^a": { type: "string" }; "^b": { type: "null" } };
  }>;
  expectTypeOf<Patterns>().toEqualTypeOf<{ [name: string]: string | null }>();
});

test("arrays and tuples", () => {
  expectTypeOf<FromSchema<{ type: "array" }>>().toEqualTypeOf<unknown[]>();
  expectTypeOf<FromSchema<{ items: { type: ["integer", "null"] } }>>().toEqualTypeOf<(number | null)[]>();
  type Pair = readonly [{ type: "string" }, { type: "number" }];
  expectTypeOf<FromSchema<{ type: "array"; prefixItems: Pair; minItems: 2 }>>().toEqualTypeOf<[string, number]>();
  expectTypeOf<FromSchema<{ type: "array"; prefixItems: Pair; minItems: 1 }>>().toEqualTypeOf<[string, number?]>();
  expectTypeOf<FromSchema<{ type: "array"; prefixItems: Pair }>>().toEqualTypeOf<[string?, number?]>();
  expectTypeOf<
    FromSchema<{ type: "array"; prefixItems: Pair; minItems: 2; items: { type: "boolean" } }>
  >().toEqualTypeOf<[string, number, ...boolean[]]>();
  expectTypeOf<FromSchema<{ items: Pair; minItems: 2; additionalItems: false }>>().toEqualTypeOf<[string, number]>();
  expectTypeOf<FromSchema<{ items: Pair; minItems: 2; additionalItems: true }>>().toEqualTypeOf<
    [string, number, ...unknown[]]
  >();
});

test("alternatives, and all at once", () => {
  type Choice = FromSchema<{
    oneOf: readonly [
      { type: "string" },
      { type: "object"; properties: { a: { type: "number" } }; required: readonly ["a"] },
    ];
  }>;
  expectTypeOf<Choice>().toEqualTypeOf<string | { a: number }>();
  type Both = FromSchema<{
    type: "object";
    properties: { id: { type: "string" } };
    required: readonly ["id"];
    allOf: readonly [{ properties: { n: { type: "number" } } }, { required: readonly ["n"] }];
  }>;
  const both: Both = { id: "a", n: 1 };
  expectTypeOf(both.id).toEqualTypeOf<string>();
  expectTypeOf(both.n).toEqualTypeOf<number>();
  // @ts-expect-error: one of all is missing
  ({ id: "a" }) satisfies Both;
  type Event = FromSchema<{
    type: "object";
    properties: { at: { type: "integer" } };
    required: readonly ["at"];
    anyOf: readonly [
      { properties: { kind: { const: "made" }; by: { type: "string" } }; required: readonly ["kind", "by"] },
      { properties: { kind: { const: "gone" } }; required: readonly ["kind"] },
    ];
  }>;
  const event = null as unknown as Event;
  if (event.kind === "made") expectTypeOf(event.by).toEqualTypeOf<string>();
  // @ts-expect-error: only what was made has a maker
  if (event.kind === "gone") event.by;
  expectTypeOf<FromSchema<{ type: "string"; nullable: true }>>().toEqualTypeOf<string | null>();
});

test("references lead to their places", () => {
  const tree = jsonSchema({
    type: "object",
    required: ["value"],
    properties: {
      value: { $ref: "#/$defs/value" },
      children: { type: "array", items: { $ref: "#" } },
      first: { $ref: "#/properties/value" },
      old: { $ref: "#/definitions/old~1value" },
      anchored: { $ref: "#here" },
      embedded: { $ref: "https://example.com/embedded" },
      unknown: { $ref: "elsewhere" },
    },
    $defs: {
      value: { type: "integer" },
      here: { $anchor: "here", type: "boolean" },
      embedded: { $id: "https://example.com/embedded", const: 7 },
    },
    definitions: { "old/value": { type: "null" } },
  });
  type Tree = Infer<typeof tree>;
  expectTypeOf<Tree["value"]>().toEqualTypeOf<number>();
  expectTypeOf<NonNullable<Tree["first"]>>().toEqualTypeOf<number>();
  expectTypeOf<Tree["old"]>().toEqualTypeOf<null | undefined>();
  expectTypeOf<Tree["anchored"]>().toEqualTypeOf<boolean | undefined>();
  expectTypeOf<Tree["embedded"]>().toEqualTypeOf<7 | undefined>();
  expectTypeOf<Tree["unknown"]>().toBeUnknown();
  ({ value: 1, children: [{ value: 2, children: [{ value: 3 }] }] }) satisfies Tree;
  // @ts-expect-error: of another type, three levels down
  ({ value: 1, children: [{ value: 2, children: [{ value: "3" }] }] }) satisfies Tree;
});

test("references to other typed schemas have their types", () => {
  const address = jsonSchema({ type: "object", properties: { city: { type: "string" } }, required: ["city"] });
  const order = jsonSchema(
    { type: "object", properties: { to: { $ref: "address.json" } }, required: ["to"] },
    { references: [{ name: "address.json", schema: address }] },
  );
  expectTypeOf<Infer<typeof order>>().toEqualTypeOf<{ to: { city: string } }>();
});

test("a type may be given", () => {
  type Order = { readonly title: string; readonly at: Date };
  expectTypeOf(jsonSchema<Order>({ type: "object" })).toEqualTypeOf<TypedSchema<Order>>();
  expectTypeOf(jsonSchemaFrom<Order>("{}")).toEqualTypeOf<TypedSchema<Order>>();
  expectTypeOf(jsonSchemaFrom("{}")).toEqualTypeOf<TypedSchema<unknown>>();
});

test("schemas of libraries have their types with them", () => {
  type Standard = {
    readonly "~standard": {
      readonly version: 1;
      readonly jsonSchema: { readonly input: (options: { readonly target: string }) => Record<string, unknown> };
      readonly types?: { readonly input: { a?: number }; readonly output: { a: number } } | undefined;
    };
  };
  expectTypeOf(jsonSchema(null as unknown as Standard)).toEqualTypeOf<TypedSchema<{ a?: number }>>();
  type Static = { readonly type: "object"; readonly static: { b: Date }; readonly params: unknown[] };
  expectTypeOf(jsonSchema(null as unknown as Static)).toEqualTypeOf<TypedSchema<{ b: Date }>>();
});

test("what is no schema does not compile", () => {
  // @ts-expect-error: a type that does not exist
  jsonSchema({ type: "strin" });
  // @ts-expect-error: a type that does not exist, further down
  jsonSchema({ type: "object", properties: { a: { type: "int" } } });
  // @ts-expect-error: a text has no literal: jsonSchemaFrom takes it
  jsonSchema('{"type":"string"}');
  const widened = { type: "object" };
  // @ts-expect-error: the type of a type is not known: jsonSchemaFrom takes it
  jsonSchema(widened);
  // @ts-expect-error: an option that does not exist
  jsonSchema({ type: "object" }, { validation: false });
  // @ts-expect-error: a draft that does not exist
  jsonSchema({ type: "object" }, { draft: "draft-03" });
  expectTypeOf(jsonSchemaFormat()).toEqualTypeOf<SchemaFormat>();
});
