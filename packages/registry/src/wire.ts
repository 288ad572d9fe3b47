export type { FailureKind } from "./errors/failure-kind.js";
export { MagicbyteError } from "./errors/magicbyte-error.js";
export { UsageError } from "./errors/usage-error.js";
export { WireFormatError, type WireFormatReason } from "./errors/wire-format-error.js";
export {
  type Frame,
  GUID_FRAME_LENGTH,
  GUID_MAGIC_BYTE,
  ID_FRAME_LENGTH,
  ID_MAGIC_BYTE,
  readFrame,
  readSchemaId,
  writeGuidFrame,
  writeIdFrame,
} from "./wire/frame.js";
export { guidFromBytes, guidToBytes } from "./wire/guid.js";
export {
  type HeaderValue,
  KEY_SCHEMA_ID_HEADER,
  type MessageHeaders,
  type MessagePart,
  readSchemaIdHeader,
  schemaIdHeader,
  VALUE_SCHEMA_ID_HEADER,
  writeSchemaIdHeader,
} from "./wire/headers.js";
export {
  encodeMessageIndexes,
  type MessageIndexes,
  readMessageIndexes,
  skipMessageIndexes,
} from "./wire/message-indexes.js";
