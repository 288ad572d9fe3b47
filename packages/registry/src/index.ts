// For those who use a registry.

// What the client takes and gives.
export type { AuthOptions, BasicAuth, BearerToken, HeaderAuth, OAuthOptions } from "./auth/auth-options.js";
export type { CacheStats } from "./cache/single-flight-cache.js";
// What the routes of the REST API take and give, resource by resource.
export type {
  AssociatedResource,
  Association,
  AssociationChangeOptions,
  AssociationDeleteOptions,
  AssociationInput,
  AssociationLifecycle,
  AssociationListOptions,
  AssociationMutation,
  AssociationOperation,
  AssociationOutcome,
  AssociationQuery,
  Associations,
  AssociationType,
  ResourceAssociations,
  ResourceAssociationsInput,
} from "./client/associations.js";
export type { CacheSettings } from "./client/caches.js";
export type { CallOptions, Endpoint, QueryValue } from "./client/call.js";
export type { Compatibility, CompatibilityOptions, CompatibilityResult } from "./client/compatibility.js";
export type {
  CompatibilityLevel,
  CompatibilityPolicy,
  Config,
  ConfigGetOptions,
  ConfigUpdate,
  RegistryConfig,
} from "./client/config.js";
export type { ContextListOptions, Contexts } from "./client/contexts.js";
export {
  createRegistryClient,
  type RegistryClient,
  type RegistryClientStats,
} from "./client/create-registry-client.js";
export type { DekRegistry } from "./client/dek-registry.js";
export type {
  Dek,
  DekAlgorithm,
  DekCreateOptions,
  DekDeleteOptions,
  DekGetOptions,
  DekInput,
  DekOptions,
  Deks,
} from "./client/deks.js";
export type {
  Exporter,
  ExporterConfig,
  ExporterContextType,
  ExporterInput,
  ExporterName,
  ExporterSettings,
  ExporterStatus,
  Exporters,
} from "./client/exporters.js";
export type { Kek, KekInput, KekListOptions, Keks, KekUpdate, KekWriteOptions, KmsType } from "./client/keks.js";
export type {
  Mode,
  ModeDeleteOptions,
  ModeGetOptions,
  ModeSetOptions,
  ModeSetting,
  RegistryMode,
} from "./client/mode.js";
export type { RegistryClientOptions } from "./client/options.js";
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
export type {
  ContextId,
  SchemaByIdOptions,
  SchemaListOptions,
  Schemas,
  SchemaUseOptions,
  SubjectVersion,
} from "./client/schemas.js";
export type { ConfigScope } from "./client/scope.js";
export type { Server, ServerDeployment, ServerId, ServerVersion } from "./client/server.js";
export { normalizeSubject, parseSubject, type QualifiedSubject, qualifySubject } from "./client/subject-name.js";
export type {
  LatestOptions,
  LookupOptions,
  RegisterOptions,
  SchemaTags,
  SubjectListOptions,
  TagsUpdate,
  VersionListOptions,
  VersionNumber,
  VersionOptions,
} from "./client/subject-options.js";
export type { Subjects } from "./client/subjects.js";
export {
  type CacheEvent,
  channelNames,
  type DeserializeEvent,
  type FailoverEvent,
  type RequestEvent,
  type RetryEvent,
  type SerializeEvent,
} from "./diagnostics/channels.js";
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
export { type AssociatedNameOptions, associatedName } from "./serde/associated-name.js";
export { createDeserializer } from "./serde/deserializer.js";
export type {
  DecodeOutcome,
  DeserializeOptions,
  Deserializer,
  DeserializerOptions,
  IncomingMessage,
  UntypedDeserializerOptions,
} from "./serde/deserializer-types.js";
export { failureKind } from "./serde/failure-kind-of.js";
export { type InputOf, type MessageSchema, type OneOf, type OutputOf, oneOf, type Variants } from "./serde/one-of.js";
export type { OutgoingMessage, PreparedSerializer } from "./serde/prepared-serializer.js";
export type { SchemaKey } from "./serde/reader-store.js";
export type { SerdeClient } from "./serde/serde-client.js";
export {
  createSerializer,
  type SerializeOptions,
  type Serializer,
  type SerializerOptions,
} from "./serde/serializer.js";
// For those who write a format or a step; formats themselves import "@magicbyte/registry/serde".
export type { Step, StepActions, StepContext } from "./serde/step.js";
export {
  recordName,
  type SubjectContext,
  type SubjectStrategy,
  topicName,
  topicRecordName,
} from "./serde/subject-strategy.js";
export type {
  AnyTypedSchema,
  Decoder,
  Encoder,
  SchemaFormat,
  TypedReference,
  TypedSchema,
  WriterSchema,
} from "./serde/typed-schema.js";
export type { Lookup } from "./serde/write-schema.js";
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
export type { HeaderValue, MessageHeaders, MessagePart } from "./wire/headers.js";
