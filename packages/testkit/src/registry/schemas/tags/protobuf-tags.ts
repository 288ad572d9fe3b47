import {
  type OptionValue,
  type ProtoField,
  type ProtoMessage,
  type ProtoOption,
  type ProtoType,
  parseProto,
  printProto,
} from "@magicbyte/proto-text";
import type { EntityType, TagChange, TaggedEntity } from "./tagged-entity.js";

const META: Readonly<Record<EntityType, string>> = {
  sr_record: "confluent.message_meta",
  sr_field: "confluent.field_meta",
};

/** The messages and fields of a `.proto` text, by their full names. */
export function protobufTags(text: string): readonly TaggedEntity[] {
  const entities: TaggedEntity[] = [];
  changeProtobufTags(text, (entity) => {
    entities.push(entity);
    return entity.tags;
  });
  return entities;
}

/** The text with other tags. */
export function changeProtobufTags(text: string, change: TagChange): string {
  const file = parseProto(text);

  function changeType(type: ProtoType, scope: string): ProtoType {
    if (type.kind === "enum") return type;
    const path = join(scope, type.name);
    return {
      ...withTags(type, path, "sr_record"),
      fields: changeFields(type.fields, path),
      oneofs: type.oneofs.map((oneof) => ({ ...oneof, fields: changeFields(oneof.fields, path) })),
      types: type.types.map((inner) => changeType(inner, path)),
    };
  }

  function changeFields(fields: readonly ProtoField[], scope: string): readonly ProtoField[] {
    return fields.map((field) => withTags(field, join(scope, field.name), "sr_field"));
  }

  function withTags<T extends ProtoMessage | ProtoField>(element: T, path: string, type: EntityType): T {
    const tags = tagsOf(element.options, META[type]);
    const changed = change({ path, type, tags });
    return changed === tags ? element : { ...element, options: optionsWith(element, META[type], changed) };
  }

  return printProto({ ...file, types: file.types.map((type) => changeType(type, file.package ?? "")) });
}

function join(scope: string, name: string): string {
  return scope === "" ? name : `${scope}.${name}`;
}

function tagsOf(options: readonly ProtoOption[], meta: string): readonly string[] {
  return options.filter(({ name }) => name === meta).flatMap(({ path, value }) => textsOf(tagValue(path, value)));
}

/** The tags in `(meta) = {tags: ..}` or `(meta).tags = ..`. */
function tagValue(path: readonly string[], value: OptionValue): OptionValue | undefined {
  if (path[0] === "tags") return value;
  return path.length === 0 && value.kind === "map" ? value.entries.get("tags") : undefined;
}

function textsOf(value: OptionValue | undefined): readonly string[] {
  if (value === undefined) return [];
  if (value.kind === "list") return value.values.flatMap(textsOf);
  return value.kind === "string" ? [value.text] : [];
}

function optionsWith(
  { options, position }: ProtoMessage | ProtoField,
  meta: string,
  tags: readonly string[],
): readonly ProtoOption[] {
  const [own, others] = [options.filter(({ name }) => name === meta), options.filter(({ name }) => name !== meta)];
  const entries = new Map<string, OptionValue>();
  for (const { path, value } of own) {
    if (path.length === 0 && value.kind === "map") for (const [name, inner] of value.entries) entries.set(name, inner);
    else if (path[0] !== undefined) entries.set(path[0], value);
  }
  entries.delete("tags");
  if (tags.length > 0) entries.set("tags", { kind: "list", values: tags.map((text) => ({ kind: "string", text })) });
  if (entries.size === 0) return others;
  return [...others, { name: meta, parenthesized: true, path: [], value: { kind: "map", entries }, position }];
}
