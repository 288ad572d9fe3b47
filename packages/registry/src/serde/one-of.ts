import { UsageError } from "../errors/usage-error.js";
import type { AnyTypedSchema, TypedSchema } from "./typed-schema.js";

/** Named schemas that share a topic. */
export type Variants = { readonly [type: string]: AnyTypedSchema };

/** Several kinds of message on one topic. Its values are `{ type, value }`, both ways. */
export type OneOf<V extends Variants = Variants> = { readonly variants: V };

/** A single schema, or several that share a topic. */
export type MessageSchema = AnyTypedSchema | OneOf;

/** What reading a schema gives. */
export type OutputOf<S extends MessageSchema> =
  S extends OneOf<infer V>
    ? { [T in keyof V & string]: { readonly type: T; readonly value: OutputOf<V[T]> } }[keyof V & string]
    : S extends TypedSchema<infer Out, never>
      ? Out
      : never;

/** What writing a schema takes. */
export type InputOf<S extends MessageSchema> =
  S extends OneOf<infer V>
    ? { [T in keyof V & string]: { readonly type: T; readonly value: InputOf<V[T]> } }[keyof V & string]
    : S extends TypedSchema<unknown, infer In>
      ? In
      : never;

/**
 * Several kinds of message on one topic, told apart by the record name of the schema they were written with:
 * `oneOf({ created: Created, deleted: Deleted })` reads and writes `{ type: "created", value }`. Each kind has a
 * subject of its own, by `topicRecordName` unless another strategy is given.
 *
 * @throws UsageError when a schema has no record name, or two have the same
 */
export function oneOf<const V extends Variants>(variants: V): OneOf<V> {
  const types = new Map<string, string>();
  for (const [type, { recordName }] of Object.entries(variants)) {
    if (recordName === undefined) {
      throw new UsageError(
        `oneOf: the schema of "${type}" has no record name, so that its messages could not be told from others`,
      );
    }
    const other = types.get(recordName);
    if (other !== undefined)
      throw new UsageError(
        `oneOf: "${other}" and "${type}" are both ${recordName}, so that their messages could not be told apart`,
      );
    types.set(recordName, type);
  }
  if (types.size === 0) throw new UsageError("oneOf: name at least one schema");
  return { variants };
}

/** Whether a schema is one of several. */
export function isOneOf(schema: MessageSchema): schema is OneOf {
  return "variants" in schema;
}
