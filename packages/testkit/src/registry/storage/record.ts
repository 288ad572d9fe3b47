import type {
  CompatibilityLevel,
  CompatibilityPolicy,
  Metadata,
  RegisteredReference,
  RuleSet,
} from "@magicbyte/compat";

// Keys and values are those of the `_schemas` topic, member by member and in the order in which the registry writes them,
// so that a data directory, an export and a backup of the topic are one thing.

/** The tenant of a registry that has one: the only one that the community server knows. */
export const TENANT = "default";

export type SchemaKey = {
  readonly keytype: "SCHEMA";
  readonly subject: string;
  readonly version: number;
  readonly magic: 1;
};

/** Of the default context when the subject is null, of a context when it is `:.name:`. */
export type ConfigKey = { readonly keytype: "CONFIG"; readonly subject: string | null; readonly magic: 0 };

/** Of the default context when the subject is null, of a context when it is `:.name:`. */
export type ModeKey = { readonly keytype: "MODE"; readonly subject: string | null; readonly magic: 0 };

/** All versions of a subject up to one are soft-deleted. */
export type DeleteSubjectKey = { readonly keytype: "DELETE_SUBJECT"; readonly subject: string; readonly magic: 0 };

/** What is soft-deleted in a subject, in a context (`:.name:`) or with null everywhere is gone. */
export type ClearSubjectKey = {
  readonly keytype: "CLEAR_SUBJECT";
  readonly subject: string | null;
  readonly magic: 0;
};

export type ContextKey = {
  readonly keytype: "CONTEXT";
  readonly tenant: string;
  readonly context: string;
  readonly magic: 0;
};

/** Written by the registry to learn how far it has read; it means nothing. */
export type NoopKey = { readonly keytype: "NOOP"; readonly magic: 0 };

export type AssociationKey = {
  readonly keytype: "ASSOC";
  readonly tenant: string;
  readonly resourceName: string;
  readonly resourceNamespace: string;
  readonly resourceType: string;
  readonly associationType: string;
  readonly subject: string;
  readonly magic: 0;
};

/** Of the DEK registry, which keeps a topic of its own; here it shares the log. */
export type KekKey = { readonly keytype: "KEK"; readonly tenant: string; readonly name: string };

/** Of the DEK registry, which keeps a topic of its own; here it shares the log. */
export type DekKey = {
  readonly keytype: "DEK";
  readonly tenant: string;
  readonly kekName: string;
  readonly subject: string;
  readonly algorithm: string;
  readonly version: number;
};

export type SchemaValue = {
  readonly subject: string;
  readonly version: number;
  readonly id: number;
  /** The identity in Base64; older registries wrote none, and it is worked out then. */
  readonly md5?: string | undefined;
  readonly schema: string;
  /** Absent for Avro. */
  readonly schemaType?: string | undefined;
  readonly references?: readonly RegisteredReference[] | undefined;
  readonly metadata?: Metadata | undefined;
  readonly ruleSet?: RuleSet & { readonly enableAt?: string | undefined };
  readonly schemaTags?: readonly SchemaTags[] | undefined;
  readonly deleted: boolean;
};

/** Tags that stand in the text of a schema. */
export type SchemaTags = {
  readonly schemaEntity: { readonly entityPath: string; readonly entityType: string };
  readonly tags: readonly string[];
};

/** What is configured for a subject, a context, or everything. */
export type ConfigValue = {
  readonly subject?: string | null | undefined;
  readonly alias?: string | undefined;
  readonly aliasForDeks?: string | undefined;
  readonly normalize?: boolean | undefined;
  readonly validateFields?: boolean | undefined;
  readonly validateNewSchemas?: boolean | undefined;
  readonly validateRules?: boolean | undefined;
  readonly compatibilityLevel?: CompatibilityLevel | undefined;
  readonly compatibilityPolicy?: CompatibilityPolicy | "LOGICAL" | undefined;
  readonly compatibilityGroup?: string | undefined;
  readonly defaultMetadata?: Metadata | undefined;
  readonly overrideMetadata?: Metadata | undefined;
  readonly defaultRuleSet?: SchemaValue["ruleSet"];
  readonly overrideRuleSet?: SchemaValue["ruleSet"];
};

export type Mode = "READWRITE" | "READONLY" | "READONLY_OVERRIDE" | "IMPORT" | "FORWARD";

export type ModeValue = { readonly subject?: string | null | undefined; readonly mode: Mode };

export type DeleteSubjectValue = { readonly subject: string; readonly version: number };

export type ClearSubjectValue = { readonly subject: string | null };

export type ContextValue = { readonly tenant: string; readonly context: string };

/** An association, a key encryption key or a data encryption key: the store keeps them and does not look into them. */
export type OpaqueValue = Readonly<Record<string, unknown>>;

type Entry<Key, Value> = {
  readonly key: Key;
  /** Null takes back what stands under the key. */
  readonly value: Value | null;
};

/** A change that is about to be made. */
export type Change =
  | Entry<SchemaKey, SchemaValue>
  | Entry<ConfigKey, ConfigValue>
  | Entry<ModeKey, ModeValue>
  | Entry<DeleteSubjectKey, DeleteSubjectValue>
  | Entry<ClearSubjectKey, ClearSubjectValue>
  | Entry<ContextKey, ContextValue>
  | Entry<NoopKey, null>
  | Entry<AssociationKey, OpaqueValue>
  | Entry<KekKey, OpaqueValue>
  | Entry<DekKey, OpaqueValue>;

export type RecordKey = Change["key"];

/** A change that was made, and when: milliseconds since the epoch. */
export type RegistryRecord = Change & { readonly timestamp: number };
