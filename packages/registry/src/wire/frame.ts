import { WireFormatError } from "../errors/wire-format-error.js";
import { guidFromBytes, guidToBytes } from "./guid.js";
import { headerHex } from "./header-hex.js";

/** First byte of a frame that names its schema by id. */
export const ID_MAGIC_BYTE = 0;
/** First byte of a frame that names its schema by GUID. */
export const GUID_MAGIC_BYTE = 1;
/** Magic byte and 4-byte schema id. */
export const ID_FRAME_LENGTH = 5;
/** Magic byte and 16-byte GUID. */
export const GUID_FRAME_LENGTH = 17;

/** What stands in front of a payload: the schema, by id or by GUID, and where the rest begins. */
export type Frame =
  | { readonly schemaId: number; readonly guid?: undefined; readonly payloadOffset: number }
  | { readonly schemaId?: undefined; readonly guid: string; readonly payloadOffset: number };

/**
 * Reads the frame at an offset. Nothing is copied: the payload is what stands from `payloadOffset` on. A Protobuf
 * payload begins with its message indexes: read them with `readMessageIndexes`.
 *
 * @throws WireFormatError when the bytes are not framed
 */
export function readFrame(bytes: Uint8Array, offset = 0): Frame {
  if (bytes[offset] === GUID_MAGIC_BYTE) {
    if (bytes.length - offset < GUID_FRAME_LENGTH) throw truncated(bytes, offset, "GUID", GUID_FRAME_LENGTH);
    return { guid: guidFromBytes(bytes, offset + 1), payloadOffset: offset + GUID_FRAME_LENGTH };
  }
  return { schemaId: readSchemaId(bytes, offset), payloadOffset: offset + ID_FRAME_LENGTH };
}

/**
 * Reads the schema id of an id frame, and nothing else: no object is made.
 *
 * @throws WireFormatError when the bytes do not begin with an id frame
 */
export function readSchemaId(bytes: Uint8Array, offset = 0): number {
  if (bytes.length - offset < ID_FRAME_LENGTH || bytes[offset] !== ID_MAGIC_BYTE) throw notAnIdFrame(bytes, offset);
  // The length was checked: none of these is undefined.
  const id =
    ((bytes[offset + 1] as number) << 24) |
    ((bytes[offset + 2] as number) << 16) |
    ((bytes[offset + 3] as number) << 8) |
    (bytes[offset + 4] as number);
  if (id < 0) {
    throw new WireFormatError(
      "bad-schema-id",
      `schema id ${id} is negative: no registry gives out such an id, so this is not the Confluent wire format`,
      headerHex(bytes, offset),
    );
  }
  return id;
}

/** Writes an id frame and returns the offset behind it. The target must have {@link ID_FRAME_LENGTH} bytes left. */
export function writeIdFrame(target: Uint8Array, offset: number, schemaId: number): number {
  target[offset] = ID_MAGIC_BYTE;
  target[offset + 1] = schemaId >>> 24;
  target[offset + 2] = schemaId >>> 16;
  target[offset + 3] = schemaId >>> 8;
  target[offset + 4] = schemaId;
  return offset + ID_FRAME_LENGTH;
}

/** Writes a GUID frame and returns the offset behind it. The target must have {@link GUID_FRAME_LENGTH} bytes left. */
export function writeGuidFrame(target: Uint8Array, offset: number, guid: string): number {
  target[offset] = GUID_MAGIC_BYTE;
  target.set(guidToBytes(guid), offset + 1);
  return offset + GUID_FRAME_LENGTH;
}

function notAnIdFrame(bytes: Uint8Array, offset: number): WireFormatError {
  const first = bytes[offset];
  if (first === undefined) {
    return new WireFormatError(
      "empty",
      "the message is empty: it is shorter than a frame (magic byte and schema id)",
      "",
    );
  }
  if (first === ID_MAGIC_BYTE) return truncated(bytes, offset, "schema id", ID_FRAME_LENGTH);
  return new WireFormatError(
    "unknown-magic-byte",
    `unknown magic byte 0x${first.toString(16).padStart(2, "0")}${looksLike(first)}: not the Confluent wire format, which begins with 0x00 (schema id) or 0x01 (GUID)`,
    headerHex(bytes, offset),
  );
}

function truncated(bytes: Uint8Array, offset: number, what: string, needed: number): WireFormatError {
  const length = bytes.length - offset;
  return new WireFormatError(
    "truncated",
    `the frame is truncated: its ${what} needs ${needed} bytes with the magic byte, there are ${length}`,
    headerHex(bytes, offset),
  );
}

/** What usually begins with this byte, so that the error tells people what they are looking at. */
function looksLike(first: number): string {
  if (first === 0x7b || first === 0x5b) return " (plain JSON?)";
  if (first === 0x4f) return " (an Avro container file?)";
  if (first >= 0x20 && first < 0x7f) return " (plain text?)";
  return "";
}
