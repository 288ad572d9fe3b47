export { canonicalizeAvro } from "./avro/canonical.js";
export type { AvroChangeType } from "./avro/change.js";
export { type AvroComparison, type AvroDifference, compareAvro, compareParsedAvro } from "./avro/compare.js";
export { type AvroFingerprintAlgorithm, avroFingerprint } from "./avro/fingerprint.js";
export type {
  AvroArray,
  AvroEnum,
  AvroField,
  AvroFixed,
  AvroMap,
  AvroName,
  AvroNamed,
  AvroPrimitive,
  AvroPrimitiveKind,
  AvroProps,
  AvroRecord,
  AvroSchema,
  AvroType,
  AvroUnion,
} from "./avro/model.js";
export { normalizeAvro } from "./avro/normalize.js";
export { parseAvro } from "./avro/parse-avro.js";
export { avroParsingCanonicalForm } from "./avro/parsing-form.js";
export type { Place as AvroPlace, Source as AvroSource } from "./avro/source.js";
export type { IncompatibilityType as AvroIncompatibilityType } from "./avro/verdict.js";
export type { Comparison, Difference, Position } from "./difference.js";
export type { JsonArray, JsonObject, JsonValue } from "./json-text/json-value.js";
export type { CompareOptions, ParseOptions, References } from "./options.js";
export { SchemaError, type SchemaErrorDetails } from "./schema-error.js";
