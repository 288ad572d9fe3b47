import { GrowingBuffer } from "./growing-buffer.js";
import { RecordFormatError } from "./record-format-error.js";

const MAGIC = 0x184d2204;

/** Undoes LZ4 frames. Their checksums are not looked at: the batch has its own. */
export function unlz4(source: Buffer): Buffer {
  const output = new GrowingBuffer(4 * source.length);
  let at = 0;
  while (at < source.length) at = frame(source, at, output);
  return output.toBuffer();
}

function frame(source: Buffer, start: number, output: GrowingBuffer): number {
  if (source.length < start + 7 || source.readUInt32LE(start) !== MAGIC) {
    throw new RecordFormatError("LZ4 data does not begin with a frame");
  }
  const flags = source.readUInt8(start + 4);
  const hasBlockChecksums = (flags & 0x10) !== 0;
  const hasContentSize = (flags & 0x08) !== 0;
  const hasContentChecksum = (flags & 0x04) !== 0;
  const hasDictionary = (flags & 0x01) !== 0;
  let at = start + 6 + (hasContentSize ? 8 : 0) + (hasDictionary ? 4 : 0) + 1;
  for (;;) {
    if (at + 4 > source.length) throw new RecordFormatError("an LZ4 frame is cut off");
    const word = source.readUInt32LE(at);
    at += 4;
    if (word === 0) return at + (hasContentChecksum ? 4 : 0);
    const length = word & 0x7fff_ffff;
    if (at + length > source.length) throw new RecordFormatError("an LZ4 block is cut off");
    const block = source.subarray(at, at + length);
    if (word > 0x7fff_ffff) output.append(block);
    else unlz4Block(block, output);
    at += length + (hasBlockChecksums ? 4 : 0);
  }
}

function unlz4Block(block: Buffer, output: GrowingBuffer): void {
  let at = 0;
  const byte = (): number => {
    const value = block[at++];
    if (value === undefined) throw new RecordFormatError("an LZ4 block ends early");
    return value;
  };
  const length = (nibble: number): number => {
    let sum = nibble;
    if (nibble < 15) return sum;
    let more: number;
    do {
      more = byte();
      sum += more;
    } while (more === 255);
    return sum;
  };

  while (at < block.length) {
    const token = byte();
    const literals = length(token >>> 4);
    if (at + literals > block.length) throw new RecordFormatError("an LZ4 block ends early");
    output.append(block.subarray(at, at + literals));
    at += literals;
    // The last sequence of a block is literals only.
    if (at === block.length) return;
    const distance = byte() | (byte() << 8);
    output.repeat(distance, length(token & 15) + 4);
  }
}
