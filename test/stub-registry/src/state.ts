import { createHash } from "node:crypto";

/** A schema as it is sent. */
export type SentSchema = {
  readonly schema: string;
  readonly schemaType?: string;
  readonly references?: readonly { readonly name: string; readonly subject: string; readonly version: number }[];
  readonly metadata?: unknown;
  readonly ruleSet?: unknown;
};

/** A version of a subject. */
export type StoredVersion = SentSchema & {
  readonly subject: string;
  readonly version: number;
  readonly id: number;
  readonly guid: string;
  readonly schemaType: string;
  deleted: boolean;
};

/** Schemas, ids and versions, as a registry keeps them: equal schemas share an id, whatever their subject. */
export class RegistryState {
  readonly #subjects = new Map<string, StoredVersion[]>();
  readonly #ids = new Map<string, number>();

  register(subject: string, sent: SentSchema): StoredVersion {
    const known = this.lookup(subject, sent);
    if (known !== undefined) return known;
    const identity = identityOf(sent);
    const id = this.#ids.get(identity) ?? this.#ids.size + 1;
    this.#ids.set(identity, id);
    const versions = this.#subjects.get(subject) ?? [];
    const stored = {
      ...sent,
      subject,
      version: versions.length + 1,
      id,
      guid: guidOf(identity),
      schemaType: sent.schemaType ?? "AVRO",
      deleted: false,
    };
    this.#subjects.set(subject, [...versions, stored]);
    return stored;
  }

  lookup(subject: string, sent: SentSchema): StoredVersion | undefined {
    const identity = identityOf(sent);
    return this.versions(subject).find((version) => identityOf(version) === identity);
  }

  subjects(): string[] {
    return [...this.#subjects.keys()].filter((subject) => this.versions(subject).length > 0).sort();
  }

  versions(subject: string, withDeleted = false): StoredVersion[] {
    return (this.#subjects.get(subject) ?? []).filter((version) => withDeleted || !version.deleted);
  }

  byId(id: number): StoredVersion | undefined {
    return this.#find((version) => version.id === id);
  }

  byGuid(guid: string): StoredVersion | undefined {
    return this.#find((version) => version.guid === guid);
  }

  #find(matches: (version: StoredVersion) => boolean): StoredVersion | undefined {
    return [...this.#subjects.values()].flat().find(matches);
  }
}

function identityOf({ schema, schemaType = "AVRO", references = [], metadata, ruleSet }: SentSchema): string {
  return JSON.stringify([schemaType, schema, references, metadata, ruleSet]);
}

/** Any GUID will do, as long as equal schemas have equal ones. */
function guidOf(identity: string): string {
  return createHash("md5")
    .update(identity)
    .digest("hex")
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
