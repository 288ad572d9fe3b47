import { UsageError } from "../errors/usage-error.js";
import { WireFormatError } from "../errors/wire-format-error.js";
import { headerHex } from "./header-hex.js";

/** The indexes of most messages: the first message of its file. Written as the single byte 00. */
const FIRST_MESSAGE: readonly number[] = [0];

/** Nesting deeper than this is taken for damage: protoc itself stops far earlier. */
const MAX_DEPTH = 256;

/** Message indexes and where they end. */
export type MessageIndexes = { readonly indexes: readonly number[]; readonly end: number };

/**
 * Reads the message indexes in front of a Protobuf payload. Both forms of `[0]` are understood: 00 and 02 00.
 *
 * @throws WireFormatError when they are missing, cut off, or cannot be right
 */
export function readMessageIndexes(bytes: Uint8Array, offset: number): MessageIndexes {
  if (bytes[offset] === 0) return { indexes: FIRST_MESSAGE, end: offset + 1 };
  const reader = { bytes, start: offset, position: offset };
  const count = readCount(reader);
  const indexes: number[] = [];
  for (let i = 0; i < count; i++) indexes.push(readIndex(reader));
  return { indexes: count === 0 ? FIRST_MESSAGE : indexes, end: reader.position };
}

/**
 * Where the message indexes end, without making a list of them.
 *
 * @throws WireFormatError as {@link readMessageIndexes} does
 */
export function skipMessageIndexes(bytes: Uint8Array, offset: number): number {
  if (bytes[offset] === 0) return offset + 1;
  const reader = { bytes, start: offset, position: offset };
  for (let left = readCount(reader); left > 0; left--) readIndex(reader);
  return reader.position;
}

/** The bytes of message indexes: count and indexes as zig-zag varints, `[0]` as the single byte 00. */
export function encodeMessageIndexes(indexes: readonly number[]): Uint8Array {
  if (indexes.length === 0 || indexes.length > MAX_DEPTH) {
    throw new UsageError(`message indexes are a path of 1 to ${MAX_DEPTH} numbers, got ${indexes.length}`);
  }
  if (indexes.length === 1 && indexes[0] === 0) return Uint8Array.of(0);
  const bytes: number[] = [];
  pushVarint(bytes, indexes.length);
  for (const index of indexes) {
    if (!Number.isInteger(index) || index < 0 || index > 0x3fffffff) {
      throw new UsageError("a message index is a whole number from 0 to 1073741823");
    }
    pushVarint(bytes, index);
  }
  return Uint8Array.from(bytes);
}

type Reader = { readonly bytes: Uint8Array; readonly start: number; position: number };

function readCount(reader: Reader): number {
  const count = readVarint(reader);
  if (count < 0 || count > MAX_DEPTH) throw bad(reader, `a path of ${count} message indexes cannot be right`);
  // An index takes a byte at least: a count beyond what is left is known to be cut off before anything is read.
  if (count > reader.bytes.length - reader.position) throw cutOff(reader);
  return count;
}

function readIndex(reader: Reader): number {
  const index = readVarint(reader);
  if (index < 0) throw bad(reader, `message index ${index} is negative`);
  return index;
}

/** A zig-zag varint of at most five bytes, as Kafka's ByteUtils writes it. */
function readVarint(reader: Reader): number {
  let raw = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = reader.bytes[reader.position];
    if (byte === undefined) throw cutOff(reader);
    reader.position++;
    raw |= (byte & 0x7f) << shift;
    if (byte < 0x80) return (raw >>> 1) ^ -(raw & 1);
  }
  throw bad(reader, "a message index is longer than five bytes");
}

function pushVarint(bytes: number[], value: number): void {
  let rest = (value << 1) >>> 0;
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
}

function cutOff({ bytes, start }: Reader): WireFormatError {
  return new WireFormatError(
    "truncated",
    bytes.length === start
      ? "the Protobuf message indexes are missing: the frame ends behind the schema"
      : "the Protobuf message indexes are cut off",
    headerHex(bytes, 0),
  );
}

function bad({ bytes }: Reader, why: string): WireFormatError {
  return new WireFormatError(
    "bad-message-indexes",
    `the Protobuf message indexes are wrong: ${why}. Was the message written without them?`,
    headerHex(bytes, 0),
  );
}
