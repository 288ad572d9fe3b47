import type { CallOptions } from "./call.js";
import type { Page, ReadFormat, SchemaInput } from "./schema-types.js";

/** A version by number, or the newest. */
export type VersionNumber = number | "latest";

/** What a version is read with. */
export type VersionOptions = CallOptions &
  ReadFormat & {
    /** Also when it is soft-deleted. @default false */
    readonly deleted?: boolean;
    /** How subjects of references are written. */
    readonly referenceFormat?: "qualified";
    /** Tags to look for in the schema; `*` for all. */
    readonly findTags?: readonly string[];
  };

/** What a latest version is read with. */
export type LatestOptions = CallOptions &
  ReadFormat & {
    /** Ask the registry even when the cache has an answer. @default false */
    readonly fresh?: boolean;
  };

/** What a schema is registered with. */
export type RegisterOptions = CallOptions & {
  /** Whether the registry normalises the schema first. Default: what the registry is configured for. */
  readonly normalize?: boolean;
  /** The form in which the answer gives the schema. */
  readonly format?: string;
  /** Registers without a check of compatibility (8.5). @default false */
  readonly force?: boolean;
  /** The id to register under; only in IMPORT mode. */
  readonly id?: number;
  /** The version to register as. */
  readonly version?: number;
};

/** What a schema is looked up with. */
export type LookupOptions = CallOptions & {
  readonly normalize?: boolean;
  readonly format?: string;
  /** Also among soft-deleted versions. @default false */
  readonly deleted?: boolean;
};

/** Tags to add to and remove from a schema. */
export type TagsUpdate = {
  readonly tagsToAdd?: readonly SchemaTags[];
  readonly tagsToRemove?: readonly SchemaTags[];
  readonly metadata?: SchemaInput["metadata"];
  /** Replaces the rules of the schema. */
  readonly ruleSet?: SchemaInput["ruleSet"];
  /** Adds to the rules of the schema; a rule of the same name is replaced. */
  readonly rulesToMerge?: SchemaInput["ruleSet"];
  /** The names of the rules to take away. */
  readonly rulesToRemove?: readonly string[];
  /** The version that the tags make; one more than the newest. */
  readonly newVersion?: number;
};

/** Tags on one place in a schema. */
export type SchemaTags = {
  readonly schemaEntity: { readonly entityPath: string; readonly entityType: string };
  readonly tags: readonly string[];
};

/** Which subjects to list. */
export type SubjectListOptions = CallOptions &
  Page & {
    /** Only those that begin so. Default: all of the client's context, or of every context when it has none. */
    readonly subjectPrefix?: string;
    /** Soft-deleted ones too. @default false */
    readonly deleted?: boolean;
    /** Soft-deleted ones only. @default false */
    readonly deletedOnly?: boolean;
  };

/** Which versions to list. */
export type VersionListOptions = CallOptions &
  Page & {
    readonly deleted?: boolean;
    readonly deletedOnly?: boolean;
    /** Soft-deleted ones as negative numbers. @default false */
    readonly deletedAsNegative?: boolean;
  };
