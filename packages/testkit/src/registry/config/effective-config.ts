import type { CompatibilityLevel } from "@magicbyte/compat";
import { GLOBAL_SCOPE } from "../contexts/qualified-subject.js";
import { broaderScopes } from "../contexts/scopes.js";
import type { Registry } from "../registry.js";
import type { ConfigValue } from "../storage/record.js";

/** A configuration that has a level, be it the server's. */
export type EffectiveConfig = ConfigValue & { readonly compatibilityLevel: CompatibilityLevel };

/** What a subject takes from the default context's entry when it has one of its own; nothing else is inherited. */
const INHERITED = [
  "normalize",
  "validateFields",
  "validateNewSchemas",
  "validateRules",
  "compatibilityPolicy",
  "compatibilityGroup",
] as const satisfies readonly (keyof ConfigValue)[];

/** What is configured for a scope itself; a level that is missing there is the server's, not that of a broader scope. */
export function ownConfig(registry: Registry, scope: string | null): EffectiveConfig | undefined {
  const own = registry.store.config(scope);
  return own === undefined ? undefined : withLevel(registry, own);
}

/** What holds for a scope: its own entry, or that of its context, or the global one, or the server's defaults. */
export function effectiveConfig(registry: Registry, scope: string | null): EffectiveConfig {
  const own = registry.store.config(scope);
  if (own !== undefined) {
    const common = scope === null || scope === GLOBAL_SCOPE ? undefined : registry.store.config(null);
    return withLevel(registry, common === undefined ? own : { ...inherited(common), ...own });
  }
  for (const broader of broaderScopes(scope)) {
    const found = registry.store.config(broader);
    if (found !== undefined) return withLevel(registry, found);
  }
  return withLevel(registry, {});
}

function withLevel(registry: Registry, config: ConfigValue): EffectiveConfig {
  return { ...config, compatibilityLevel: config.compatibilityLevel ?? registry.settings.compatibilityLevel };
}

function inherited(common: ConfigValue): ConfigValue {
  return Object.fromEntries(
    INHERITED.flatMap((name) => (common[name] === undefined ? [] : [[name, common[name]] as const])),
  );
}
