import { DEFAULT_CONTEXT, parseSubject, qualify } from "../contexts/qualified-subject.js";
import type { Registry } from "../registry.js";
import type { StoredSchema } from "../storage/stored-schema.js";

/**
 * The version that an id stands for. Ids belong to contexts: the subject names the one that is meant, and with a name
 * of its own also which of the versions. An unqualified subject is looked for in all contexts; when none has it, the
 * default context's schema of that id is meant.
 */
export function findById(registry: Registry, id: number, subject: string): StoredSchema | undefined {
  const { store } = registry;
  const { context, name } = parseSubject(subject);
  const here = store.byId(context, id);
  if (name === "") return here[0];
  const own = here.findLast((stored) => stored.subject === qualify(context, name));
  if (own !== undefined || context !== DEFAULT_CONTEXT) return own;
  for (const other of store.contexts()) {
    const found = store.byId(other, id).findLast((stored) => stored.subject === qualify(other, name));
    if (found !== undefined) return found;
  }
  return here[0];
}

/**
 * Where the schema of an id is in use: the latest version of each subject that has it. Undefined when the id is unknown.
 *
 * @param deleted whether soft-deleted versions count
 */
export function usesOf(
  registry: Registry,
  id: number,
  subject: string,
  deleted: boolean,
): readonly StoredSchema[] | undefined {
  const found = findById(registry, id, subject);
  if (found === undefined) return undefined;
  // They are sorted by subject and version: the last of each subject stands before one of another subject.
  return registry.store
    .byId(parseSubject(found.subject).context, id)
    .filter((stored, at, all) => all[at + 1]?.subject !== stored.subject && (deleted || !stored.deleted));
}
