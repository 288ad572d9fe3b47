import { SchemaReferenceError } from "../errors/schema-reference-error.js";
import type { CallOptions } from "./call.js";
import { isNotFound } from "./not-found.js";
import type { RegisteredSchema, SchemaReference, SchemaType, StoredSchema } from "./schema-types.js";
import { qualifyReference } from "./subject-name.js";
import type { Subjects } from "./subjects.js";

/** A schema that another one references, under the name by which it does so. */
export type ResolvedReference = {
  readonly name: string;
  readonly subject: string;
  readonly version: number;
  readonly schema: string;
  readonly schemaType: SchemaType;
  readonly references: readonly SchemaReference[];
};

/** A schema and all that it references, directly or not: what it takes to parse it. */
export type ResolvedSchema = StoredSchema & {
  /** Each once, those that others need first. */
  readonly dependencies: readonly ResolvedReference[];
};

/** What is to be resolved: anything with references. */
export type Resolvable = Omit<StoredSchema, "schemaType" | "references"> & {
  readonly schemaType?: SchemaType;
  readonly references?: readonly SchemaReference[];
};

/** How references are resolved. */
export type ResolveOptions = CallOptions & {
  /**
   * What to do when one name stands for two different schemas: an error, or the one that is met first, going level
   * by level, as Java's client does.
   * @default "error"
   */
  readonly conflicts?: "error" | "first";
};

type Node = { readonly key: string; readonly name: string; readonly loaded: RegisteredSchema };

/**
 * Fetches what a schema references, in parallel and each version once, and puts it in order.
 *
 * @throws SchemaReferenceError when the references form a cycle, a name is used for two schemas, or one is missing
 */
export async function resolveReferences(
  subjects: Pick<Subjects, "version">,
  root: Resolvable,
  options: ResolveOptions = {},
): Promise<ResolvedSchema> {
  const { conflicts = "error", ...callOptions } = options;
  const schema = { ...root, schemaType: root.schemaType ?? "AVRO", references: root.references ?? [] };
  if (schema.references.length === 0) return { ...schema, dependencies: [] };

  const loading = new Map<string, Promise<RegisteredSchema>>();
  /** By name, in the order in which they are met level by level. */
  const byName = new Map<string, Node>();
  const rootLabel = label(schema.subject, schema.version) ?? "the schema";

  async function load(reference: SchemaReference, parent: string | undefined, chain: readonly string[]): Promise<Node> {
    const subject = qualifyReference(parent, reference.subject);
    const key = label(subject, reference.version) ?? subject;
    if (chain.includes(key)) {
      throw new SchemaReferenceError(
        `the references of ${rootLabel} form a cycle: ${[...chain, key].join(" -> ")}. A registry refuses such a schema: was a version deleted and its number given out again?`,
        { reason: "cycle", reference: reference.name, chain: [...chain, key] },
      );
    }
    let pending = loading.get(key);
    if (pending === undefined) {
      pending = subjects.version(subject, reference.version === -1 ? "latest" : reference.version, {
        ...callOptions,
        deleted: true,
      });
      loading.set(key, pending);
    }
    try {
      return { key, name: reference.name, loaded: await pending };
    } catch (cause) {
      if (!isNotFound(cause)) throw cause;
      throw new SchemaReferenceError(
        `${[...chain].at(-1) ?? rootLabel} references "${reference.name}" as ${key}, which the registry does not have`,
        { reason: "missing", reference: reference.name, chain: [...chain, key], cause },
      );
    }
  }

  let level: readonly { readonly parent: StoredSchema; readonly chain: readonly string[] }[] = [
    {
      parent: schema,
      chain: schema.subject === undefined ? [] : [label(schema.subject, schema.version) ?? schema.subject],
    },
  ];
  while (level.length > 0) {
    const found = await Promise.all(
      level.flatMap(({ parent, chain }) =>
        parent.references.map(async (reference) => ({
          node: await load(reference, parent.subject ?? schema.subject, chain),
          chain,
        })),
      ),
    );
    level = found.flatMap(({ node, chain }) => {
      const known = byName.get(node.name);
      if (known === undefined) {
        byName.set(node.name, node);
        return [{ parent: node.loaded, chain: [...chain, node.key] }];
      }
      const same = known.key === node.key || known.loaded.schema === node.loaded.schema;
      if (!same && conflicts === "error") {
        throw new SchemaReferenceError(
          `the references of ${rootLabel} use the name "${node.name}" for two different schemas: ${known.key} and ${node.key}. Let them agree on one version`,
          { reason: "conflict", reference: node.name, chain: [...chain, node.key] },
        );
      }
      return [];
    });
  }
  return { ...schema, dependencies: inOrder(schema.references, byName) };
}

/** Depth first, so that what is needed stands before what needs it. */
function inOrder(references: readonly SchemaReference[], byName: ReadonlyMap<string, Node>): ResolvedReference[] {
  const ordered: ResolvedReference[] = [];
  const done = new Set<string>();
  const visit = (name: string) => {
    const node = byName.get(name);
    if (node === undefined || done.has(name)) return;
    done.add(name);
    for (const reference of node.loaded.references) visit(reference.name);
    const { subject, version, schema, schemaType, references: own } = node.loaded;
    ordered.push({ name, subject: subject ?? "", version: version ?? -1, schema, schemaType, references: own });
  };
  for (const reference of references) visit(reference.name);
  return ordered;
}

function label(subject: string | undefined, version: number | undefined): string | undefined {
  if (subject === undefined) return undefined;
  return `${subject}/${version === undefined ? "?" : version === -1 ? "latest" : version}`;
}
