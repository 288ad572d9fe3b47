import type { EffectiveConfig } from "../config/effective-config.js";
import type { Registry } from "../registry.js";
import { type Draft, isBlank } from "../schemas/draft.js";
import { prepareForLookUp } from "../schemas/look-up.js";
import { changeTags, tagsIn } from "../schemas/tags/schema-tags.js";
import type { SchemaTags } from "../storage/record.js";
import type { StoredSchema } from "../storage/stored-schema.js";
import { LATEST } from "./version-id.js";

/**
 * The draft with the tags in its text that the request adds, and without those that it removes. As by the route for
 * tags, its version is then noted in its metadata.
 */
export function withGivenTags(registry: Registry, subject: string, draft: Draft, config: EffectiveConfig): Draft {
  const { add, remove } = draft.tags ?? { add: [], remove: [] };
  if (add.length + remove.length === 0 || isBlank(draft)) return draft;
  const schema = retagged(registry, subject, draft, config, add, remove);
  return { ...draft, schema, version: draft.version === 0 ? LATEST : draft.version };
}

/** The draft with the tags of the previous version, where the request asks for them. */
export function withPreviousTags(
  registry: Registry,
  subject: string,
  draft: Draft,
  config: EffectiveConfig,
  previous: StoredSchema | undefined,
): Draft {
  if (draft.tags?.propagate !== true || previous === undefined || isBlank(draft)) return draft;
  const tags = tagsIn(previous);
  return tags.length === 0 ? draft : { ...draft, schema: retagged(registry, subject, draft, config, tags, []) };
}

/** The text is made canonical first: tags are looked for in what can be read. */
function retagged(
  registry: Registry,
  subject: string,
  draft: Draft,
  config: EffectiveConfig,
  add: readonly SchemaTags[],
  remove: readonly SchemaTags[],
): string {
  return changeTags(prepareForLookUp(registry, subject, draft, config, false), add, remove);
}
