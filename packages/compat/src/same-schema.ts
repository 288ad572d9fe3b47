import { formatOf, type SchemaType } from "./format.js";
import type { References } from "./options.js";

/** A schema's text, with what it references. */
export type ReferencingSchema = { readonly schema: string; readonly references?: References | undefined };

/**
 * Whether the registry takes two schemas for the same when it looks one up, although their texts differ. For Avro their
 * structure counts, docs, aliases and defaults included, so that a text with its references inlined is the same as the
 * one that names them. For JSON Schema and Protobuf it is the canonical text; whether they reference the same is not
 * asked here.
 *
 * @throws SchemaError when one of the texts cannot be parsed
 */
export function sameSchema(type: SchemaType, one: ReferencingSchema, other: ReferencingSchema): boolean {
  return formatOf(type).equal(one.schema, other.schema, [one.references ?? {}, other.references ?? {}]);
}
