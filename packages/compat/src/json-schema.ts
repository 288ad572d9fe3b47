export type { Comparison, Difference, Position } from "./difference.js";
export { canonicalizeJsonSchema, normalizeJsonSchema } from "./json-schema/canonicalize.js";
export { compareJsonSchema, compareParsedJsonSchema, type JsonSchemaCompareOptions } from "./json-schema/compare.js";
export type { Dialect } from "./json-schema/dialect.js";
export type { Policy } from "./json-schema/difference-types.js";
export type {
  ArraySchema,
  CombinedSchema,
  ConditionalSchema,
  ConstSchema,
  Criterion,
  EnumSchema,
  NotSchema,
  NumberSchema,
  ObjectSchema,
  PlainSchema,
  ReferenceSchema,
  Schema,
  SchemaAttributes,
  StringSchema,
} from "./json-schema/model.js";
export { type JsonSchema, parseJsonSchema } from "./json-schema/parse.js";
export type { DocumentText } from "./json-schema/place.js";
export type { JsonArray, JsonObject, JsonValue } from "./json-text/json-value.js";
export type { CompareOptions, ParseOptions, References } from "./options.js";
export { SchemaError, type SchemaErrorDetails } from "./schema-error.js";
