import { prefixFilter, qualifyWithParent } from "../contexts/qualified-subject.js";
import type { Registry } from "../registry.js";
import type { StoredSchema } from "../storage/stored-schema.js";
import { hasRuleType } from "./rule-set.js";

/** Which schemas are listed. */
export type SchemaFilter = {
  readonly subjectPrefix: string;
  /** Whether those count too that an alias with this prefix stands for. */
  readonly aliases: boolean;
  readonly deleted: boolean;
  readonly latestOnly: boolean;
  readonly ruleType: string | undefined;
};

/** A schema and the aliases that stand for its subject. */
export type ListedSchema = { readonly stored: StoredSchema; readonly aliases: readonly string[] };

/** By subject, then by version. */
export function listSchemas(registry: Registry, filter: SchemaFilter): readonly ListedSchema[] {
  const { store } = registry;
  const matches = prefixFilter(filter.subjectPrefix);
  const aliases = filter.aliases ? aliasesOf(registry, matches) : new Map<string, readonly string[]>();
  return store
    .subjects()
    .filter((subject) => matches(subject) || aliases.has(subject))
    .flatMap((subject) =>
      versionsOf(store.versions(subject), filter).map((stored) => ({ stored, aliases: aliases.get(subject) ?? [] })),
    );
}

function versionsOf(
  versions: readonly StoredSchema[],
  { deleted, latestOnly, ruleType }: SchemaFilter,
): readonly StoredSchema[] {
  const visible = versions.filter((stored) => deleted || !stored.deleted);
  const chosen = latestOnly ? visible.slice(-1) : visible;
  return ruleType === undefined ? chosen : chosen.filter(({ ruleSet }) => hasRuleType(ruleSet, ruleType));
}

/** The aliases among the scopes that match, by the subject that they stand for. */
function aliasesOf({ store }: Registry, matches: (subject: string) => boolean): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const scope of store.configured("CONFIG")) {
    const alias = store.config(scope)?.alias;
    if (scope === null || alias === undefined || !matches(scope)) continue;
    const subject = qualifyWithParent(scope, alias);
    found.set(subject, [...(found.get(subject) ?? []), scope]);
  }
  return found;
}
