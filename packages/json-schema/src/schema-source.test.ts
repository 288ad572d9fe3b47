import type { TypedSchema } from "@magicbyte/registry/serde";
import { type Static, Type } from "@sinclair/typebox";
import { describe, expect, expectTypeOf, it } from "vitest";
import { z } from "zod";
import { errorOf, issuesOf, read, write } from "../test/codec.js";
import { jsonSchema, jsonSchemaFrom } from "./json-schema.js";

describe("Zod", () => {
  const User = z
    .object({ id: z.uuid(), age: z.int().default(18), tags: z.array(z.string()).optional() })
    .meta({ title: "User" });
  const id = "0195e3a0-7a4b-7c1d-8e2f-1234567890ab";

  it("schemas are taken as they are, by what goes into them", () => {
    const user = jsonSchema(User);
    expectTypeOf(user).toEqualTypeOf<TypedSchema<z.input<typeof User>>>();
    expect(JSON.parse(user.schema)).toMatchObject({
      $schema: "http://json-schema.org/draft-07/schema#",
      type: "object",
      required: ["id"],
    });
    expect(user.recordName).toBe("User");
    // Nobody fills in the default.
    expect(read(user, write(user, { id }))).toEqual({ id });
    expect(issuesOf(() => write(user, { id, age: 1.5 }))).toEqual(["age: integer, number"]);
  });

  it("schemas are asked for the draft that is wanted", () => {
    expect(JSON.parse(jsonSchema(User, { draft: "2020-12" }).schema)).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
    });
  });

  it("what toJSONSchema gives is JSON Schema already", () => {
    const converted = z.toJSONSchema(User);
    expectTypeOf(jsonSchema(converted)).toEqualTypeOf<TypedSchema<z.input<typeof User>>>();
    expect(JSON.parse(jsonSchema(converted).schema)).toEqual(JSON.parse(JSON.stringify(converted)));
  });

  it("schemas that have no JSON Schema are an error that says why", () => {
    expect(errorOf(() => jsonSchema(z.object({ at: z.date() })))).toMatchObject({
      name: "UsageError",
      message: "the schema cannot be said in JSON Schema: Date cannot be represented in JSON Schema",
    });
  });
});

describe("TypeBox", () => {
  it("schemas are JSON Schema", () => {
    const Line = Type.Object({ sku: Type.String({ minLength: 1 }), quantity: Type.Optional(Type.Integer()) });
    const Order = Type.Object(
      { lines: Type.Array(Line), kind: Type.Union([Type.Literal("a"), Type.Null()]) },
      { title: "Order" },
    );
    const order = jsonSchema(Order);
    expectTypeOf(order).toEqualTypeOf<TypedSchema<Static<typeof Order>>>();
    expect(order.recordName).toBe("Order");
    expect(JSON.parse(order.schema)).toEqual(JSON.parse(JSON.stringify(Order)));
    const value = { lines: [{ sku: "A-1", quantity: 1 }, { sku: "A-2" }], kind: null };
    expect(read(order, write(order, value))).toEqual(value);
    expect(issuesOf(() => write(order, { lines: [{ sku: "" }], kind: null }))).toEqual([
      "lines[0].sku: at least 1 characters, string(0)",
    ]);
  });
});

describe("other libraries", () => {
  it("must have JSON Schema with them", () => {
    const schema = { "~standard": { version: 1, vendor: "other", validate: () => ({ value: 1 }) } };
    expect(errorOf(() => jsonSchemaFrom(schema)).message).toMatch(/has no JSON Schema with it: convert it/);
  });

  it.each([[undefined], [() => 1], [Symbol("a")], [null], [5]])("and what is no schema is an error: %s", (schema) => {
    expect(errorOf(() => jsonSchemaFrom(schema as never)).name).toBe("UsageError");
  });
});
