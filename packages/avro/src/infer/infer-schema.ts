import type { FieldPath, NamespaceIn, PrimitiveName, Qualified, SchemaLiteral } from "./literal.js";
import type { LogicalShape, Shape } from "./logical.js";
import type { Definition } from "./scan.js";

/** What reading gives, or what writing takes. */
type Direction = "out" | "in";

/** All that decides about types besides the schema. Its parts have no bounds: checking them would take the compiler long. */
export type Context = {
  /** Definitions of the schema's own, by full name. */
  readonly definitions: unknown;
  /** Shapes of what the references bring, by full name. */
  readonly references: unknown;
  readonly long: unknown;
  readonly logicalTypes: unknown;
  /** Whether the way longs are represented depends on their path. */
  readonly paths: boolean;
};

type PrimitiveShapes = {
  readonly null: Shape<null, null, "null">;
  readonly boolean: Shape<boolean, boolean, "boolean">;
  readonly int: Shape<number, number, "number">;
  readonly float: Shape<number, number, "number">;
  readonly double: Shape<number, number, "number">;
  readonly string: Shape<string, string, "string">;
  readonly bytes: Shape<Buffer, Uint8Array, "bytes">;
};

type BigintShape = Shape<bigint, bigint, "bigint">;
type NumberShape = Shape<number, number, "number">;

type LongShape<Long, Path extends string> = Long extends "bigint"
  ? BigintShape
  : Path extends keyof Long
    ? Long[Path] extends "bigint"
      ? BigintShape
      : NumberShape
    : NumberShape;

/** The type of values of a schema. */
export type ValueOf<
  S,
  C extends Context,
  D extends Direction,
  Namespace extends string,
  Path extends string,
> = S extends string
  ? NamedValue<S, C, D, Namespace, Path>
  : S extends readonly unknown[]
    ? number extends S["length"]
      ? unknown
      : UnionValue<S, C, D, Namespace, Path>
    : S extends { readonly type: infer Type }
      ? [SchemaLiteral] extends [Type]
        ? unknown
        : Type extends string
          ? ObjectValue<S, Type, C, D, Namespace, Path>
          : ValueOf<Type, C, D, Namespace, Path>
      : unknown;

type NamedValue<
  S extends string,
  C extends Context,
  D extends Direction,
  Namespace extends string,
  Path extends string,
> = string extends S
  ? unknown
  : S extends "long"
    ? LongShape<C["long"], Path>[D]
    : S extends keyof PrimitiveShapes
      ? PrimitiveShapes[S][D]
      : ReferredValue<Referred<S, C, Namespace>, C, D>;

/** What a name stands for: it is looked up in its namespace first, then in none. */
type Referred<S extends string, C extends Context, Namespace extends string> =
  Qualified<S, Namespace> extends infer Full
    ? Full extends keyof C["definitions"]
      ? C["definitions"][Full]
      : Full extends keyof C["references"]
        ? C["references"][Full]
        : S extends keyof C["definitions"]
          ? C["definitions"][S]
          : S extends keyof C["references"]
            ? C["references"][S]
            : never
    : never;

type ReferredValue<Found, C extends Context, D extends Direction> = [Found] extends [never]
  ? unknown
  : Found extends Definition
    ? ValueOf<Found["schema"], C, D, Found["namespace"], Found["path"]>
    : Found extends { readonly [K in D]: infer Value }
      ? Value
      : unknown;

type ObjectValue<
  S,
  Type extends string,
  C extends Context,
  D extends Direction,
  Namespace extends string,
  Path extends string,
> = string extends Type
  ? unknown
  : Type extends "record" | "error"
    ? S extends { readonly fields: infer Fields extends readonly unknown[] }
      ? RecordValue<Fields, C, D, NamespaceIn<S, Namespace>, Path>
      : unknown
    : Type extends "array"
      ? S extends { readonly items: infer Items }
        ? D extends "in"
          ? readonly ValueOf<Items, C, D, Namespace, Path>[]
          : ValueOf<Items, C, D, Namespace, Path>[]
        : unknown
      : Type extends "map"
        ? S extends { readonly values: infer Values }
          ? D extends "in"
            ? { readonly [key: string]: ValueOf<Values, C, D, Namespace, Path> }
            : { [key: string]: ValueOf<Values, C, D, Namespace, Path> }
          : unknown
        : Type extends "enum"
          ? S extends { readonly symbols: readonly (infer Symbols)[] }
            ? Symbols
            : unknown
          : LeafValue<LeafShape<S, Type, C, Path>, Type, C, D, Namespace, Path>;

type LeafValue<
  Leaf,
  Type extends string,
  C extends Context,
  D extends Direction,
  Namespace extends string,
  Path extends string,
> = [Leaf] extends [never]
  ? NamedValue<Type, C, D, Namespace, Path>
  : Leaf extends { readonly [K in D]: infer Value }
    ? Value
    : unknown;

/** What a logical type makes of a primitive or a fixed; never where there is none, or it is off. */
type LeafShape<S, Type extends string, C extends Context, Path extends string> = S extends {
  readonly logicalType: infer Name;
}
  ? OrPlain<LogicalShape<Type, Name, C["logicalTypes"]>, Type, C, Path>
  : PlainShape<Type, C, Path>;

type OrPlain<Logical, Type extends string, C extends Context, Path extends string> = [Logical] extends [never]
  ? PlainShape<Type, C, Path>
  : Logical;

type PlainShape<Type extends string, C extends Context, Path extends string> = Type extends "fixed"
  ? PrimitiveShapes["bytes"]
  : Type extends "long"
    ? LongShape<C["long"], Path>
    : never;

