import { parseFieldType } from "../field-type.js";
import type { ProtoExtend, ProtoRange, ProtoReserved } from "../model.js";
import { maxTag, type ProtoEnum, type ProtoField, type ProtoGroup, type ProtoMessage } from "../model.js";
import { resolveName, type Scope } from "../normalize/normalize-field.js";
import { joinName } from "../type-table.js";
import { enumOptions, enumValueOptions, messageOptions } from "./option-tables.js";
import { mapEntryName, toField, typeNumbers } from "./to-field.js";
import { toOptions } from "./to-options.js";
import { createWireWriter, type WireWriter } from "./wire-writer.js";

/** A DescriptorProto. */
export function toMessage(message: ProtoMessage, outer: Scope, isProto3: boolean): WireWriter {
  const scope = { table: outer.table, name: joinName(outer.name, message.name) };
  const writer = createWireWriter();
  writer.text(1, message.name);
  const synthetic: ProtoField[] = [];
  for (const field of message.fields) {
    const isSynthetic = isProto3 && field.label === "optional";
    const oneofIndex = isSynthetic ? message.oneofs.length + synthetic.length : undefined;
    if (isSynthetic) synthetic.push(field);
    writeField(writer, field, { scope, oneofIndex, isSynthetic });
  }
  for (const [oneofIndex, oneof] of message.oneofs.entries()) {
    for (const field of oneof.fields) writeField(writer, field, { scope, oneofIndex });
    for (const group of oneof.groups) writeGroup(writer, group, scope, oneofIndex);
  }
  for (const group of message.groups) writeGroup(writer, group, scope, undefined);
  for (const type of message.types) {
    if (type.kind === "message") writer.message(3, toMessage(type, scope, isProto3));
    else writer.message(4, toEnum(type));
  }
  for (const { values } of message.extensions) {
    for (const value of values) writer.message(5, toRange(value, 1));
  }
  for (const extend of message.extends) writeExtend(writer, 6, extend, scope);
  writer.message(7, toOptions(message.options, messageOptions));
  for (const { name } of message.oneofs) writer.message(8, named(name));
  // After all others, as protoc has them.
  for (const { name } of synthetic) writer.message(8, named(`_${name}`));
  writeReserved(writer, message.reserved, 9, 10, 1);
  return writer;
}

function named(name: string): WireWriter {
  const writer = createWireWriter();
  writer.text(1, name);
  return writer;
}

function writeField(message: WireWriter, field: ProtoField, place: Parameters<typeof toField>[1]): void {
  message.message(2, toField(field, place));
  const type = parseFieldType(field.type);
  if (type.kind !== "map") return;
  const entry = named(mapEntryName(field));
  const part = { ...field, label: undefined, options: [], defaultValue: undefined, jsonName: undefined };
  entry.message(2, toField({ ...part, name: "key", tag: 1, type: type.key }, { scope: place.scope }));
  entry.message(2, toField({ ...part, name: "value", tag: 2, type: type.value }, { scope: place.scope }));
  const options = createWireWriter();
  options.int(7, 1);
  entry.message(7, options);
  message.message(3, entry);
}

function writeGroup(message: WireWriter, group: ProtoGroup, outer: Scope, oneofIndex: number | undefined): void {
  const scope = { table: outer.table, name: joinName(outer.name, group.name) };
  const field = createWireWriter();
  field.text(1, group.name.toLowerCase());
  field.int(3, group.tag);
  field.int(4, { optional: 1, required: 2, repeated: 3 }[group.label ?? "optional"]);
  field.int(5, typeNumbers.group);
  field.text(6, `.${scope.name}`);
  field.int(9, oneofIndex);
  message.message(2, field);
  const type = named(group.name);
  for (const member of group.fields) writeField(type, member, { scope });
  message.message(3, type);
}

/** Adds the fields of `extend` to the message or file that it stands in. */
export function writeExtend(writer: WireWriter, tag: number, extend: ProtoExtend, scope: Scope): void {
  if (extend.fields.length === 0) return;
  const extendee = resolveName(extend.name, scope, extend.position);
  for (const field of extend.fields) writer.message(tag, toField(field, { scope, extendee }));
}

/** An EnumDescriptorProto. */
export function toEnum(type: ProtoEnum): WireWriter {
  const writer = named(type.name);
  for (const constant of type.constants) {
    const value = named(constant.name);
    value.int(2, constant.tag);
    value.message(3, toOptions(constant.options, enumValueOptions));
    writer.message(2, value);
  }
  writer.message(3, toOptions(type.options, enumOptions));
  writeReserved(writer, type.reserved, 4, 5, 0);
  return writer;
}

function writeReserved(
  writer: WireWriter,
  reserved: readonly ProtoReserved[],
  ranges: number,
  names: number,
  endOffset: number,
): void {
  for (const value of reserved.flatMap((one) => one.values)) {
    if (typeof value === "string") writer.text(names, value);
    else writer.message(ranges, toRange(value, endOffset));
  }
}

function toRange(value: number | ProtoRange, endOffset: number): WireWriter {
  const { start, end } = typeof value === "number" ? { start: value, end: value } : value;
  const writer = createWireWriter();
  writer.int(1, start);
  // `max` of an enum, whose numbers are any of 32 bits, is not that of a message.
  writer.int(2, endOffset === 0 && end === maxTag ? 2_147_483_647 : end + endOffset);
  return writer;
}
