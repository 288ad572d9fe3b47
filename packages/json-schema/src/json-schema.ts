import {
  type OutputOf,
  type ResolvedSchema,
  type SchemaMetadata,
  type SchemaRuleSet,
  type TypedReference,
  type TypedSchema,
  UsageError,
} from "@magicbyte/registry/serde";
import { createSchemaCache } from "./compiled-schema.js";
import type { FromSchema } from "./from-schema.js";
import { jsonDecoder, type ReadingOptions } from "./json-decoder.js";
import { jsonEncoder } from "./json-encoder.js";
import { jsonSchemaFormat } from "./json-schema-format.js";
import type { JsonSchema } from "./json-schema-shape.js";
import { refersOutside, type SchemaSource, titleOf } from "./schema-set.js";
import {
  type StandardInput,
  type StandardJsonSchema,
  type StaticOf,
  type StaticSchema,
  schemaText,
} from "./schema-source.js";
import { type ValidationOptions, validationSettings } from "./validation-settings.js";

/** What is said of a schema besides its text. */
export type JsonSchemaOptions<R extends readonly TypedReference[] = readonly TypedReference[]> = ValidationOptions &
  ReadingOptions & {
    /**
     * What `$ref` names outside of the schema, each under the name by which it does so. A name that is relative may
     * also be written out, against the schema's `$id`.
     * @default none
     */
    readonly references?: R | undefined;
    /**
     * When values are validated: written ones against the schema that the message names, read ones against this one.
     * @default both: the types hold
     */
    readonly validate?: { readonly write?: boolean | undefined; readonly read?: boolean | undefined } | undefined;
    /** Registered with the text. */
    readonly metadata?: SchemaMetadata | undefined;
    /** Registered with the text. */
    readonly ruleSet?: SchemaRuleSet | undefined;
  };

/** The types of what is referenced, by name. */
type Named<R extends readonly TypedReference[]> = {
  [One in R[number] as One["name"]]: OutputOf<One["schema"]>;
};

/**
 * A typed schema of a JSON Schema. The type of its values comes from the literal, without `as const`; or from Zod or
 * TypeBox; or it is given: `jsonSchema<Order>(schema)`. The schema is compiled when the first serializer or
 * deserializer is prepared with it, and throws a UsageError then if it cannot be.
 *
 * @throws UsageError when it is no schema
 */
export function jsonSchema<T = never>(
  schema: [T] extends [never] ? never : JsonSchema,
  options?: JsonSchemaOptions,
): TypedSchema<T>;
export function jsonSchema<const S extends StandardJsonSchema>(
  schema: S,
  options?: JsonSchemaOptions,
): TypedSchema<StandardInput<S>>;
export function jsonSchema<const S extends StaticSchema>(
  schema: S,
  options?: JsonSchemaOptions,
): TypedSchema<StaticOf<S>>;
export function jsonSchema<const S extends JsonSchema, const R extends readonly TypedReference[] = []>(
  schema: S,
  options?: JsonSchemaOptions<R>,
): TypedSchema<FromSchema<S, Named<R>>>;
export function jsonSchema(schema: unknown, options: JsonSchemaOptions = {}): TypedSchema<unknown> {
  return typedSchema(schemaText(schema, options.draft ?? "draft-07"), options);
}

/**
 * A typed schema of a text, or of an object whose literal nobody knows, with the type of its values, which is taken
 * at its word: for what was read from a file, or generated.
 *
 * @throws UsageError when it is no schema
 */
export function jsonSchemaFrom<T = unknown>(schema: string | object, options: JsonSchemaOptions = {}): TypedSchema<T> {
  return typedSchema(schemaText(schema, options.draft ?? "draft-07"), options) as TypedSchema<T>;
}

function typedSchema(text: string, options: JsonSchemaOptions): TypedSchema<unknown> {
  const { validate: { write = true, read = true } = {}, references = [], metadata, ruleSet } = options;
  const compiled = createSchemaCache(validationSettings(options));
  return {
    format: FORMAT,
    schema: text,
    references,
    recordName: titleOf(text),
    metadata,
    ruleSet,
    encoder(writer) {
      if (writer.schemaType !== "JSON") {
        throw new UsageError(`a JSON Schema cannot write messages of a schema of type ${writer.schemaType}`);
      }
      return jsonEncoder(write ? compiled(writer) : undefined);
    },
    decoder(writer) {
      if (!read) return jsonDecoder(undefined, options);
      return jsonDecoder(
        compiled({ schema: text, dependencies: readingDependencies(text, references, writer) }),
        options,
      );
    },
  };
}

/** JSON is read as it was written: of the format no more is asked than the names of what was written. */
const FORMAT = jsonSchemaFormat();

/** What the reader's schema refers to. Where nobody said it, as with a text from the registry, it is the writer's. */
function readingDependencies(
  text: string,
  references: readonly TypedReference[],
  writer: ResolvedSchema,
): SchemaSource["dependencies"] {
  if (references.length === 0) return refersOutside(text) ? writer.dependencies : [];
  const byName = new Map<string, { readonly name: string; readonly schema: string }>();
  const add = (all: readonly TypedReference[]) => {
    for (const { name, schema } of all) {
      if (byName.has(name)) continue;
      byName.set(name, { name, schema: schema.schema });
      add(schema.references);
    }
  };
  add(references);
  return [...byName.values()];
}
