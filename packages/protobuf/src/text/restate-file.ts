import {
  clearField,
  clone,
  create,
  type DescExtension,
  type DescField,
  type DescFile,
  type DescMessage,
} from "@bufbuild/protobuf";
import {
  type DescriptorProto,
  type FieldDescriptorProto,
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FieldDescriptorProtoSchema,
  FieldOptionsSchema,
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
} from "@bufbuild/protobuf/wkt";
import { defaultJsonName } from "../json-name.js";

/** FeatureSet.FieldPresence. */
const EXPLICIT = 1;
const REQUIRED = 3;

type AnyField = DescField | DescExtension;
type FieldRestatement = (proto: FieldDescriptorProto, field: AnyField) => void;

/**
 * A file's descriptor as the registry understands it. It knows no editions: such a file becomes one of proto3, or of
 * proto2 where something in it is only to be had there. What stands in each message's bytes is the same.
 */
export function restateFile(file: DescFile): FileDescriptorProto {
  const proto = clone(FileDescriptorProtoSchema, file.proto);
  clearField(proto, FileDescriptorProtoSchema.field.sourceCodeInfo);
  for (const message of proto.messageType) forgetJsonNames(message);
  proto.extension.forEach(forgetJsonName);
  if (proto.syntax !== "editions") return proto;

  const isProto2 = needsProto2(file);
  proto.syntax = isProto2 ? "proto2" : "proto3";
  clearField(proto, FileDescriptorProtoSchema.field.edition);
  const restate = isProto2 ? toProto2 : toProto3;
  restateMessages(proto.messageType, file.messages, restate);
  restateFields(proto.extension, file.extensions, restate);
  return proto;
}

/** Compilers write all of them down; a text in which every field has one says nothing more, and is hard to read. */
function forgetJsonNames(message: DescriptorProto): void {
  for (const field of message.field) {
    if (field.jsonName === defaultJsonName(field.name)) forgetJsonName(field);
  }
  message.extension.forEach(forgetJsonName);
  message.nestedType.forEach(forgetJsonNames);
}

function forgetJsonName(field: FieldDescriptorProto): void {
  clearField(field, FieldDescriptorProtoSchema.field.jsonName);
}

function restateMessages(
  protos: readonly DescriptorProto[],
  messages: readonly DescMessage[],
  restate: FieldRestatement,
): void {
  // The entries of maps are among the ones, and not among the others.
  const byName = new Map(messages.map((message) => [message.name, message]));
  for (const proto of protos) {
    const message = byName.get(proto.name);
    if (message === undefined) continue;
    restateFields(proto.field, message.fields, restate);
    restateFields(proto.extension, message.nestedExtensions, restate);
    restateMessages(proto.nestedType, message.nestedMessages, restate);
  }
}

function restateFields(
  protos: readonly FieldDescriptorProto[],
  fields: readonly AnyField[],
  restate: FieldRestatement,
): void {
  const byName = new Map(fields.map((field) => [field.name, field]));
  for (const proto of protos) {
    const field = byName.get(proto.name);
    if (field !== undefined) restate(proto, field);
  }
}

const toProto3: FieldRestatement = (proto, field) => {
  const isScalar = field.fieldKind === "scalar" || field.fieldKind === "enum";
  // The presence of an extension, and of a oneof's field, goes without saying.
  if (isScalar && field.kind === "field" && field.presence === EXPLICIT && field.oneof === undefined) {
    proto.proto3Optional = true;
  }
  if (isPackable(field) && !isPacked(field)) setPacked(proto, false);
};

const toProto2: FieldRestatement = (proto, field) => {
  if (field.presence === REQUIRED) proto.label = FieldDescriptorProto_Label.REQUIRED;
  if (isDelimited(field)) proto.type = FieldDescriptorProto_Type.GROUP;
  if (isPackable(field) && isPacked(field)) setPacked(proto, true);
};

function setPacked(proto: FieldDescriptorProto, packed: boolean): void {
  proto.options ??= create(FieldOptionsSchema);
  proto.options.packed = packed;
}

function isPackable({ proto }: AnyField): boolean {
  if (proto.label !== FieldDescriptorProto_Label.REPEATED) return false;
  const { STRING, BYTES, MESSAGE, GROUP } = FieldDescriptorProto_Type;
  return ![STRING, BYTES, MESSAGE, GROUP].includes(proto.type);
}

function isPacked(field: AnyField): boolean {
  return field.fieldKind === "list" && field.packed;
}

function isDelimited(field: AnyField): boolean {
  return "delimitedEncoding" in field && field.delimitedEncoding === true;
}

/** Whether a file of an edition has what proto3 does not: required fields, defaults, groups, closed enums, extensions. */
function needsProto2(file: DescFile): boolean {
  const fieldNeedsIt = (field: AnyField) =>
    field.presence === REQUIRED || isDelimited(field) || field.proto.defaultValue !== "" || field.enum?.open === false;
  // proto3 has extensions of options only.
  const extensionNeedsIt = (extension: DescExtension) =>
    fieldNeedsIt(extension) || !/^google\.protobuf\.\w+Options$/.test(extension.extendee.typeName);
  const messageNeedsIt = (message: DescMessage): boolean =>
    message.proto.extensionRange.length > 0 ||
    message.fields.some(fieldNeedsIt) ||
    message.nestedExtensions.some(extensionNeedsIt) ||
    message.nestedEnums.some((one) => !one.open) ||
    message.nestedMessages.some(messageNeedsIt);
  return (
    file.enums.some((one) => !one.open) || file.extensions.some(extensionNeedsIt) || file.messages.some(messageNeedsIt)
  );
}
