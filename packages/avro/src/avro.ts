import { UsageError } from "@magicbyte/registry/serde";
import type { AvroOptions } from "./avro-options.js";
import type { AvroSchema } from "./avro-schema.js";
import { createAvroSchema } from "./create-avro-schema.js";
import type { Checked } from "./infer/check.js";
import type { ItemsOf, ReferencedNames, SchemaOfLiteral } from "./infer/infer.js";
import type { NoMembers, SchemaLiteral } from "./infer/literal.js";
import type { DefinitionsIn } from "./infer/scan.js";

/** An option that does not exist is a misspelling. */
type NoOthers<Options> = { readonly [Name in Exclude<keyof Options, keyof AvroOptions>]: never };

/**
 * A typed schema from a literal: `const Order = avro({ type: "record", name: "Order", fields: [...] })`. The types of
 * its values come from the literal, without code generation and without `as const`; of a schema whose type is not
 * literal (JSON that was imported, a text) they are `unknown`: give them with {@link avroFrom}.
 *
 * The schema is parsed now and compiled when it is first used.
 *
 * @throws UsageError when the schema is none, when references contradict each other, or, on first use, when a default
 * does not fit its field
 */
export function avro<const S extends SchemaLiteral, const O extends AvroOptions = NoMembers>(
  schema: Checked<S, ItemsOf<S, O>, DefinitionsIn<ItemsOf<S, O>> & ReferencedNames<O>>,
  options?: O & NoOthers<O>,
): SchemaOfLiteral<S, O>;
// The types above are for callers: inside of them the compiler would have to compare what it cannot know yet.
export function avro(schema: unknown, options: AvroOptions = {}): AvroSchema<unknown> {
  return createAvroSchema(textOf(schema), options);
}

/**
 * A typed schema from a text, or from JSON that was parsed already, whose types you give: generated ones, mostly. A text
 * is registered as it is, character by character.
 *
 * @throws UsageError as {@link avro} does
 */
export function avroFrom<T, In = T>(schema: string | object, options: AvroOptions = {}): AvroSchema<T, In> {
  return createAvroSchema(textOf(schema), options);
}

function textOf(schema: unknown): string {
  if (typeof schema === "string" && /^\s*[["{]/.test(schema)) return schema;
  const text: unknown = JSON.stringify(schema);
  if (typeof text === "string") return text;
  throw new UsageError("the schema must be an object, an array, the name of a type, or a text of JSON");
}
