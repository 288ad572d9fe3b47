/** The schema types that Confluent's registry knows. Others are possible: its parsers are plugins. */
export type SchemaType = "AVRO" | "JSON" | "PROTOBUF" | (string & {});

/** A schema that another one uses: under which name it does so, and where the registry has it. */
export type SchemaReference = {
  /** Avro: the full name of the type. JSON Schema: the URI of the `$ref`. Protobuf: the import path. */
  readonly name: string;
  readonly subject: string;
  /** -1 stands for the latest version. */
  readonly version: number;
};

/** What a team knows of a schema beyond its text. */
export type SchemaMetadata = {
  /** Tags by path into the schema. */
  readonly tags?: Readonly<Record<string, readonly string[]>>;
  readonly properties?: Readonly<Record<string, string>>;
  /** The names of the properties that must not be shown. */
  readonly sensitive?: readonly string[];
};

/** One rule of a data contract. */
export type SchemaRule = {
  readonly name: string;
  readonly doc?: string;
  readonly kind?: "TRANSFORM" | "CONDITION";
  readonly mode?: "UPGRADE" | "DOWNGRADE" | "UPDOWN" | "WRITE" | "READ" | "WRITEREAD";
  /** Which executor runs it, such as `CEL` or `ENCRYPT`. */
  readonly type?: string;
  readonly tags?: readonly string[];
  readonly params?: Readonly<Record<string, string>>;
  readonly expr?: string;
  readonly onSuccess?: string;
  readonly onFailure?: string;
  readonly disabled?: boolean;
};

/** The rules of a data contract. The community server drops them silently; Enterprise and Cloud keep them. */
export type SchemaRuleSet = {
  readonly migrationRules?: readonly SchemaRule[];
  readonly domainRules?: readonly SchemaRule[];
  readonly encodingRules?: readonly SchemaRule[];
  readonly enableAt?: string;
};

/** A schema as it is sent to the registry. */
export type SchemaInput = {
  readonly schema: string;
  /** @default "AVRO" (the registry's own default) */
  readonly schemaType?: SchemaType;
  readonly references?: readonly SchemaReference[];
  readonly metadata?: SchemaMetadata;
  readonly ruleSet?: SchemaRuleSet;
};

/** A schema as the registry holds it. Members that a server does not send (older ones lack many) are undefined. */
export type StoredSchema = {
  /** Unknown for a schema that was read by its GUID, which has an id in each context. */
  readonly id?: number;
  /** Since 8.0. */
  readonly guid?: string;
  readonly subject?: string;
  readonly version?: number;
  readonly schemaType: SchemaType;
  readonly schema: string;
  readonly references: readonly SchemaReference[];
  readonly metadata?: SchemaMetadata;
  readonly ruleSet?: SchemaRuleSet;
  readonly schemaTags?: readonly { readonly schemaEntity?: unknown; readonly tags?: readonly string[] }[];
  /** When it was registered, in milliseconds since 1970. */
  readonly ts?: number;
  readonly deleted?: boolean;
};

/** A schema with its id. */
export type RegisteredSchema = StoredSchema & { readonly id: number };

/** What the registry answers to a registration: the id always, the rest since 7.5 or 8.0. */
export type RegisterResult = { readonly id: number } & Partial<Omit<StoredSchema, "id">>;

/** Which part of a long list. */
export type Page = {
  readonly offset?: number;
  /** At most as many; the server has a bound of its own. */
  readonly limit?: number;
};

/** The form in which a schema's text is read. */
export type ReadFormat = {
  /**
   * Avro: `resolved`, with the references in line. Protobuf: `serialized`, a base64 FileDescriptorProto, or
   * `ignore_extensions`. Any: `logical` (8.5). Default: as it was registered.
   */
  readonly format?: "resolved" | "serialized" | "ignore_extensions" | "logical" | (string & {});
};
