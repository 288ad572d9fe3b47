import type { EffectiveConfig } from "../config/effective-config.js";
import type { StoredSchema } from "../storage/stored-schema.js";
import type { Draft } from "./draft.js";
import { confluentVersion, mergeMetadata, withConfluentVersion } from "./metadata.js";
import { mergeRuleSets } from "./rule-set.js";

/**
 * The draft with what a registration adds to it: metadata and rules of the previous version where it has none, between
 * the configured defaults and overrides, and `confluent:version` where a version was asked for or the metadata has one.
 *
 * @param newVersion the number it would get; a lookup has none
 */
export function fillIn(
  draft: Draft,
  previous: StoredSchema | undefined,
  config: EffectiveConfig,
  newVersion?: number,
): Draft {
  const metadata = mergeMetadata(
    mergeMetadata(config.defaultMetadata, draft.metadata ?? previous?.metadata),
    config.overrideMetadata,
  );
  const ruleSet = mergeRuleSets(
    mergeRuleSets(config.defaultRuleSet, draft.ruleSet ?? previous?.ruleSet),
    config.overrideRuleSet,
  );
  const numbered = newVersion !== undefined && (draft.version !== 0 || confluentVersion(metadata) !== undefined);
  return { ...draft, ruleSet, metadata: numbered ? withConfluentVersion(metadata, newVersion) : metadata };
}

/** Whether registrations are given metadata or rules by configuration. */
export function hasDefaultsOrOverrides(config: EffectiveConfig): boolean {
  const { defaultMetadata, overrideMetadata, defaultRuleSet, overrideRuleSet } = config;
  return [defaultMetadata, overrideMetadata, defaultRuleSet, overrideRuleSet].some((one) => one !== undefined);
}
