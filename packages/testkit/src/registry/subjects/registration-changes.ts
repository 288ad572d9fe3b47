import { schemaTooLarge } from "../api/refusals.js";
import { DEFAULT_CONTEXT, parseSubject } from "../contexts/qualified-subject.js";
import type { Registry } from "../registry.js";
import { type Change, TENANT } from "../storage/record.js";
import { type StoredSchema, toSchemaValue } from "../storage/stored-schema.js";
import { tombstone } from "./delete.js";

/**
 * What a registration changes: the version itself, its context where it is the first one there, and soft-deleted
 * versions of the same id, which the new one makes superfluous unless they are referenced.
 *
 * @throws RestError 42209 when the record is larger than Kafka takes
 */
export function registrationChanges(
  { store, settings }: Registry,
  stored: Omit<StoredSchema, "timestamp">,
): readonly Change[] {
  const { subject, version, id } = stored;
  const { context } = parseSubject(subject);
  const value = toSchemaValue(stored);
  if (Buffer.byteLength(JSON.stringify(value)) > settings.maxRecordBytes) throw schemaTooLarge();
  const superfluous = store
    .versions(subject)
    .filter((old) => old.deleted && old.id === id && old.version < version)
    .filter((old) => store.referrers(subject, old.version).length === 0);
  return [
    ...(context === DEFAULT_CONTEXT || store.contexts().includes(context) ? [] : [contextCreated(context)]),
    ...superfluous.map((old) => tombstone(subject, old.version)),
    { key: { keytype: "SCHEMA", subject, version, magic: 1 }, value },
  ];
}

function contextCreated(context: string): Change {
  return {
    key: { keytype: "CONTEXT", tenant: TENANT, context, magic: 0 },
    value: { tenant: TENANT, context },
  };
}
