import type { TypedSchema } from "@magicbyte/registry/serde";
import type { Shape } from "./infer/logical.js";

/** Names that nobody knows when compiling: any may be there, and its values are unknown. */
export type OpenNames = { readonly [name: string]: Shape<unknown, unknown, unknown> };

/**
 * A typed schema in Avro. `Out` is what reading gives, `In` what writing takes; `Names` are the types that it defines, for
 * the schemas that reference it.
 */
export type AvroSchema<Out, In = Out, Names = OpenNames> = TypedSchema<Out, In> & {
  /** The full name of the record, enum or fixed that the schema is; undefined for what has no name. */
  readonly name: string | undefined;
  /** For schemas that reference this one; for nobody else. */
  readonly "~avro": AvroInternals<Names>;
};

/** What schemas know of those that they reference. */
export type AvroInternals<Names> = {
  /** The models of all named types, by full name, its own and those of its references. */
  readonly definitions: ReadonlyMap<string, unknown>;
  /** Only a type: there is no such member. */
  readonly names?: Names | undefined;
};

/** An Avro schema of whatever types. */
export type AnyAvroSchema = AvroSchema<unknown, never, unknown>;

/** Another schema whose types a schema uses by name. */
export type AvroReference =
  | AnyAvroSchema
  | {
      readonly schema: AnyAvroSchema;
      /** The name under which the registry has the reference. @default the full name of the schema's type, as in Java */
      readonly name?: string | undefined;
      /** The subject that it is registered under. @default the name */
      readonly subject?: string | undefined;
      /** The version to reference. @default it is registered first, or looked up, as the schema itself is */
      readonly version?: number | undefined;
    };
