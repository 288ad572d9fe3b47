import { UsageError } from "@magicbyte/registry/serde";
import type { AjvInstance, AjvValidate } from "./ajv-instance.js";
import { createAjv, type Purpose } from "./create-ajv.js";
import { provePlain } from "./prove-plain.js";
import { parseSchemaSet, type SchemaSet, type SchemaSource } from "./schema-set.js";
import type { ValidationSettings } from "./validation-settings.js";

/** A schema that Ajv compiled. */
export type CompiledForm = {
  readonly validate: AjvValidate;
  /** Whether validating may change the value: only an Ajv of the user's does. */
  readonly changesValues: boolean;
};

/**
 * Compiles a schema with its references. Each is compiled in a scope of its own, so that two versions with the same
 * `$id` never meet.
 *
 * @throws UsageError when it does not compile
 */
export function compileSchema(source: SchemaSource, settings: ValidationSettings, purpose: Purpose): CompiledForm {
  const set = parseSchemaSet(source, settings.draft);
  try {
    const { ajv } = settings;
    if (typeof ajv === "function") return compileSet(set, ajv());
    if (ajv !== undefined) return compileIn(ajv, set);
    return compileWithOwn(set, source, settings, purpose);
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    const { message } = cause as Error;
    const wayOut = message.startsWith("can't resolve reference") ? ": name it in `references`" : "";
    throw new UsageError(`the JSON Schema does not compile: ${message}${wayOut}`, { cause });
  }
}

function compileWithOwn(
  set: SchemaSet,
  source: SchemaSource,
  { formats }: ValidationSettings,
  purpose: Purpose,
): CompiledForm {
  const root = purpose === "plain" ? (provePlain(set.root) as SchemaSet["root"]) : set.root;
  const compileUnder = (unicodeRegExp: boolean) =>
    compileSet({ ...set, root }, createAjv({ source, draft: set.draft, formats, purpose, unicodeRegExp }));
  try {
    return compileUnder(true);
  } catch (error) {
    // What is a pattern for Java, and was one in older drafts, may be none with the flag "u", such as `[\w-.]`.
    if (!(error instanceof SyntaxError)) throw error;
    return compileUnder(false);
  }
}

/** Leaves an Ajv as it was: what was compiled works on, and the next version of the schema may have the same `$id`. */
function compileIn(ajv: AjvInstance, set: SchemaSet): CompiledForm {
  const before = new Set([...Object.keys(ajv.schemas), ...Object.keys(ajv.refs)]);
  try {
    return compileSet(set, ajv);
  } finally {
    for (const key of [...Object.keys(ajv.schemas), ...Object.keys(ajv.refs)]) {
      if (!before.has(key)) ajv.removeSchema(key);
    }
    ajv.removeSchema(set.root);
  }
}

function compileSet({ root, references }: SchemaSet, ajv: AjvInstance): CompiledForm {
  const ids = new Set(idOf(root));
  for (const { schema } of references) {
    const [id] = idOf(schema);
    if (id === undefined) continue;
    // Of two with the same `$id` the references know the second by its name alone.
    if (ids.has(id)) dropId(schema);
    ids.add(id);
  }
  for (const { name, schema } of references) {
    // A `$ref` is resolved against the `$id` of the schema it stands in before it is looked up.
    const uris = [...ids].map((id) => ajv.opts.uriResolver.resolve(id, name));
    for (const uri of new Set([name, ...uris])) {
      if (!(uri in ajv.schemas) && !(uri in ajv.refs) && !idOf(root).includes(uri)) ajv.addSchema(schema, uri);
    }
  }
  const { useDefaults, coerceTypes, removeAdditional } = ajv.opts;
  const changesValues = [useDefaults, coerceTypes, removeAdditional].some(
    (option) => option !== undefined && option !== false,
  );
  return { validate: ajv.compile(root), changesValues };
}

type WithId = { $id?: unknown; id?: unknown };

function idOf(schema: object | boolean): string[] {
  const { $id, id } = schema as WithId;
  const found = $id ?? id;
  return typeof found === "string" ? [found] : [];
}

function dropId(schema: object | boolean): void {
  delete (schema as WithId).$id;
  delete (schema as WithId).id;
}
