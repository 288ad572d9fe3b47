import type { ProtoEnum, ProtoMessage, ProtoOneof, ProtoRange, ProtoReserved } from "../model.js";
import { ProtoSyntaxError } from "../proto-syntax-error.js";
import { fromExtensions, fromField } from "./from-field.js";
import { fromOptions } from "./from-options.js";
import { nowhere } from "./nowhere.js";
import { enumOptions, enumValueOptions, messageOptions } from "./option-tables.js";
import type { WireMessage } from "./wire-message.js";

/** A DescriptorProto. */
export function fromMessage(message: WireMessage, syntax: string, depth: number): ProtoMessage {
  if (depth <= 0) throw new ProtoSyntaxError("messages are nested too deep");
  const fields = message.messages(2);
  const isMember = (field: WireMessage) => field.has(9) && field.int(17) === 0;
  const oneofs = message.messages(8).map((oneof, index): ProtoOneof => {
    const members = fields.filter((field) => isMember(field) && field.int(9) === index);
    return {
      name: oneof.text(1),
      position: nowhere,
      options: [],
      fields: members.map((field) => fromField(field, syntax, true)),
      groups: [],
    };
  });
  return {
    kind: "message",
    name: message.text(1),
    position: nowhere,
    options: fromOptions(message.messages(7).at(-1), messageOptions, "confluent.message_meta"),
    // The upper end is not included in the ranges of messages.
    reserved: fromReserved(message, 9, 10, 1),
    fields: fields.filter((field) => !isMember(field)).map((field) => fromField(field, syntax, false)),
    oneofs: oneofs.filter((oneof) => oneof.fields.length > 0),
    groups: [],
    extensions: message.messages(5).map((range) => ({ values: [rangeOf(range, 1)], options: [], position: nowhere })),
    extends: fromExtensions(message.messages(6), syntax),
    types: [
      ...message.messages(3).map((nested) => fromMessage(nested, syntax, depth - 1)),
      ...message.messages(4).map(fromEnum),
    ],
  };
}

/** An EnumDescriptorProto. */
export function fromEnum(type: WireMessage): ProtoEnum {
  return {
    kind: "enum",
    name: type.text(1),
    position: nowhere,
    options: fromOptions(type.messages(3).at(-1), enumOptions, "confluent.enum_meta"),
    reserved: fromReserved(type, 4, 5, 0),
    constants: type.messages(2).map((value) => ({
      name: value.text(1),
      tag: value.int(2),
      options: fromOptions(value.messages(3).at(-1), enumValueOptions, "confluent.enum_value_meta"),
      position: nowhere,
    })),
  };
}

function fromReserved(type: WireMessage, ranges: number, names: number, endOffset: number): ProtoReserved[] {
  const values = [...type.messages(ranges).map((range) => rangeOf(range, endOffset)), ...type.texts(names)];
  return values.map((value) => ({ values: [value], position: nowhere }));
}

function rangeOf(range: WireMessage, endOffset: number): number | ProtoRange {
  const start = range.int(1);
  const end = range.int(2) - endOffset;
  return start === end ? start : { start, end };
}
