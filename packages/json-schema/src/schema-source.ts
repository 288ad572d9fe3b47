import { UsageError } from "@magicbyte/registry/serde";
import type { JsonSchemaDraft } from "./draft.js";

/**
 * A schema of a library that speaks Standard JSON Schema, such as Zod (4.2 and later). The schema of its input is taken:
 * nothing of the library runs when messages are written or read, so that no default is filled in, nor anything
 * transformed.
 */
export type StandardJsonSchema = {
  readonly "~standard": {
    readonly jsonSchema: { readonly input: (options: { readonly target: string }) => object };
    readonly types?: { readonly input: unknown } | undefined;
  };
};

/** The type of its values. */
export type StandardInput<S extends StandardJsonSchema> = NonNullable<S["~standard"]["types"]>["input"];

/** A schema that is JSON Schema and has the type of its values with it, such as TypeBox's. */
export type StaticSchema = { readonly static: unknown; readonly params: readonly unknown[] };

/** The type of its values. */
export type StaticOf<S extends StaticSchema> = (S & { readonly params: [] })["static"];

/**
 * The text to register.
 *
 * @throws UsageError when the schema is none, or its library has no JSON Schema for it
 */
export function schemaText(schema: unknown, draft: JsonSchemaDraft): string {
  const text =
    typeof schema === "string" ? schema : JSON.stringify(isStandard(schema) ? converted(schema, draft) : schema);
  if (typeof text === "string") return text;
  throw new UsageError("jsonSchema needs a JSON Schema: an object, true, or false");
}

/** What Zod's toJSONSchema gives has the conversion with it, but is JSON Schema already, and says so. */
function isStandard(schema: unknown): schema is StandardJsonSchema {
  if ((typeof schema !== "object" && typeof schema !== "function") || schema === null) return false;
  if (!("~standard" in schema) || "$schema" in schema) return false;
  const standard = schema["~standard"];
  if (typeof standard === "object" && standard !== null && "jsonSchema" in standard) return true;
  throw new UsageError(
    "this library's schema has no JSON Schema with it: convert it, and pass what you get to jsonSchemaFrom<T>()",
  );
}

function converted(schema: StandardJsonSchema, draft: JsonSchemaDraft): object {
  try {
    return schema["~standard"].jsonSchema.input({ target: draft.startsWith("draft-") ? draft : `draft-${draft}` });
  } catch (cause) {
    throw new UsageError(`the schema cannot be said in JSON Schema: ${(cause as Error).message}`, { cause });
  }
}
