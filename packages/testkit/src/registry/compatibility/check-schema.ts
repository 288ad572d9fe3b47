import {
  type CompatibilityFailure,
  checkCompatibility,
  incompatibilityMessages,
  reservedFieldConflicts,
  SchemaError,
  type SchemaVersion,
} from "@magicbyte/compat";
import { since } from "../api/release.js";
import type { EffectiveConfig } from "../config/effective-config.js";
import type { Registry } from "../registry.js";
import { propertyOf } from "../schemas/metadata.js";
import type { PreparedSchema } from "../schemas/prepare-schema.js";
import { resolveReferences } from "../schemas/resolve-references.js";
import type { StoredSchema } from "../storage/stored-schema.js";

/**
 * What the registry says against a schema beside earlier versions, oldest first; nothing when it goes with them at the
 * level that is configured.
 */
export function incompatibilities(
  registry: Registry,
  config: EffectiveConfig,
  schema: PreparedSchema,
  previous: readonly StoredSchema[],
): string[] {
  const { compatibilityLevel: level, validateFields = false } = config;
  const { schemaType: type } = schema;
  try {
    const reservedFields = validateFields
      ? reservedFieldConflicts({
          type,
          schema: schema.schema,
          references: schema.resolved.texts,
          properties: schema.metadata?.properties,
          previousProperties: previous.at(-1)?.metadata?.properties,
        })
      : [];
    return incompatibilityMessages({
      type,
      level,
      failures: failuresOf(registry, config, schema, candidatesOf(config, schema, previous)),
      previousText: (version) => previous.find((stored) => stored.version === version)?.schema,
      validateFields,
      reservedFields,
    });
  } catch (error) {
    // A version that cannot be read any more cannot be compared with either.
    if (!(error instanceof SchemaError)) throw error;
    return [
      `Unexpected exception during compatibility check: ${error.message}`,
      `{validateFields: '${validateFields}', compatibility: '${level}'}`,
    ];
  }
}

/** The versions of the schema's compatibility group that its level asks about. */
function candidatesOf(
  { compatibilityLevel, compatibilityGroup }: EffectiveConfig,
  { metadata }: PreparedSchema,
  previous: readonly StoredSchema[],
): readonly StoredSchema[] {
  if (compatibilityLevel === "NONE") return [];
  const group =
    compatibilityGroup === undefined
      ? previous
      : previous.filter(
          (stored) => propertyOf(stored.metadata, compatibilityGroup) === propertyOf(metadata, compatibilityGroup),
        );
  return compatibilityLevel.endsWith("_TRANSITIVE") ? group : group.slice(-1);
}

function failuresOf(
  registry: Registry,
  { compatibilityLevel: level, compatibilityPolicy }: EffectiveConfig,
  schema: PreparedSchema,
  previous: readonly StoredSchema[],
): readonly CompatibilityFailure[] {
  const { failures } = checkCompatibility(
    {
      type: schema.schemaType,
      level,
      policy: compatibilityPolicy === "LENIENT" ? "LENIENT" : "STRICT",
      next: {
        schema: schema.schema,
        references: schema.resolved.texts,
        referenceVersions: schema.resolved.versions,
      },
      previous: previous.map((stored) => versionOf(registry, stored)),
    },
    { exhaustive: since(registry, "7.9") ? false : undefined },
  );
  return since(registry, "7.9") ? failures : firstVersionOf(failures.filter(counted));
}

/** Until 7.5 a Protobuf package could change. */
function counted({ differentType, differences }: CompatibilityFailure): boolean {
  return (
    differentType !== undefined || differences.some(({ compatible, type }) => !compatible && type !== "PACKAGE_CHANGED")
  );
}

/** The registry stops at the first version that fails. */
function firstVersionOf(failures: readonly CompatibilityFailure[]): readonly CompatibilityFailure[] {
  return failures.filter(({ version }) => version === failures[0]?.version);
}

function versionOf(registry: Registry, stored: StoredSchema): SchemaVersion {
  const { texts, versions } = resolveReferences(registry, stored.subject, stored.references, "all");
  return {
    schema: stored.schema,
    type: stored.schemaType,
    version: stored.version,
    references: texts,
    referenceVersions: versions,
  };
}
