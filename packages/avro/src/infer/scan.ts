import type { FieldPath, FullName, NamespaceIn, PrimitiveName, SchemaLiteral } from "./literal.js";

/** A definition: what has a name, with what it takes to understand it. */
export type Definition = {
  readonly name: string;
  readonly schema: unknown;
  readonly namespace: string;
  readonly path: string;
};

type Define<S extends { readonly name: string }, Namespace extends string, Path extends string> = {
  readonly name: FullName<S, Namespace>;
  readonly schema: S;
  readonly namespace: Namespace;
  readonly path: Path;
};

/** The use of a name. */
type Use<Name extends string, Namespace extends string> = { readonly use: Name; readonly in: Namespace };

/** Something that is wrong with the shape of a schema. */
type Wrong<Words extends string> = { readonly wrong: Words };

/** All definitions, uses and mistakes of a schema, in one pass. */
export type Scan<S, Paths extends boolean, Namespace extends string = "", Path extends string = ""> = S extends string
  ? string extends S
    ? never
    : S extends PrimitiveName
      ? never
      : Use<S, Namespace>
  : S extends readonly unknown[]
    ? number extends S["length"]
      ? never
      : { [I in keyof S]: Scan<S[I], Paths, Namespace, Path> }[number]
    : S extends { readonly type: infer Type }
      ? // While the literal is not known the compiler tries what it might be: any schema, whose type is any schema...
        [SchemaLiteral] extends [Type]
        ? never
        : Type extends string
          ? ScanObject<S, Type, Paths, Namespace, Path>
          : Scan<Type, Paths, Namespace, Path>
      : S extends null
        ? Wrong<'the type is "null", in quotes'>
        : Wrong<"a schema that is an object needs a type">;

type ScanObject<
  S,
  Type extends string,
  Paths extends boolean,
  Namespace extends string,
  Path extends string,
> = string extends Type
  ? never
  : Type extends "record" | "error"
    ? S extends { readonly name: string; readonly fields: infer Fields extends readonly unknown[] }
      ? Define<S, Namespace, Path> | ScanFields<Fields, Paths, NamespaceIn<S, Namespace>, Path>
      : Wrong<"a record needs a name and fields">
    : Type extends "array"
      ? S extends { readonly items: infer Items }
        ? Scan<Items, Paths, Namespace, Path>
        : Wrong<"an array needs items">
      : Type extends "map"
        ? S extends { readonly values: infer Values }
          ? Scan<Values, Paths, Namespace, Path>
          : Wrong<"a map needs values">
        : Type extends "enum"
          ? S extends { readonly name: string; readonly symbols: readonly string[] }
            ? Define<S, Namespace, Path>
            : Wrong<"an enum needs a name and symbols">
          : Type extends "fixed"
            ? S extends { readonly name: string; readonly size: number }
              ? Define<S, Namespace, Path>
              : Wrong<"a fixed needs a name and a size">
            : Scan<Type, Paths, Namespace, Path>;

type ScanFields<
  Fields extends readonly unknown[],
  Paths extends boolean,
  Namespace extends string,
  Path extends string,
> = {
  [I in keyof Fields]: Fields[I] extends { readonly name: infer Name extends string; readonly type: infer Type }
    ? Scan<Type, Paths, Namespace, FieldPath<Paths, Path, Name>>
    : Wrong<"a field needs a name and a type">;
}[number];

/** The definitions of a schema by full name. */
export type DefinitionsIn<Items> = {
  readonly [D in Items as D extends Definition ? D["name"] : never]: D;
};

/** The names that are used and stand for nothing. */
export type UnknownNames<Items, Known> =
  Items extends Use<infer Name, infer Namespace>
    ? Name extends keyof Known
      ? never
      : `${Namespace}.${Name}` extends keyof Known
        ? never
        : Name
    : never;

/** What is wrong with the shape. */
export type Mistakes<Items> = Items extends Wrong<infer Words> ? Words : never;
