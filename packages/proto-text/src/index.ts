export { fromFileDescriptor } from "./descriptor/from-file-descriptor.js";
export { readProtoSchema } from "./descriptor/read-proto-schema.js";
export { type FileDescriptorOptions, toFileDescriptor } from "./descriptor/to-file-descriptor.js";
export { type FieldType, parseFieldType } from "./field-type.js";
export { knownProtoFiles, knownProtoTexts } from "./known/known-files.js";
export type {
  ProtoEnum,
  ProtoEnumConstant,
  ProtoExtend,
  ProtoExtensions,
  ProtoField,
  ProtoFile,
  ProtoGroup,
  ProtoImport,
  ProtoLabel,
  ProtoMessage,
  ProtoOneof,
  ProtoRange,
  ProtoReserved,
  ProtoRpc,
  ProtoService,
  ProtoType,
} from "./model.js";
export { maxTag } from "./model.js";
export { normalizeProto } from "./normalize/normalize-proto.js";
export type { OptionList, OptionMap, OptionString, OptionValue, OptionWord, ProtoOption } from "./option.js";
export { type ParseProtoOptions, parseProto } from "./parse/parse-proto.js";
export type { Position } from "./position.js";
export { printProto } from "./print/print-proto.js";
export { ProtoSyntaxError, type ProtoSyntaxErrorDetails } from "./proto-syntax-error.js";
export { createTypeTable, joinName, type ProtoDependencies, type TypeEntry, type TypeTable } from "./type-table.js";
