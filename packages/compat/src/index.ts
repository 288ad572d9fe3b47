export { inlineReferences } from "./avro/inline-references.js";
export {
  type CheckOptions,
  type CompatibilityCheck,
  type CompatibilityFailure,
  type CompatibilityLevel,
  type CompatibilityVerdict,
  checkCompatibility,
  type Direction,
  type SchemaVersion,
} from "./check-compatibility.js";
export { type CompareInput, canonicalize, compare, normalize, validate } from "./compare.js";
export type { Comparison, Difference, Position } from "./difference.js";
export type { ComparisonSettings, CompatibilityPolicy, SchemaType } from "./format.js";
export { guid, type Identity, type Metadata, md5, type RegisteredReference, type Rule, type RuleSet } from "./guid.js";
export { type IncompatibilityReport, incompatibilityMessages } from "./incompatibility-messages.js";
export type { ParseOptions, References } from "./options.js";
export type { ReferenceVersion, ReferenceVersions } from "./protobuf.js";
export { type ReservedFieldsCheck, reservedFieldConflicts } from "./reserved-fields.js";
export { type ReferencingSchema, sameSchema } from "./same-schema.js";
export { SchemaError, type SchemaErrorDetails } from "./schema-error.js";
export { semanticVersion, type VersionStep } from "./semantic-version.js";
