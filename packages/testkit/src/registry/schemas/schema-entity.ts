import type { RegisteredReference } from "@magicbyte/compat";
import { entity } from "../api/entity.js";
import { textOf } from "../api/read-query.js";
import { since } from "../api/release.js";
import { qualifyWithParent } from "../contexts/qualified-subject.js";
import type { Registry } from "../registry.js";
import type { SchemaTags } from "../storage/record.js";
import type { StoredSchema } from "../storage/stored-schema.js";
import { formatSchema } from "./format-schema.js";

/** A schema as answers have it. */
export type SchemaEntity = Readonly<Record<string, unknown>>;

/** The form in which a request wants to see schemas. */
export type SchemaForm = {
  readonly format?: string | undefined;
  /** Whether references name their context. */
  readonly qualified?: boolean | undefined;
  /** Instead of those that are stored. */
  readonly schemaTags?: readonly SchemaTags[] | undefined;
};

/** The form that a query asks for. */
export function formOf(query: URLSearchParams): SchemaForm {
  return { format: textOf(query, "format"), qualified: query.get("referenceFormat")?.toLowerCase() === "qualified" };
}

/** A version of a subject: all that is known of it. */
export function schemaEntity(registry: Registry, stored: StoredSchema, form: SchemaForm = {}): SchemaEntity {
  const { subject, version, id } = stored;
  const { schema, ...rest } = contentEntity(registry, stored, form);
  return entity({ subject, version, id, ...rest, schema, ...stateEntity(registry, stored) });
}

/** A schema by its id or GUID: the same without the id, which the request had. */
export function schemaStringEntity(
  registry: Registry,
  stored: StoredSchema,
  form: SchemaForm,
  more: { readonly subject?: string; readonly version?: number; readonly maxId?: number },
): SchemaEntity {
  const { subject, version, maxId } = more;
  const content = contentEntity(registry, stored, form);
  return entity({ subject, version, ...content, maxId, ...stateEntity(registry, stored) });
}

/** What a registration answers; of one that made a new version nothing is known yet of when that was. */
export function registeredEntity(
  registry: Registry,
  schema: Omit<StoredSchema, "timestamp">,
  existing: StoredSchema | undefined,
  form: SchemaForm,
): SchemaEntity {
  const { id, version } = schema;
  if (!since(registry, "7.5")) return { id };
  const content = contentEntity(registry, { ...schema, timestamp: 0 }, form);
  return entity({ id, version, ...content, ...(existing === undefined ? {} : stateEntity(registry, existing)) });
}

function contentEntity(registry: Registry, stored: StoredSchema, form: SchemaForm) {
  const { schemaType, references, metadata, ruleSet, md5 } = stored;
  return {
    guid: since(registry, "8.0") ? guidOf(md5) : undefined,
    // Before 8.0 the type was left out where it is the default.
    schemaType: since(registry, "8.0") || schemaType !== "AVRO" ? schemaType : undefined,
    references: form.qualified === true ? references.map((one) => qualified(stored.subject, one)) : references,
    metadata,
    ruleSet,
    schemaTags: form.schemaTags ?? stored.schemaTags,
    schema: formatSchema(registry, stored, form.format),
  };
}

function stateEntity(registry: Registry, { timestamp, deleted }: StoredSchema) {
  return since(registry, "8.0") ? { ts: timestamp, deleted } : {};
}

function qualified(parent: string, reference: RegisteredReference): RegisteredReference {
  return { ...reference, subject: qualifyWithParent(parent, reference.subject) };
}

/** The 32 digits of an identity as a UUID. */
function guidOf(md5: string): string {
  return md5.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
