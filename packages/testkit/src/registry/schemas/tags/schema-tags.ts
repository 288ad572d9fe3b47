import type { SchemaType } from "@magicbyte/compat";
import type { SchemaTags } from "../../storage/record.js";
import { avroEntities, jsonSchemaEntities } from "./json-entities.js";
import { changeJsonTags, jsonTags } from "./json-tags.js";
import { changeProtobufTags, protobufTags } from "./protobuf-tags.js";
import { type TagChange, type TaggedEntity, toSchemaTags } from "./tagged-entity.js";

/** A schema's text, canonical. */
export type SchemaText = { readonly schemaType: SchemaType; readonly schema: string };

/** The tags that stand in a schema. */
export function tagsIn(text: SchemaText): readonly SchemaTags[] {
  return toSchemaTags(entitiesOf(text));
}

/** The text with some tags more, and some less; what is both added and removed is removed. */
export function changeTags(text: SchemaText, add: readonly SchemaTags[], remove: readonly SchemaTags[]): string {
  return change(text, (entity) => {
    const added = concerning(add, entity);
    const removed = new Set(concerning(remove, entity));
    const tags = [...new Set([...entity.tags, ...added])].filter((tag) => !removed.has(tag));
    return tags.length === entity.tags.length && added.length === 0 ? entity.tags : tags;
  });
}

function concerning(changes: readonly SchemaTags[], { path, type }: TaggedEntity): readonly string[] {
  return changes
    .filter(({ schemaEntity }) => schemaEntity.entityPath === path && schemaEntity.entityType === type)
    .flatMap(({ tags }) => tags);
}

function entitiesOf({ schemaType, schema }: SchemaText): readonly TaggedEntity[] {
  switch (schemaType) {
    case "AVRO":
      return jsonTags(schema, avroEntities);
    case "JSON":
      return jsonTags(schema, jsonSchemaEntities);
    case "PROTOBUF":
      return protobufTags(schema);
  }
}

function change({ schemaType, schema }: SchemaText, how: TagChange): string {
  switch (schemaType) {
    case "AVRO":
      return changeJsonTags(schema, avroEntities, how);
    case "JSON":
      return changeJsonTags(schema, jsonSchemaEntities, how);
    case "PROTOBUF":
      return changeProtobufTags(schema, how);
  }
}