type FieldIndex<Fields> = Exclude<keyof Fields, keyof (readonly unknown[])>;

type NameOf<Field> = Field extends { readonly name: infer Name extends string } ? Name : never;

type FieldValue<
  Field,
  C extends Context,
  D extends Direction,
  Namespace extends string,
  Path extends string,
> = Field extends {
  readonly name: infer Name extends string;
  readonly type: infer Type;
}
  ? ValueOf<Type, C, D, Namespace, FieldPath<C["paths"], Path, Name>>
  : unknown;

type RecordValue<
  Fields extends readonly unknown[],
  C extends Context,
  D extends Direction,
  Namespace extends string,
  Path extends string,
> = number extends Fields["length"]
  ? unknown
  : D extends "out"
    ? {
        [I in FieldIndex<Fields> as NameOf<Fields[I]>]: FieldValue<Fields[I], C, D, Namespace, Path>;
      }
    : true extends HasDefault<Fields[number]>
      ? Flat<
          {
            readonly [I in FieldIndex<Fields> as HasDefault<Fields[I]> extends true
              ? never
              : NameOf<Fields[I]>]: FieldValue<Fields[I], C, D, Namespace, Path>;
          } & {
            readonly [I in FieldIndex<Fields> as HasDefault<Fields[I]> extends true ? NameOf<Fields[I]> : never]?:
              | FieldValue<Fields[I], C, D, Namespace, Path>
              | undefined;
          }
        >
      : {
          readonly [I in FieldIndex<Fields> as NameOf<Fields[I]>]: FieldValue<Fields[I], C, D, Namespace, Path>;
        };

type HasDefault<Field> = Field extends { readonly default: unknown } ? true : false;

type Flat<T> = { [K in keyof T]: T[K] };

type UnionValue<
  S extends readonly unknown[],
  C extends Context,
  D extends Direction,
  Namespace extends string,
  Path extends string,
> =
  IsAmbiguous<S, C, Namespace, Path> extends true
    ? { [I in keyof S]: Tagged<S[I], C, D, Namespace, Path> }[number]
    : { [I in keyof S]: ValueOf<S[I], C, D, Namespace, Path> }[number];

type Tagged<S, C extends Context, D extends Direction, Namespace extends string, Path extends string> = S extends "null"
  ? null
  : D extends "in"
    ? { readonly [Name in BranchName<S, C, Namespace>]: ValueOf<S, C, D, Namespace, Path> }
    : { [Name in BranchName<S, C, Namespace>]: ValueOf<S, C, D, Namespace, Path> };

/** What a union calls a branch. */
type BranchName<S, C extends Context, Namespace extends string> = S extends string
  ? S extends PrimitiveName
    ? S
    : Qualified<S, Namespace> extends keyof C["definitions"] | keyof C["references"]
      ? Qualified<S, Namespace>
      : S
  : S extends { readonly name: infer Name extends string; readonly type: "record" | "error" | "enum" | "fixed" }
    ? Qualified<Name, NamespaceIn<S, Namespace>>
    : S extends { readonly type: infer Type }
      ? BranchNameOfType<Type, C, Namespace>
      : never;

type BranchNameOfType<Type, C extends Context, Namespace extends string> = Type extends "array" | "map"
  ? Type
  : BranchName<Type, C, Namespace>;

/** Whether two branches besides null look alike to JavaScript, or one is a user's own and not alone. */
type IsAmbiguous<
  S,
  C extends Context,
  Namespace extends string,
  Path extends string,
  Seen = never,
> = S extends readonly [infer Head, ...infer Tail]
  ? Head extends "null"
    ? IsAmbiguous<Tail, C, Namespace, Path, Seen>
    : Collides<BucketOf<Head, C, Namespace, Path>, Seen> extends true
      ? true
      : IsAmbiguous<Tail, C, Namespace, Path, Seen | BucketOf<Head, C, Namespace, Path>>
  : false;

type Collides<Bucket, Seen> = [Seen] extends [never]
  ? false
  : [Extract<Bucket, Seen> | Extract<Bucket | Seen, "custom">] extends [never]
    ? false
    : true;

/** What JavaScript can tell about the values of a schema. */
export type BucketOf<S, C extends Context, Namespace extends string, Path extends string> = S extends string
  ? S extends "long"
    ? LongShape<C["long"], Path>["bucket"]
    : S extends keyof PrimitiveShapes
      ? PrimitiveShapes[S]["bucket"]
      : BucketOfReferred<Referred<S, C, Namespace>, C>
  : S extends { readonly type: infer Type }
    ? Type extends "record" | "error" | "map"
      ? "object"
      : Type extends "array"
        ? "array"
        : Type extends "enum"
          ? "string"
          : Type extends string
            ? BucketOfLeaf<LeafShape<S, Type, C, Path>, Type, C, Namespace, Path>
            : BucketOf<Type, C, Namespace, Path>
    : never;

type BucketOfLeaf<Leaf, Type extends string, C extends Context, Namespace extends string, Path extends string> = [
  Leaf,
] extends [never]
  ? BucketOf<Type, C, Namespace, Path>
  : Leaf extends { readonly bucket: infer Bucket }
    ? Bucket
    : never;

type BucketOfReferred<Found, C extends Context> = Found extends Definition
  ? BucketOf<Found["schema"], C, Found["namespace"], Found["path"]>
  : Found extends { readonly bucket: infer Bucket }
    ? Bucket
    : never;
