import { notPermitted } from "../api/refusals.js";
import { since } from "../api/release.js";
import { RestError } from "../api/rest-error.js";
import { incompatibilities } from "../compatibility/check-schema.js";
import type { EffectiveConfig } from "../config/effective-config.js";
import { contextPrefix, parseSubject } from "../contexts/qualified-subject.js";
import type { Registry } from "../registry.js";
import { sameMetadata } from "../schemas/metadata.js";
import type { PreparedSchema } from "../schemas/prepare-schema.js";
import { sameRuleSet } from "../schemas/rule-set.js";
import type { StoredSchema } from "../storage/stored-schema.js";

/** @throws RestError 409 for a schema that does not go with the versions there are */
export function refuseIncompatible(
  registry: Registry,
  subject: string,
  config: EffectiveConfig,
  schema: PreparedSchema,
  live: readonly StoredSchema[],
): void {
  const messages = incompatibilities(registry, config, schema, live);
  if (messages.length === 0) return;
  const message =
    `Schema being registered is incompatible with an earlier schema for subject "${subject}", ` +
    `details: [${messages.join(", ")}]`;
  throw new RestError(409, since(registry, "8.2") ? 40901 : 409, message);
}

/** @throws RestError 42205 for an id that stands for another schema already */
export function refuseOverwrite(registry: Registry, subject: string, id: number, schema: PreparedSchema): void {
  const known = registry.store.byId(parseSubject(subject).context, id)[0];
  if (
    known === undefined ||
    (known.schema === schema.schema &&
      known.schemaType === schema.schemaType &&
      JSON.stringify(known.references) === JSON.stringify(schema.references) &&
      sameMetadata(known.metadata, schema.metadata) &&
      sameRuleSet(known.ruleSet, schema.ruleSet))
  ) {
    return;
  }
  throw notPermitted(`Overwrite new schema with id ${id} in context ${contextPrefix(subject)} is not permitted.`);
}
