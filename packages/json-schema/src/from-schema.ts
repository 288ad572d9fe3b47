import type { RefTarget } from "./ref-target.js";

/** What a schema's references may lead to: the schema itself, and those known by name, with their types. */
export type Scope = { readonly root: unknown; readonly named: unknown };

/**
 * The type of the values of a JSON Schema, as its literal says it. `Named` has the types of what `$ref` may name
 * outside of the schema. What a type cannot say (lengths, patterns, `not`) is left to validation.
 *
 * - Properties that are not declared are excess, unless `additionalProperties` or `patternProperties` is written;
 *   positions behind those of a tuple likewise.
 * - A property is optional unless `required` has it, even with a `default`: nobody fills it in.
 */
export type FromSchema<S, Named = unknown> = ValueOf<S, { readonly root: S; readonly named: Named }>;

// Unions, intersections and mapped types stand inside of conditional types, and not alone under a name: editors would
// show the name with its arguments instead of the type.
type ValueOf<S, C extends Scope> = S extends boolean
  ? S extends true
    ? unknown
    : never
  : S extends { readonly const: infer Value }
    ? Value
    : S extends { readonly enum: readonly (infer Value)[] }
      ? Value
      : S extends Combining
        ? // All that stands side by side holds at once.
          TypedValue<S, C> &
            (S extends { readonly $ref: infer Ref extends string } ? RefValue<Ref, C> : unknown) &
            (S extends { readonly $recursiveRef: infer Ref extends string } ? RefValue<Ref, C> : unknown) &
            (S extends { readonly allOf: infer All extends readonly unknown[] } ? AllOf<All, C> : unknown) &
            (S extends { readonly anyOf: readonly (infer Any)[] } ? ValueOf<Any, C> : unknown) &
            (S extends { readonly oneOf: readonly (infer One)[] } ? ValueOf<One, C> : unknown)
        : TypedValue<S, C>;

type Combining =
  | { readonly $ref: string }
  | { readonly $recursiveRef: string }
  | { readonly allOf: readonly unknown[] }
  | { readonly anyOf: readonly unknown[] }
  | { readonly oneOf: readonly unknown[] };

type AllOf<All extends readonly unknown[], C extends Scope> = All extends readonly [infer First, ...infer Rest]
  ? ValueOf<First, C> & AllOf<Rest, C>
  : unknown;

/** A name from outside has its type; all else leads to a place in the schema, or to where nobody knows. */
type RefValue<Ref extends string, C extends Scope> = Ref extends keyof C["named"]
  ? C["named"][Ref]
  : ValueOf<RefTarget<C["root"], Ref>, C>;

type TypedValue<S, C extends Scope> = S extends { readonly type: infer Type }
  ? S extends { readonly nullable: true }
    ? OfType<OneOrMore<Type>, S, C> | null
    : OneOrMore<Type> extends infer One
      ? OfType<One, S, C>
      : never
  : S extends ObjectKeywords
    ? ObjectValue<S, C>
    : S extends { readonly items: unknown } | { readonly prefixItems: unknown }
      ? ArrayValue<S, C>
      : unknown;

type OneOrMore<Type> = Type extends readonly (infer One)[] ? One : Type;

type ObjectKeywords =
  | { readonly properties: unknown }
  | { readonly required: unknown }
  | { readonly additionalProperties: unknown }
  | { readonly patternProperties: unknown };

type OfType<Type, S, C extends Scope> = Type extends "string"
  ? string
  : Type extends "number" | "integer"
    ? number
    : Type extends "boolean"
      ? boolean
      : Type extends "null"
        ? null
        : Type extends "array"
          ? ArrayValue<S, C>
          : Type extends "object"
            ? S extends ObjectKeywords
              ? ObjectValue<S, C>
              : S extends Combining
                ? unknown
                : { [name: string]: unknown }
            : unknown;

type ObjectValue<S, C extends Scope> = OpenObject<
  Declared<
    S extends { readonly properties: infer Properties } ? Properties : unknown,
    S extends { readonly required: readonly (infer Name)[] } ? Name : never,
    C
  >,
  S,
  C
>;

type Declared<Properties, Required, C extends Scope> = {
  -readonly [Name in keyof Properties as Name extends Required ? Name : never]-?: ValueOf<Properties[Name], C>;
} & {
  -readonly [Name in keyof Properties as Name extends Required ? never : Name]?: ValueOf<Properties[Name], C>;
} & { [Name in Exclude<Required, keyof Properties> & string]: Anything } extends infer All
  ? { [Name in keyof All]: All[Name] }
  : never;

/** All but undefined, so that what is optional in one part of a schema and required in another is there. */
type Anything = NonNullable<unknown> | null;

type OpenObject<Known, S, C extends Scope> = S extends { readonly patternProperties: infer Patterns }
  ? WithOthers<Known, ValueOf<Patterns[keyof Patterns], C> | Others<S, C>>
  : S extends { readonly additionalProperties: false }
    ? Closed<Known>
    : S extends { readonly additionalProperties: unknown }
      ? WithOthers<Known, Others<S, C>>
      : Known;

type Others<S, C extends Scope> = S extends { readonly additionalProperties: infer Other } ? ValueOf<Other, C> : never;

/** An index signature must allow what the declared properties are. */
type WithOthers<Known, Other> = keyof Known extends never
  ? { [name: string]: Other }
  : Known & { [name: string]: Other | Known[keyof Known] };

type Closed<Known> = keyof Known extends never ? { [name: string]: never } : Known;

type ArrayValue<S, C extends Scope> = S extends { readonly prefixItems: infer Prefix extends readonly unknown[] }
  ? Tuple<Prefix, S, S extends { readonly items: infer Rest } ? Rest : false, C>
  : S extends { readonly items: infer Items }
    ? Items extends readonly unknown[]
      ? Tuple<Items, S, S extends { readonly additionalItems: infer Rest } ? Rest : false, C>
      : ValueOf<Items, C>[]
    : unknown[];

/** Positions are optional from `minItems` on, since an array may end there. */
type Tuple<Prefix extends readonly unknown[], S, Rest, C extends Scope> = [
  ...Positions<Prefix, S extends { readonly minItems: infer Min } ? Min : 0, C>,
  ...(Rest extends false ? [] : ValueOf<Rest, C>[]),
];

type Positions<Prefix extends readonly unknown[], Min, C extends Scope, Done extends unknown[] = []> =
  // `minItems` is reached at once, or not before the end: then every position is there.
  Done["length"] extends Min
    ? [...Done, ...{ -readonly [Index in keyof Prefix]?: ValueOf<Prefix[Index], C> }]
    : Prefix extends readonly [infer First, ...infer Rest]
      ? Positions<Rest, Min, C, [...Done, ValueOf<First, C>]>
      : Done;
