export type { ResolvedReference, ResolvedSchema } from "./client/resolve.js";
export type {
  SchemaMetadata,
  SchemaReference,
  SchemaRule,
  SchemaRuleSet,
  SchemaType,
  StoredSchema,
} from "./client/schema-types.js";
export {
  DeserializationError,
  type DeserializationErrorDetails,
  type DeserializationPlace,
} from "./errors/deserialization-error.js";
export type { FailureKind } from "./errors/failure-kind.js";
export { MagicbyteError } from "./errors/magicbyte-error.js";
export {
  SerializationError,
  type SerializationErrorDetails,
  type SerializationPlace,
} from "./errors/serialization-error.js";
export { UsageError } from "./errors/usage-error.js";
export { describeIssues, describeValue, type ValueIssue } from "./errors/value-issue.js";
export { WireFormatError, type WireFormatReason } from "./errors/wire-format-error.js";
export { type InputOf, type MessageSchema, type OneOf, type OutputOf, oneOf, type Variants } from "./serde/one-of.js";
export type { Step, StepActions, StepContext } from "./serde/step.js";
export type {
  AnyTypedSchema,
  Decoder,
  Encoder,
  SchemaFormat,
  TypedReference,
  TypedSchema,
  WriterSchema,
} from "./serde/typed-schema.js";
export type { HeaderValue, MessageHeaders, MessagePart } from "./wire/headers.js";
