export type { Infer, InferInput } from "./infer.js";
export type { LegacyFrames } from "./legacy-frames.js";
export { protobuf } from "./protobuf.js";
export { type ProtobufFormatOptions, protobufFormat } from "./protobuf-format.js";
export type { ProtobufOptions } from "./protobuf-options.js";
export type { FileSchemaOptions } from "./text/file-schema.js";
export type { SchemaForm } from "./text/file-text.js";
export { importPathSubject, qualifiedSubject, type ReferenceSubjectStrategy } from "./text/reference-subject.js";
