import type { ProtoField, ProtoGroup, ProtoMessage, ProtoOneof, ProtoType } from "@magicbyte/proto-text";
import { UsageError } from "@magicbyte/registry/serde";

/** The full names of the fields that are groups, `old.Old.detail` for instance: a model says no more than their type. */
export type GroupFields = ReadonlySet<string>;

/**
 * Gives types of a descriptor the shape that they have in a text: `map<...>` for repeated fields of an entry message,
 * and `group` for fields whose value stands between two tags.
 *
 * @throws UsageError for groups that the model of a text has no place for
 */
export function shapeTypes(types: readonly ProtoType[], scope: string, groups: GroupFields): ProtoType[] {
  return types.map((type) => (type.kind === "message" ? shapeMessage(type, join(scope, type.name), groups) : type));
}

function shapeMessage(message: ProtoMessage, fullName: string, groups: GroupFields): ProtoMessage {
  const entries = new Map(message.types.filter(isMapEntry).map((entry) => [`.${join(fullName, entry.name)}`, entry]));
  const types = shapeTypes(
    message.types.filter((type) => !isMapEntry(type)),
    fullName,
    groups,
  );
  const bodies = new Set<ProtoType>();

  const isGroup = (field: ProtoField) => groups.has(`${fullName}.${field.name}`);
  function toGroup(field: ProtoField): ProtoGroup {
    const body = types.find((type) => type.kind === "message" && `.${join(fullName, type.name)}` === field.type);
    if (body?.kind !== "message" || !hasFieldsOnly(body) || field.name !== body.name.toLowerCase()) {
      throw new UsageError(
        `${fullName}.${field.name} is a group, or a delimited field, that no text of the registry can hold: a group's message is declared in place, and holds fields only. Let the field be one with a length`,
      );
    }
    bodies.add(body);
    const { label, tag, position } = field;
    return { label, name: body.name, tag, position, fields: body.fields };
  }

  function shapeOneof(oneof: ProtoOneof): ProtoOneof {
    return {
      ...oneof,
      fields: oneof.fields.filter((field) => !isGroup(field)).map(shapeField),
      groups: oneof.fields.filter(isGroup).map(toGroup),
    };
  }

  function shapeField(field: ProtoField): ProtoField {
    const entry = entries.get(field.type);
    const [key, value] = ["key", "value"].map((name) => entry?.fields.find((one) => one.name === name)?.type);
    if (key !== undefined && value !== undefined) return { ...field, label: undefined, type: `map<${key}, ${value}>` };
    // The registry prints the default of bytes without its quotes, and cannot read that back.
    return field.type === "bytes" ? { ...field, defaultValue: undefined } : field;
  }

  const shaped = {
    ...message,
    fields: message.fields.filter((field) => !isGroup(field)).map(shapeField),
    oneofs: message.oneofs.map(shapeOneof),
    groups: message.fields.filter(isGroup).map(toGroup),
  };
  return { ...shaped, types: types.filter((type) => !bodies.has(type)) };
}

function isMapEntry(type: ProtoType): type is ProtoMessage {
  return (
    type.kind === "message" &&
    type.options.some(({ name, value }) => name === "map_entry" && "text" in value && value.text === "true")
  );
}

function hasFieldsOnly(message: ProtoMessage): boolean {
  const { oneofs, groups, types, extends: extending, extensions } = message;
  return [oneofs, groups, types, extending, extensions].every((list) => list.length === 0);
}

function join(scope: string, name: string): string {
  return scope === "" ? name : `${scope}.${name}`;
}
