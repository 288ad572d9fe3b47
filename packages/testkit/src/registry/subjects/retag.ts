import { readBody, readInteger, readStrings } from "../api/read-body.js";
import { invalidRuleSet } from "../api/refusals.js";
import type { Registry } from "../registry.js";
import { latestOf } from "../schemas/latest.js";
import { readMetadata, withConfluentVersion } from "../schemas/metadata.js";
import { mergeRuleSets, type RuleSet, readRuleSet, withoutRules } from "../schemas/rule-set.js";
import { readSchemaTags } from "../schemas/tags/read-tags.js";
import { changeTags } from "../schemas/tags/schema-tags.js";
import type { StoredSchema } from "../storage/stored-schema.js";
import { type Registered, register } from "./register.js";

/**
 * Registers a version again with other tags in its text, other metadata or other rules.
 *
 * @throws RestError as a registration does
 */
export function retag(registry: Registry, stored: StoredSchema, body: unknown): Registered {
  const request = readBody(body);
  const { subject, schemaType, references } = stored;
  const version = readInteger(request, "newVersion") ?? 0;
  const schema = changeTags(stored, readSchemaTags(request, "tagsToAdd"), readSchemaTags(request, "tagsToRemove"));
  const metadata = withConfluentVersion(readMetadata(request, "metadata") ?? stored.metadata, version);
  const ruleSet = rulesAfter(registry, stored, body, version);
  const draft = { schema, schemaType, references, metadata, ruleSet, version, id: undefined };
  return register(registry, subject, draft, { normalize: false, force: false, reuse: false });
}

/** Either a whole rule set, or changes to that of the version before. */
function rulesAfter(registry: Registry, stored: StoredSchema, body: unknown, version: number): RuleSet | undefined {
  if (registry.settings.dropRuleSets) return undefined;
  const request = readBody(body);
  const whole = readRuleSet(request, "ruleSet");
  const merged = readRuleSet(request, "rulesToMerge");
  const removed = readStrings(request, "rulesToRemove");
  if (merged === undefined && removed === undefined) return whole;
  if (whole !== undefined) {
    throw invalidRuleSet("ruleSet should be omitted if specifying rulesToMerge or rulesToRemove");
  }
  const { store } = registry;
  const previous = version > 1 ? store.schema(stored.subject, version - 1) : latestOf(store.versions(stored.subject));
  return withoutRules(mergeRuleSets(previous?.ruleSet, merged), removed ?? []);
}
