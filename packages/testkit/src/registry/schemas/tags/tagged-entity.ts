import type { SchemaTags } from "../../storage/record.js";

/** A part of a schema that can have tags in its text. */
export type TaggedEntity = {
  readonly path: string;
  readonly type: EntityType;
  readonly tags: readonly string[];
};

export type EntityType = "sr_record" | "sr_field";

/** Which tags an entity has after a change; the same list when it is not concerned. */
export type TagChange = (entity: TaggedEntity) => readonly string[];

/** The entities that have tags, as answers show them. */
export function toSchemaTags(entities: readonly TaggedEntity[]): readonly SchemaTags[] {
  return entities
    .filter(({ tags }) => tags.length > 0)
    .map(({ path, type, tags }) => ({ schemaEntity: { entityPath: path, entityType: type }, tags }));
}
