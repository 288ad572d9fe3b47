import type { SchemaLiteral } from "./literal.js";
import type { Mistakes, UnknownNames } from "./scan.js";

/**
 * What a literal must be: itself, if it is right. If a name in it stands for nothing, that name's place is of a type that
 * says so, and there the compiler puts its error.
 */
export type Checked<S, Items, Known> = [Mistakes<Items>] extends [never]
  ? [UnknownNames<Items, Known>] extends [never]
    ? S
    : Explained<S, UnknownNames<Items, Known>>
  : { readonly [Words in Mistakes<Items> as `Avro schema: ${Words}`]: never };

// While the literal is not known the compiler tries what it might be, which is as deep as it likes.
type Explained<S, Wrong extends string> = [SchemaLiteral] extends [S]
  ? S
  : S extends string
    ? S extends Wrong
      ? Explanation<S>
      : S
    : S extends readonly unknown[]
      ? number extends S["length"]
        ? S
        : { readonly [I in keyof S]: Explained<S[I], Wrong> }
      : { readonly [K in keyof S]: K extends "type" | "items" | "values" | "fields" ? Explained<S[K], Wrong> : S[K] };

type Explanation<S extends string> = S extends "array" | "map" | "record" | "enum" | "fixed"
  ? `write { type: { type: "${S}", ... } }: a type with parts is an object`
  : `"${S}" is neither an Avro type nor a name that is defined here or in the references`;
