import type { JsonObject, JsonValue } from "../json-text/json-value.js";
import type { DocumentText } from "./place.js";

/** How the parts of a combined schema are combined. */
export type Criterion = "allOf" | "anyOf" | "oneOf";

/** What every schema has, whatever its kind. */
export type SchemaAttributes = {
  id?: string;
  title?: string;
  description?: string;
  /** `default: null` is no default, as in the reference. */
  default?: JsonValue;
  /** Whether it stands for Kafka Connect's bytes, which are strings in one schema and numbers in another. */
  connectBytes?: boolean;
  /** The object it was read from; undefined for what a boolean or a type name in a list stands for. */
  source?: JsonObject;
  /** The text it stands in. */
  document: DocumentText;
  /** Where in that text. */
  offset: number;
};

/** A schema that says nothing (`{}`), that allows all or nothing, or that names a type without keywords. */
export type PlainSchema = SchemaAttributes & { readonly kind: "empty" | "true" | "false" | "boolean" | "null" };

export type StringSchema = SchemaAttributes & {
  readonly kind: "string";
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  format?: string;
};

/** Limits are lexemes: a double loses digits. */
export type NumberSchema = SchemaAttributes & {
  readonly kind: "number";
  integer?: boolean;
  minimum?: string;
  maximum?: string;
  exclusiveMinimum?: string;
  exclusiveMaximum?: string;
  multipleOf?: string;
};

/** Its values are their canonical texts, so that `1` and `1.0` are two. */
export type EnumSchema = SchemaAttributes & { readonly kind: "enum"; readonly values: ReadonlySet<string> };

export type ConstSchema = SchemaAttributes & { readonly kind: "const"; readonly value: string };

export type NotSchema = SchemaAttributes & { readonly kind: "not"; readonly schema: Schema };

export type CombinedSchema = SchemaAttributes & {
  readonly kind: "combined";
  readonly criterion: Criterion;
  readonly parts: readonly Schema[];
  /** Whether it comes from several keywords in one object rather than from `allOf` and the like. */
  readonly generated: boolean;
};

export type ObjectSchema = SchemaAttributes & {
  readonly kind: "object";
  properties: Map<string, Schema>;
  patternProperties: Map<string, Schema>;
  required: Set<string>;
  /** False for `additionalProperties: false`. */
  permitsAdditional: boolean;
  additional?: Schema;
  unevaluated?: Schema;
  propertyNames?: Schema;
  propertyDependencies: Map<string, ReadonlySet<string>>;
  schemaDependencies: Map<string, Schema>;
  minProperties?: number;
  maxProperties?: number;
};

export type ArraySchema = SchemaAttributes & {
  readonly kind: "array";
  /** What every item must be. */
  allItems?: Schema;
  /** What the first items must be, one by one. */
  items: Schema[];
  permitsAdditional: boolean;
  additional?: Schema;
  unevaluated?: Schema;
  contains?: Schema;
  minContains?: number;
  maxContains?: number;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
};

/** `if`, `then` and `else`: nothing in them is ever compared. */
export type ConditionalSchema = SchemaAttributes & {
  readonly kind: "conditional";
  readonly branches: readonly Schema[];
};

/** A `$ref`. What it refers to is known once the whole schema is loaded; it may be what contains it. */
export type ReferenceSchema = SchemaAttributes & { readonly kind: "reference"; readonly ref: string; target?: Schema };

/** A schema as the reference's loader understands it: the object model that it compares, not the JSON. */
export type Schema =
  | PlainSchema
  | StringSchema
  | NumberSchema
  | EnumSchema
  | ConstSchema
  | NotSchema
  | CombinedSchema
  | ObjectSchema
  | ArraySchema
  | ConditionalSchema
  | ReferenceSchema;

/** What a reference refers to in the end. References that only refer to each other say nothing, so anything goes. */
export function dereference(schema: Schema): Schema {
  const seen = new Set<Schema>();
  let current = schema;
  while (current.kind === "reference" && current.target !== undefined && !seen.has(current)) {
    seen.add(current);
    current = current.target;
  }
  return current.kind === "reference" ? { kind: "empty", document: current.document, offset: current.offset } : current;
}
