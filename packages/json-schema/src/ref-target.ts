/** The place in a schema that a `$ref` leads to; `true`, which any value fits, where it is not in there. */
export type RefTarget<Root, Ref extends string> = Ref extends "#" | ""
  ? Root
  : Ref extends `#/${infer Path}`
    ? AtPath<Root, Path>
    : Ref extends `#${string}`
      ? Anchored<Definitions<Root>, Ref>
      : Ref extends `${infer Id}#${infer Fragment}`
        ? RefTarget<WithId<Root, Id>, `#${Fragment}`>
        : WithId<Root, Ref>;

type AtPath<Place, Path extends string> = Path extends `${infer Step}/${infer Rest}`
  ? AtPath<AtStep<Place, Step>, Rest>
  : AtStep<Place, Path>;

type AtStep<Place, Step extends string> = Place extends { readonly [Name in Unescaped<Step>]: infer Found }
  ? Found
  : true;

type Unescaped<Step extends string> = Step extends `${infer Head}~1${infer Tail}`
  ? `${Unescaped<Head>}/${Unescaped<Tail>}`
  : Step extends `${infer Head}~0${infer Tail}`
    ? `${Unescaped<Head>}~${Unescaped<Tail>}`
    : Step;

type Definitions<Root> =
  | (Root extends { readonly $defs: infer Defs } ? Defs[keyof Defs] : never)
  | (Root extends { readonly definitions: infer Defs } ? Defs[keyof Defs] : never);

/** `$anchor` since 2019-09, `$dynamicAnchor` since 2020-12, and `$id` (or `id`) with a fragment before. */
type Anchored<Place, Ref extends string> = OrAny<
  Place extends
    | { readonly $id: Ref }
    | { readonly id: Ref }
    | { readonly $anchor: WithoutHash<Ref> }
    | { readonly $dynamicAnchor: WithoutHash<Ref> }
    ? Place
    : never
>;

type WithoutHash<Ref extends string> = Ref extends `#${infer Name}` ? Name : never;

type WithId<Root, Id> = Root extends { readonly $id: Id } | { readonly id: Id }
  ? Root
  : OrAny<Definitions<Root> extends infer Place ? (Place extends { readonly $id: Id } ? Place : never) : never>;

type OrAny<Found> = [Found] extends [never] ? true : Found;
