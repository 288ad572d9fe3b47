import type { JsonValue } from "../json-text/json-value.js";
import type { Place, Source } from "./source.js";

/** The types that need no definition. */
export const PRIMITIVES = ["null", "boolean", "int", "long", "float", "double", "bytes", "string"] as const;

const PRIMITIVE_KINDS: ReadonlySet<string> = new Set(PRIMITIVES);

/** The name of a type that needs no definition. */
export type AvroPrimitiveKind = (typeof PRIMITIVES)[number];

/** The name of a record, an enum or a fixed, in its parts. */
export type AvroName = {
  readonly name: string;
  readonly namespace: string | undefined;
  /** Both, with a dot between them. */
  readonly full: string;
};

/** Members that Avro gives no meaning to, `logicalType` among them, in the order in which they stand. */
export type AvroProps = ReadonlyMap<string, JsonValue>;

/** A type that needs no definition. */
export type AvroPrimitive = { readonly kind: AvroPrimitiveKind; readonly props: AvroProps; readonly place: Place };

/** A list. */
export type AvroArray = {
  readonly kind: "array";
  readonly items: AvroType;
  readonly itemsPlace: Place;
  readonly props: AvroProps;
  readonly place: Place;
};

/** A map from strings. */
export type AvroMap = {
  readonly kind: "map";
  readonly values: AvroType;
  readonly valuesPlace: Place;
  readonly props: AvroProps;
  readonly place: Place;
};

/** One of several types. */
export type AvroUnion = {
  readonly kind: "union";
  readonly branches: readonly AvroType[];
  readonly branchPlaces: readonly Place[];
  readonly props: AvroProps;
  readonly place: Place;
};

/** A list of named fields. */
export type AvroRecord = {
  readonly kind: "record";
  /** Whether it was written `"type": "error"`, as protocols do. */
  readonly isError: boolean;
  readonly name: AvroName;
  readonly doc: string | undefined;
  readonly aliases: readonly AvroName[];
  readonly fields: readonly AvroField[];
  readonly fieldsByName: ReadonlyMap<string, AvroField>;
  readonly props: AvroProps;
  readonly place: Place;
};

/** A field of a record. */
export type AvroField = {
  readonly name: string;
  readonly index: number;
  readonly type: AvroType;
  readonly typePlace: Place;
  readonly doc: string | undefined;
  /** Undefined where there is none; `null` is a value like any other. */
  readonly default: JsonValue | undefined;
  readonly order: "ascending" | "descending" | "ignore";
  readonly aliases: readonly string[];
  readonly props: AvroProps;
  readonly place: Place;
};

/** One of several symbols. */
export type AvroEnum = {
  readonly kind: "enum";
  readonly name: AvroName;
  readonly doc: string | undefined;
  readonly aliases: readonly AvroName[];
  readonly symbols: readonly string[];
  /** What readers take for a symbol they do not know. */
  readonly default: string | undefined;
  readonly props: AvroProps;
  readonly place: Place;
};

/** A fixed number of bytes. */
export type AvroFixed = {
  readonly kind: "fixed";
  readonly name: AvroName;
  readonly doc: string | undefined;
  readonly aliases: readonly AvroName[];
  readonly size: number;
  readonly props: AvroProps;
  readonly place: Place;
};

/** A type that others refer to by its name. */
export type AvroNamed = AvroRecord | AvroEnum | AvroFixed;

/** Any type. Names are resolved, so that a recursive type is a cycle of objects. */
export type AvroType = AvroPrimitive | AvroArray | AvroMap | AvroUnion | AvroNamed;

/** A parsed schema. */
export type AvroSchema = {
  readonly root: AvroType;
  readonly source: Source;
  /** The full names that the references define at their top: where they are used, only the name is printed. */
  readonly referenced: ReadonlySet<string>;
};

/** Whether a type has a name of its own. */
export function isNamed(type: AvroType): type is AvroNamed {
  return type.kind === "record" || type.kind === "enum" || type.kind === "fixed";
}

/** Whether a word is the name of a type that needs no definition. */
export function isPrimitiveKind(word: string): word is AvroPrimitiveKind {
  return PRIMITIVE_KINDS.has(word);
}

/** The members of a type under construction, while they may still be filled in. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Stands where a name is not resolved yet; none is left when parsing ends. */
export const UNRESOLVED = undefined as unknown as AvroType;
