import type { LongMode, Mapping } from "../logical/mapping.js";

/** The types of Avro that have neither a name nor parts. */
export type PrimitiveKind = "null" | "boolean" | "int" | "long" | "float" | "double" | "string" | "bytes";

/**
 * A parsed schema: names are resolved, `{"type": ...}` around a type is gone, and every value knows how it is
 * represented. Recursive schemas are cyclic models.
 */
export type Model = PrimitiveModel | FixedModel | EnumModel | ArrayModel | MapModel | UnionModel | RecordModel;

/** A type that is defined under a name. */
export type NamedModel = FixedModel | EnumModel | RecordModel;

export type PrimitiveModel = {
  readonly kind: PrimitiveKind;
  /** How a long is represented. */
  readonly long: LongMode;
  readonly mapping: Mapping | undefined;
};

type Named = {
  readonly name: string;
  /** Full names. */
  readonly aliases: readonly string[];
};

export type FixedModel = Named & {
  readonly kind: "fixed";
  readonly size: number;
  readonly mapping: Mapping | undefined;
};

export type EnumModel = Named & {
  readonly kind: "enum";
  readonly symbols: readonly string[];
  /** What readers take a symbol for that they do not know. */
  readonly default: string | undefined;
};

export type ArrayModel = { readonly kind: "array"; readonly items: Model };

export type MapModel = { readonly kind: "map"; readonly values: Model };

export type UnionModel = {
  readonly kind: "union";
  readonly branches: readonly Model[];
  /** Whether values are `{ [branch]: value }`, because they do not tell by themselves which branch they are of. */
  readonly tagged: boolean;
};

export type RecordModel = Named & {
  readonly kind: "record";
  /** Empty while the record is parsed. */
  readonly fields: FieldModel[];
};

export type FieldModel = {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly type: Model;
  /** The default as the schema has it, in JSON; undefined where there is none (`null` is one). */
  readonly default: unknown;
};
