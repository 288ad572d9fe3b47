/** The drafts of JSON Schema that schemas may be in. */
export type JsonSchemaDraft = "draft-04" | "draft-06" | "draft-07" | "2019-09" | "2020-12";

const BY_URI: ReadonlyMap<string, JsonSchemaDraft> = new Map([
  ["json-schema.org/draft-04/schema", "draft-04"],
  ["json-schema.org/draft-06/schema", "draft-06"],
  ["json-schema.org/draft-07/schema", "draft-07"],
  ["json-schema.org/draft/2019-09/schema", "2019-09"],
  ["json-schema.org/draft/2020-12/schema", "2020-12"],
]);

/**
 * The draft that `$schema` names. A meta-schema that nobody knows, and none at all, is taken for the fallback: as the
 * registry does, which has draft-07 for it.
 */
export function draftOf(schema: unknown, fallback: JsonSchemaDraft): JsonSchemaDraft {
  if (typeof schema !== "object" || schema === null || !("$schema" in schema)) return fallback;
  const { $schema } = schema;
  if (typeof $schema !== "string") return fallback;
  return BY_URI.get($schema.replace(/^https?:\/\//, "").replace(/#$/, "")) ?? fallback;
}
