import { GrowingBuffer } from "./growing-buffer.js";
import { RecordFormatError } from "./record-format-error.js";

/** How Java's stream begins; raw Snappy as librdkafka writes it cannot begin so. */
const XERIAL_MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);

/** Magic and two versions. */
const XERIAL_HEADER_BYTES = 16;

/** Undoes Snappy, both raw and in the blocks that Java and KafkaJS write. */
export function unsnappy(source: Buffer): Buffer {
  if (source.length < XERIAL_HEADER_BYTES || !source.subarray(0, XERIAL_MAGIC.length).equals(XERIAL_MAGIC)) {
    return unsnappyBlock(source);
  }
  const blocks: Buffer[] = [];
  for (let at = XERIAL_HEADER_BYTES; at < source.length; ) {
    const length = at + 4 <= source.length ? source.readInt32BE(at) : -1;
    at += 4;
    if (length < 0 || at + length > source.length) throw new RecordFormatError("a Snappy block is cut off");
    blocks.push(unsnappyBlock(source.subarray(at, at + length)));
    at += length;
  }
  return Buffer.concat(blocks);
}

function unsnappyBlock(source: Buffer): Buffer {
  let at = 0;
  const byte = (): number => {
    const value = source[at++];
    if (value === undefined) throw new RecordFormatError("Snappy data ends early");
    return value;
  };
  /** A little-endian integer. */
  const integer = (bytes: number): number => {
    let value = 0;
    for (let i = 0; i < bytes; i++) value += byte() * 256 ** i;
    return value;
  };

  let size = 0;
  for (let factor = 1; ; factor *= 128) {
    const part = byte();
    size += (part & 0x7f) * factor;
    if (part < 0x80) break;
    if (factor > 128 ** 4) throw new RecordFormatError("Snappy data has no valid length");
  }

  const output = new GrowingBuffer(size);
  while (at < source.length) {
    const tag = byte();
    const kind = tag & 3;
    if (kind === 0) {
      const short = tag >>> 2;
      const length = (short < 60 ? short : integer(short - 59)) + 1;
      if (at + length > source.length) throw new RecordFormatError("Snappy data ends early");
      output.append(source.subarray(at, at + length));
      at += length;
    } else if (kind === 1) {
      const distance = ((tag >>> 5) << 8) | byte();
      output.repeat(distance, ((tag >>> 2) & 7) + 4);
    } else {
      output.repeat(integer(kind === 2 ? 2 : 4), (tag >>> 2) + 1);
    }
    if (output.length > size) break;
  }
  if (output.length !== size) throw new RecordFormatError("Snappy data does not have the length it claims");
  return output.toBuffer();
}
