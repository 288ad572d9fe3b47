/** The types that JSON Schema has names for. */
export type JsonTypeName = "array" | "boolean" | "integer" | "null" | "number" | "object" | "string";

/** A JSON Schema, or a place in one. Keywords that are not named here are fine, whoever invented them. */
export type JsonSchema = boolean | JsonSchemaObject;

type Schemas = { readonly [name: string]: JsonSchema };

/** The keywords that types are inferred from; the others are validated all the same. */
export type JsonSchemaObject = {
  /** Which draft it is in. @default the option `draft`, which is draft-07 */
  readonly $schema?: string;
  readonly $id?: string;
  readonly $ref?: string;
  readonly $defs?: Schemas;
  readonly definitions?: Schemas;
  /** The record's name, for subject strategies and `oneOf`. */
  readonly title?: string;
  readonly description?: string;
  readonly type?: JsonTypeName | readonly JsonTypeName[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly allOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly not?: JsonSchema;
  readonly properties?: Schemas;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema;
  readonly patternProperties?: Schemas;
  readonly items?: JsonSchema | readonly JsonSchema[];
  readonly prefixItems?: readonly JsonSchema[];
  readonly additionalItems?: JsonSchema;
  readonly minItems?: number;
  readonly format?: string;
  readonly default?: unknown;
  readonly [keyword: string]: unknown;
};
