import { createHash } from "node:crypto";
import {
  inlineReferences,
  normalize,
  type References,
  type RegisteredReference,
  SchemaError,
  sameSchema,
} from "@magicbyte/compat";
import { RestError } from "../api/rest-error.js";
import type { Registry } from "../registry.js";
import type { StoredSchema } from "../storage/stored-schema.js";
import { confluentVersion, sameMetadata, withoutConfluentVersion } from "./metadata.js";
import type { PreparedSchema } from "./prepare-schema.js";
import { resolveReferences } from "./resolve-references.js";
import { sameRuleSet } from "./rule-set.js";

/**
 * Whether a schema finds a version although their identities differ: it came with its references inlined, or without
 * `confluent:version`, or its text says the same in other words.
 */
export function createMatcher(registry: Registry, schema: PreparedSchema): (stored: StoredSchema) => boolean {
  let ownKey: string | undefined;

  return (stored) => {
    if (
      schema.schemaType !== stored.schemaType ||
      !sameMetadataButVersion(schema, stored) ||
      !sameRuleSet(schema.ruleSet, stored.ruleSet)
    ) {
      return false;
    }
    const inlined = schema.references.length === 0 && stored.references.length > 0;
    if (!inlined && !sameReferences(schema.references, stored.references)) return false;
    if (schema.schema === stored.schema) return true;
    // Only Avro has a notion of sameness beyond the text.
    if (schema.schemaType !== "AVRO") return false;
    // A subject may have thousands of versions: comparing keys spares parsing them all for every registration.
    ownKey ??= keyOf(schema.schema, () => schema.resolved.texts);
    return ownKey !== "" && ownKey === storedKey(registry, stored) && isSame(registry, schema, stored);
  };
}

function isSame(registry: Registry, schema: PreparedSchema, stored: StoredSchema): boolean {
  return sameSchema(
    schema.schemaType,
    { schema: schema.schema, references: schema.resolved.texts },
    { schema: stored.schema, references: textsOf(registry, stored) },
  );
}

function storedKey(registry: Registry, stored: StoredSchema): string {
  const known = registry.lookupKeys.get(stored);
  if (known !== undefined) return known;
  const key = keyOf(stored.schema, () => textsOf(registry, stored));
  registry.lookupKeys.set(stored, key);
  return key;
}

/** Equal for all Avro schemas that say the same. Empty for what cannot be read any more, and is the same as nothing. */
function keyOf(text: string, references: () => References): string {
  try {
    return createHash("md5")
      .update(normalize("AVRO", inlineReferences(text, references())))
      .digest("base64");
  } catch (error) {
    if (error instanceof SchemaError || error instanceof RestError) return "";
    throw error;
  }
}

function textsOf(registry: Registry, { subject, references }: StoredSchema): References {
  return resolveReferences(registry, subject, references, "all").texts;
}

function sameMetadataButVersion(schema: PreparedSchema, stored: StoredSchema): boolean {
  const [given, known] = [confluentVersion(schema.metadata), confluentVersion(stored.metadata)];
  if ((given === undefined) === (known === undefined)) return sameMetadata(schema.metadata, stored.metadata);
  if (given !== undefined && Number(given) !== stored.version) return false;
  return sameMetadata(withoutConfluentVersion(schema.metadata), withoutConfluentVersion(stored.metadata));
}

function sameReferences(one: readonly RegisteredReference[], other: readonly RegisteredReference[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ name, subject, version }, at) => {
      const counterpart = other[at];
      return name === counterpart?.name && subject === counterpart.subject && version === counterpart.version;
    })
  );
}
