import { UsageError } from "@magicbyte/registry/serde";
import { draftOf, type JsonSchemaDraft } from "./draft.js";

/** A schema with those that it references, as the registry gives it. */
export type SchemaSource = {
  readonly schema: string;
  readonly dependencies: readonly { readonly name: string; readonly schema: string }[];
};

/** A schema, parsed, with those that it references, by the names under which it does. Nobody else has them. */
export type SchemaSet = {
  readonly draft: JsonSchemaDraft;
  readonly root: object | boolean;
  readonly references: readonly { readonly name: string; readonly schema: object | boolean }[];
};

/** @throws UsageError when a text is no JSON Schema */
export function parseSchemaSet({ schema, dependencies }: SchemaSource, draft: JsonSchemaDraft): SchemaSet {
  const root = parseSchema(schema, "the schema");
  return {
    draft: draftOf(root, draft),
    root,
    references: dependencies.map((dependency) => ({
      name: dependency.name,
      schema: parseSchema(dependency.schema, `the referenced schema "${dependency.name}"`),
    })),
  };
}

/** The text of a schema and all its references: the same for schemas that are compiled to the same. */
export function identityOf({ schema, dependencies }: SchemaSource): string {
  if (dependencies.length === 0) return schema;
  return JSON.stringify([schema, ...dependencies.flatMap(({ name, schema: text }) => [name, text])]);
}

/** The record's name, which in JSON Schema is the title. */
export function titleOf(text: string): string | undefined {
  const schema = parseSchema(text, "the schema");
  const title: unknown = typeof schema === "object" && "title" in schema ? schema.title : undefined;
  return typeof title === "string" ? title : undefined;
}

function parseSchema(text: string, what: string): object | boolean {
  let schema: unknown;
  try {
    schema = JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`${what} is no JSON`, { cause });
  }
  if (typeof schema === "boolean" || (typeof schema === "object" && schema !== null && !Array.isArray(schema))) {
    return schema;
  }
  throw new UsageError(`${what} is no JSON Schema: that is an object, or true, or false`);
}

/** Whether a text refers to something that is not in it, as far as can be seen. */
export function refersOutside(text: string): boolean {
  return /"\$ref"\s*:\s*"[^#"]/.test(text);
}

/** Whether a schema refers to the schema of schemas. */
export function refersToMetaSchema(source: SchemaSource): boolean {
  return someText(source, /"\$ref"\s*:\s*"https?:\/\/json-schema\.org\//);
}

/** Whether a schema speaks of a property that every object inherits. */
export function namesMembersOfObject(source: SchemaSource): boolean {
  return someText(source, MEMBERS_OF_OBJECT);
}

/**
 * Whether a property that is undefined may make a value fit that does not fit without it: then validating the one says
 * nothing of the other. Properties that are there are counted, compared or denied by these keywords alone; all others
 * take them for not there, or refuse them.
 */
export function countsUndefined(source: SchemaSource): boolean {
  return someText(source, /"(?:minProperties|maxContains|uniqueItems|not|oneOf|if)"\s*:/);
}

const MEMBERS_OF_OBJECT = new RegExp(`"(?:${Object.getOwnPropertyNames(Object.prototype).join("|")})"`);

/** Whether a text of a schema, or of what it references, has something in it. */
export function someText({ schema, dependencies }: SchemaSource, pattern: RegExp): boolean {
  return pattern.test(schema) || dependencies.some((dependency) => pattern.test(dependency.schema));
}
