// For those who use a registry.
export { createRegistryClient, type RegistryClient, type RegistryClientStats } from "./client/create-registry-client.js";
export type { RegistryClientOptions } from "./client/options.js";
export { createSerializer, type SerializeOptions, type Serializer, type SerializerOptions } from "./serde/serializer.js";
export {
  createDeserializer,
  type DecodeOutcome,
  type DeserializeOptions,
  type Deserializer,
  type DeserializerOptions,
  type IncomingMessage,
  type UntypedDeserializerOptions,
} from "./serde/deserializer.js";
export { type InputOf, type MessageSchema, type OneOf, type OutputOf, oneOf, type Variants } from "./serde/one-of.js";
export {
  recordName,
  type SubjectContext,
  type SubjectStrategy,
  topicName,
  topicRecordName,
} from "./serde/subject-strategy.js";
export { type AssociatedNameOptions, associatedName } from "./serde/associated-name.js";
export type { Lookup } from "./serde/write-schema.js";
export type { OutgoingMessage, PreparedSerializer } from "./serde/prepared-serializer.js";

// Errors.
export { DeserializationError, type DeserializationPlace } from "./errors/deserialization-error.js";
export type { FailureKind } from "./errors/failure-kind.js";
export { type IncompatibilityIssue, IncompatibleSchemaError } from "./errors/incompatible-schema-error.js";
export { MagicbyteError } from "./errors/magicbyte-error.js";
export { ResponseError } from "./errors/response-error.js";
export { SchemaNotLoadedError } from "./errors/schema-not-loaded-error.js";
export { SchemaReferenceError, type SchemaReferenceProblem } from "./errors/schema-reference-error.js";
export { SerializationError, type SerializationPlace } from "./errors/serialization-error.js";
export { TransportError, type TransportFailure } from "./errors/transport-error.js";
export { UsageError } from "./errors/usage-error.js";
export type { ValueIssue } from "./errors/value-issue.js";
export { WireFormatError, type WireFormatReason } from "./errors/wire-format-error.js";
export { failureKind } from "./serde/failure-kind-of.js";

// What the client takes and gives.
export type { AuthOptions, BasicAuth, BearerToken, HeaderAuth, OAuthOptions } from "./auth/auth-options.js";
export type { CacheStats } from "./cache/single-flight-cache.js";
export type { CacheSettings } from "./client/caches.js";
export type { CallOptions, Endpoint, QueryValue } from "./client/call.js";
export type { PreloadOptions } from "./client/preload.js";
export type { RegisterManyOptions, Registration, RegistrationOutcome } from "./client/register-many.js";
export type { Resolvable, ResolvedReference, ResolvedSchema, ResolveOptions } from "./client/resolve.js";
export type {
  Page,
  ReadFormat,
  RegisteredSchema,
  RegisterResult,
  SchemaInput,
  SchemaMetadata,
  SchemaReference,
  SchemaRule,
  SchemaRuleSet,
  SchemaType,
  StoredSchema,
} from "./client/schema-types.js";
export { normalizeSubject, parseSubject, type QualifiedSubject, qualifySubject } from "./client/subject-name.js";
export {
  type CacheEvent,
  channelNames,
  type DeserializeEvent,
  type FailoverEvent,
  type RequestEvent,
  type RetryEvent,
  type SerializeEvent,
} from "./diagnostics/channels.js";

// For those who carry requests another way, or stand in their way.
export type { CircuitBreakerOptions, CircuitState } from "./transport/circuit-breaker.js";
export type { NodeState } from "./transport/node-pool.js";
export type { Handler, Interceptor, RegistryRequest, RegistryResponse, Transport } from "./transport/transport.js";
export {
  type DispatcherLike,
  type TlsOptions,
  type UndiciTransportOptions,
  undiciTransport,
} from "./transport/undici-transport.js";

// For those who write a format or a step; formats themselves import "@magicbyte/registry/serde".
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
