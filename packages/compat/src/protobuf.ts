export type { Comparison, Difference, Position } from "./difference.js";
export type { CompareOptions, ParseOptions, References } from "./options.js";
export { canonicalizeProtobuf, normalizeProtobuf } from "./protobuf/canonical-protobuf.js";
export { compareParsedProtobuf, compareProtobuf } from "./protobuf/compare-protobuf.js";
export { parseProtobuf } from "./protobuf/parse-protobuf.js";
export type {
  ProtobufSchema,
  ReferenceOptions,
  ReferenceVersion,
  ReferenceVersions,
} from "./protobuf/schema.js";
export { SchemaError, type SchemaErrorDetails } from "./schema-error.js";
