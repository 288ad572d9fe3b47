import {
  DEFAULT_CONTEXT,
  normalizeSubject,
  parseSubject,
  qualify,
  scopeFilter,
} from "../contexts/qualified-subject.js";
import { type ContextIndex, createContextIndex } from "./context-index.js";
import {
  type ConfigValue,
  type DeleteSubjectValue,
  type Mode,
  type ModeValue,
  type RecordKey,
  type RegistryRecord,
  type SchemaValue,
  TENANT,
} from "./record.js";
import { createReferenceIndex } from "./reference-index.js";
import { type StoredSchema, toSchemaValue, toStoredSchema } from "./stored-schema.js";
import { createSubjectIndex } from "./subject-index.js";

/** The state: a fold of records, with the indexes that operations need. Subjects are qualified: `name`, `:.context:name`. */
export type Store = {
  apply(record: RegistryRecord): void;
  /** One record for each key that holds something, in an order in which they can be applied again. */
  records(): Iterable<RegistryRecord>;
  /** Forgets everything. */
  clear(): void;

  schema(subject: string, version: number): StoredSchema | undefined;
  /** All versions, soft-deleted ones too, in ascending order; none when the subject is unknown. */
  versions(subject: string): readonly StoredSchema[];
  /** All subjects that have a version, be it soft-deleted, in the registry's order. */
  subjects(): readonly string[];
  /** The names of the contexts, `.` among them, sorted. */
  contexts(): readonly string[];

  /** All versions that have this id in a context. */
  byId(context: string, id: number): readonly StoredSchema[];
  /** The id that an identity has in a context. */
  idOf(context: string, md5: string): number | undefined;
  /** Where an identity is registered: one id for each context that has it, the default one first. */
  byGuid(md5: string): ReadonlyMap<string, number>;
  /** The highest id given in a context so far; 0 when there is none. */
  maxId(context: string): number;
  /** All versions that reference a version directly, soft-deleted ones too. */
  referrers(subject: string, version: number): readonly StoredSchema[];

  /** What is configured for the subject itself; null stands for the default context. */
  config(subject: string | null): ConfigValue | undefined;
  /** The mode of the subject itself; null stands for the default context. */
  mode(subject: string | null): Mode | undefined;
  /** The scopes for which something is configured, or has a mode. */
  configured(keytype: "CONFIG" | "MODE"): readonly (string | null)[];
  /** Associations and keys, by the JSON text of their record's key. */
  kept(keytype: Resource): ReadonlyMap<string, RegistryRecord>;
};

type Resource = "ASSOC" | "KEK" | "DEK";

