import type { InputOf, MessageSchema, OutputOf } from "@magicbyte/registry/serde";
import type { AvroInternals, AvroSchema } from "../avro-schema.js";
import type { BucketOf, Context, ValueOf } from "./infer-schema.js";
import type { NoMembers } from "./literal.js";
import type { Shape } from "./logical.js";
import type { Definition, DefinitionsIn, Scan } from "./scan.js";

/** What reading a schema gives: `type Order = Infer<typeof Order>`. */
export type Infer<S extends MessageSchema> = OutputOf<S>;

/** What writing a schema takes: like {@link Infer}, but fields that have a default may be left out. */
export type InferInput<S extends MessageSchema> = InputOf<S>;

/** The option `name`, or what stands for it where it is not given. */
type Option<Options, Name extends string, Default> = Options extends { readonly [N in Name]: infer Value }
  ? Value extends undefined
    ? Default
    : Value
  : Default;

/** Whether longs are represented by their path. */
type PathsMatter<Options> = Option<Options, "long", "number"> extends string ? false : true;

/** All definitions, uses and mistakes of a literal. */
export type ItemsOf<S, Options> = Scan<S, PathsMatter<Options>>;

type UnionToIntersection<U> = (U extends unknown ? (member: U) => void : never) extends (member: infer I) => void
  ? I
  : never;

/** The named types of one reference. */
type NamesOfReference<Reference> = Reference extends { readonly "~avro": AvroInternals<infer Names> }
  ? Names
  : Reference extends { readonly schema: infer Schema }
    ? NamesOfReference<Schema> &
        (Reference extends { readonly name: infer Name extends string }
          ? Schema extends AvroSchema<infer Out, infer In, unknown>
            ? { readonly [N in Name]: Shape<Out, In, "object"> }
            : unknown
          : unknown)
    : unknown;

/** The named types of all references. */
export type ReferencedNames<Options> =
  Option<Options, "references", readonly []> extends infer References extends readonly unknown[]
    ? References extends readonly []
      ? NoMembers
      : UnionToIntersection<{ [I in keyof References]: NamesOfReference<References[I]> }[number]>
    : NoMembers;

/** What there is to know about a literal besides itself. */
type ContextOf<Items, Options, References> = {
  readonly definitions: DefinitionsIn<Items>;
  readonly references: References;
  readonly long: Option<Options, "long", "number">;
  readonly logicalTypes: Option<Options, "logicalTypes", NoMembers>;
  readonly paths: PathsMatter<Options>;
};

/** The typed schema of a literal. A condition puts it off until the literal is known. */
export type SchemaOfLiteral<S, Options> = [S] extends [infer Literal]
  ? TypedIn<Literal, ContextOf<ItemsOf<Literal, Options>, Options, ReferencedNames<Options>>>
  : never;

type TypedIn<S, C extends Context> = AvroSchema<
  ValueOf<S, C, "out", "", "">,
  ValueOf<S, C, "in", "", "">,
  NamesOfLiteral<C>
>;

/** The named types that a literal defines, and those of its references. */
type NamesOfLiteral<C extends Context> = {
  readonly [N in keyof C["definitions"]]: ShapeOfDefinition<C["definitions"][N], C>;
} & C["references"];

type ShapeOfDefinition<Found, C extends Context> = Found extends Definition
  ? Shape<
      ValueOf<Found["schema"], C, "out", Found["namespace"], Found["path"]>,
      ValueOf<Found["schema"], C, "in", Found["namespace"], Found["path"]>,
      BucketOf<Found["schema"], C, Found["namespace"], Found["path"]>
    >
  : never;
