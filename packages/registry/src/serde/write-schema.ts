import { isNotFound } from "../client/not-found.js";
import type { ResolvedReference, ResolvedSchema } from "../client/resolve.js";
import type { SchemaInput, SchemaReference, StoredSchema } from "../client/schema-types.js";
import { SerializationError } from "../errors/serialization-error.js";
import { UsageError } from "../errors/usage-error.js";
import type { SerdeClient } from "./serde-client.js";
import type { AnyTypedSchema, TypedReference } from "./typed-schema.js";

/**
 * Which schema of the registry messages are written with:
 *
 * - `"register"`: the given one, registered where it is not yet
 * - `"existing"`: the given one, which must be registered already: register it when deploying, not when running
 * - `"latest"`: the newest version of the subject, renewed in the background
 * - `{ version }`, `{ id }`: that one
 * - `{ metadata }`: the newest version of the subject whose metadata has these properties, renewed as the latest is
 */
export type Lookup =
  | "register"
  | "existing"
  | "latest"
  | { readonly id: number }
  | { readonly version: number }
  | { readonly metadata: Readonly<Record<string, string>> };

/** What is to be found. */
export type WriteSchemaRequest = {
  readonly client: SerdeClient;
  readonly schema: AnyTypedSchema;
  readonly subject: string;
  readonly lookup: Lookup;
  readonly normalize: boolean | undefined;
  /** Whether an answer from the cache will not do. */
  readonly fresh: boolean;
};

/** Asks the registry for the schema that messages are written with. All that is asynchronous in writing is here. */
export async function findWriteSchema(request: WriteSchemaRequest): Promise<ResolvedSchema & { readonly id: number }> {
  const { client, subject, lookup, fresh } = request;
  if (lookup === "register" || lookup === "existing") return ownSchema(request);
  const stored = await storedSchema(client, subject, lookup, fresh);
  return { ...(await client.resolve(stored)), id: stored.id };
}

/** Whether the answer may change with time, so that what was prepared must be renewed. */
export function isRenewable(lookup: Lookup): boolean {
  return lookup === "latest" || (typeof lookup === "object" && "metadata" in lookup);
}

function storedSchema(
  client: SerdeClient,
  subject: string,
  lookup: Exclude<Lookup, "register" | "existing">,
  fresh: boolean,
) {
  if (lookup === "latest") return client.subjects.latest(subject, { fresh });
  if ("id" in lookup) return client.schemas.byId(lookup.id);
  if ("version" in lookup) return client.subjects.version(subject, lookup.version);
  if ("metadata" in lookup) return client.subjects.latestWithMetadata(subject, lookup.metadata, { fresh });
  throw new UsageError('`lookup` must be "register", "existing", "latest", { id }, { version } or { metadata }');
}

/** The given schema as the registry has it, its references first. */
async function ownSchema({ client, schema, subject, lookup, normalize }: WriteSchemaRequest) {
  const dependencies = await settleReferences(client, schema, lookup, normalize);
  const input = schemaInput(schema, dependencies);
  const found =
    lookup === "register"
      ? await client.subjects.register(subject, input, normalizeOption(normalize))
      : await existing(client, subject, input, normalize);
  // Registries before 7.5 answer with the id alone. Their text is the one that was sent, unless they normalised it.
  const stored: Partial<StoredSchema> & { readonly id: number } =
    found.schema === undefined && normalize === true ? await client.schemas.byId(found.id) : found;
  return {
    ...stored,
    subject: stored.subject ?? subject,
    schemaType: stored.schemaType ?? schema.format.schemaType,
    schema: stored.schema ?? schema.schema,
    references: stored.references ?? input.references ?? [],
    dependencies,
  };
}

async function existing(client: SerdeClient, subject: string, input: SchemaInput, normalize: boolean | undefined) {
  try {
    return await client.subjects.lookup(subject, input, normalizeOption(normalize));
  } catch (cause) {
    if (!isNotFound(cause)) throw cause;
    throw new SerializationError(
      `subject "${subject}" does not have this schema: register it when deploying (client.subjects.register), or write with lookup: "register"`,
      { subject, cause },
    );
  }
}

/** Registers or looks up what a schema references, what others need first, and gives it in that order. */
async function settleReferences(
  client: SerdeClient,
  schema: AnyTypedSchema,
  lookup: Lookup,
  normalize: boolean | undefined,
): Promise<readonly ResolvedReference[]> {
  const ordered: ResolvedReference[] = [];
  const byName = new Map<string, AnyTypedSchema>();

  async function visit(references: readonly TypedReference[], path: readonly AnyTypedSchema[]): Promise<void> {
    for (const reference of references) {
      const known = byName.get(reference.name);
      if (known === reference.schema) continue;
      if (known !== undefined && known.schema !== reference.schema.schema) {
        throw new UsageError(`the references use the name "${reference.name}" for two different schemas`);
      }
      if (path.includes(reference.schema)) throw new UsageError(`the references form a cycle at "${reference.name}"`);
      byName.set(reference.name, reference.schema);
      await visit(reference.schema.references, [...path, reference.schema]);
      ordered.push(await settle(reference));
    }
  }

  async function settle({
    name,
    schema: referenced,
    subject = name,
    version,
  }: TypedReference): Promise<ResolvedReference> {
    const input = schemaInput(referenced, ordered);
    const settled = {
      name,
      subject,
      schema: referenced.schema,
      schemaType: referenced.format.schemaType,
      references: input.references ?? [],
    };
    if (version !== undefined) return { ...settled, version };
    if (lookup === "register") {
      const registered = await client.subjects.register(subject, input, normalizeOption(normalize));
      // Registries before 7.5 do not say which version it became.
      const found =
        registered.version ?? (await client.subjects.lookup(subject, input, normalizeOption(normalize))).version;
      return { ...settled, version: found ?? -1 };
    }
    return { ...settled, version: (await existing(client, subject, input, normalize)).version ?? -1 };
  }

  await visit(schema.references, [schema]);
  return ordered;
}

function schemaInput(
  schema: AnyTypedSchema,
  settled: readonly ResolvedReference[],
): SchemaInput & { readonly references: readonly SchemaReference[] } {
  const references = schema.references.flatMap(({ name }) => {
    const found = settled.find((one) => one.name === name);
    return found === undefined ? [] : [{ name, subject: found.subject, version: found.version }];
  });
  return {
    schema: schema.schema,
    schemaType: schema.format.schemaType,
    references,
    ...(schema.metadata === undefined ? {} : { metadata: schema.metadata }),
    ...(schema.ruleSet === undefined ? {} : { ruleSet: schema.ruleSet }),
  };
}

function normalizeOption(normalize: boolean | undefined) {
  return normalize === undefined ? {} : { normalize };
}
