/** A type of Avro that has neither a name nor parts. */
export type PrimitiveName = "null" | "boolean" | "int" | "long" | "float" | "double" | "string" | "bytes";

/** What may stand for a schema: a name, a union, an object with a `type`. It is what editors complete. */
export type SchemaLiteral =
  | PrimitiveName
  | (string & {})
  | readonly SchemaLiteral[]
  | { readonly type: SchemaLiteral | "record" | "enum" | "array" | "map" | "fixed" };

/** An object type without members of its own. */
export type NoMembers = Record<never, never>;

/** The namespace of a full name. */
type NamespaceOf<Name extends string> = Name extends `${infer Head}.${infer Tail}`
  ? Tail extends `${string}.${string}`
    ? `${Head}.${NamespaceOf<Tail>}`
    : Head
  : "";

/** A name inside a namespace; one with dots is full already. */
export type Qualified<Name extends string, Namespace extends string> = Name extends `${string}.${string}`
  ? Name
  : Namespace extends ""
    ? Name
    : `${Namespace}.${Name}`;

/** The namespace that a definition opens. */
export type NamespaceIn<S, Enclosing extends string> = S extends { readonly name: infer Name extends string }
  ? Name extends `${string}.${string}`
    ? NamespaceOf<Name>
    : S extends { readonly namespace: infer Own extends string }
      ? Own
      : Enclosing
  : Enclosing;

/** The full name of a definition. */
export type FullName<S extends { readonly name: string }, Enclosing extends string> = Qualified<
  S["name"],
  NamespaceIn<S, Enclosing>
>;

/** The path of a field, where paths matter at all. */
export type FieldPath<Paths extends boolean, Path extends string, Field extends string> = Paths extends true
  ? Path extends ""
    ? Field
    : `${Path}.${Field}`
  : "";