/** An empty store. */
export function createStore(): Store {
  let subjects = createSubjectIndex();
  let references = createReferenceIndex();
  const contexts = new Map<string, ContextIndex>();
  const scopes = { CONFIG: new Map<string | null, RegistryRecord>(), MODE: new Map<string | null, RegistryRecord>() };
  const resources: Readonly<Record<Resource, Map<string, RegistryRecord>>> = {
    ASSOC: new Map(),
    KEK: new Map(),
    DEK: new Map(),
  };
  /** Contexts that were created, and when; the default one is always there. */
  const created = new Map<string, number>();

  function contextOf(subject: string): ContextIndex {
    return contextNamed(parseSubject(subject).context);
  }

  function contextNamed(name: string): ContextIndex {
    const known = contexts.get(name);
    if (known !== undefined) return known;
    const context = createContextIndex();
    contexts.set(name, context);
    return context;
  }

  function put(schema: StoredSchema): void {
    remove(schema.subject, schema.version);
    const context = contextOf(schema.subject);
    // One text in memory, however many subjects and versions have it.
    const same = context.byId(schema.id)[0];
    const shared = same?.schema === schema.schema ? { ...schema, schema: same.schema } : schema;
    subjects.put(shared);
    context.put(shared);
    references.put(shared);
  }

  function remove(subject: string, version: number): void {
    const schema = subjects.version(subject, version);
    if (schema === undefined) return;
    subjects.remove(schema);
    contextOf(subject).remove(schema);
    references.remove(schema);
  }

  function softDelete(subject: string, until: number): void {
    for (const schema of [...subjects.versions(subject)]) {
      if (schema.version <= until && !schema.deleted) put({ ...schema, deleted: true });
    }
  }

  function clearDeleted(scope: string | null): void {
    const matches = scopeFilter(scope);
    for (const subject of subjects.names().filter(matches)) {
      for (const schema of [...subjects.versions(subject)]) if (schema.deleted) remove(subject, schema.version);
    }
  }

  return {
    apply(record) {
      switch (record.key.keytype) {
        case "SCHEMA":
          if (record.value === null) remove(normalizeSubject(record.key.subject), record.key.version);
          else put(toStoredSchema(record.value as SchemaValue, record.timestamp));
          break;
        case "DELETE_SUBJECT":
          if (record.value !== null)
            softDelete(normalizeSubject(record.key.subject), (record.value as DeleteSubjectValue).version);
          break;
        case "CLEAR_SUBJECT":
          if (record.value !== null) clearDeleted(scopeOf(record.key.subject));
          break;
        case "CONFIG":
        case "MODE":
          keep(scopes[record.key.keytype], scopeOf(record.key.subject), record);
          break;
        case "CONTEXT":
          if (record.value === null) created.delete(record.key.context);
          else created.set(record.key.context, record.timestamp);
          break;
        case "ASSOC":
        case "KEK":
        case "DEK":
          keep(resources[record.key.keytype], keyText(record.key), record);
          break;
        default:
        // NOOP means nothing, and what other registries write besides cannot mean anything here.
      }
    },
    *records() {
      for (const [name, context] of contexts)
        if (context.maxUsedId() < context.maxId()) yield* counter(name, context.maxId());
      for (const [context, timestamp] of created) {
        const key = { keytype: "CONTEXT", tenant: TENANT, context, magic: 0 } as const;
        yield { key, value: { tenant: TENANT, context }, timestamp };
      }
      yield* scopes.CONFIG.values();
      yield* scopes.MODE.values();
      const schemas = subjects.names().flatMap((subject) => subjects.versions(subject));
      for (const schema of schemas.sort((one, other) => one.timestamp - other.timestamp)) yield schemaRecord(schema);
      for (const kept of Object.values(resources)) yield* kept.values();
    },
    clear() {
      subjects = createSubjectIndex();
      references = createReferenceIndex();
      for (const map of [contexts, created, ...Object.values(scopes), ...Object.values(resources)]) map.clear();
    },
    schema: (subject, version) => subjects.version(subject, version),
    versions: (subject) => subjects.versions(subject),
    subjects: () => subjects.names(),
    contexts: () => [DEFAULT_CONTEXT, ...[...created.keys()].filter((name) => name !== DEFAULT_CONTEXT).sort()],
    byId: (context, id) => contexts.get(context)?.byId(id) ?? [],
    idOf: (context, md5) => contexts.get(context)?.idOf(md5),
    byGuid(md5) {
      const ids = new Map<string, number>();
      for (const name of [...contexts.keys()].sort()) {
        const id = contexts.get(name)?.idOf(md5);
        if (id !== undefined) ids.set(name, id);
      }
      return ids;
    },
    maxId: (context) => contexts.get(context)?.maxId() ?? 0,
    referrers: (subject, version) => references.referrers(subject, version),
    config: (subject) => scopes.CONFIG.get(subject)?.value as ConfigValue | undefined,
    mode: (subject) => (scopes.MODE.get(subject)?.value as ModeValue | undefined)?.mode,
    configured: (keytype) => [...scopes[keytype].keys()],
    kept: (keytype) => resources[keytype],
  };
}

/** A schema that comes and goes: so that the next id is a new one, in whichever registry the records are read. */
function counter(context: string, id: number): readonly RegistryRecord[] {
  const [subject, version, timestamp] = [qualify(context, "counter"), 1, 0];
  const key = { keytype: "SCHEMA", subject, version, magic: 1 } as const;
  const value = { subject, version, id, schema: '"null"', deleted: false };
  return [
    { key, value, timestamp },
    { key, value: null, timestamp },
  ];
}

function schemaRecord(schema: StoredSchema): RegistryRecord {
  const { subject, version, timestamp } = schema;
  return { key: { keytype: "SCHEMA", subject, version, magic: 1 }, value: toSchemaValue(schema), timestamp };
}

function keep<Key>(map: Map<Key, RegistryRecord>, key: Key, record: RegistryRecord): void {
  if (record.value === null) map.delete(key);
  else map.set(key, record);
}

/** The default context is null, however it is written. */
function scopeOf(subject: string | null): string | null {
  return subject === null ? null : normalizeSubject(subject) || null;
}

/** The members of keys stand in no certain order: registries of several releases write the topic. */
function keyText(key: RecordKey): string {
  return JSON.stringify(Object.entries(key).sort(([one], [other]) => (one < other ? -1 : 1)));
}
