/** CRC-32C's polynomial, its bits reversed. */
const POLYNOMIAL = 0x82f63b78;

/**
 * Eight tables of 256 entries, one after another: table `n` holds the checksum of each byte followed by `n` zero bytes, so
 * that eight bytes are taken in one round.
 */
const tables = slicingTables();

function slicingTables(): Int32Array {
  const slices = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    slices[byte] = crc;
  }
  for (let i = 256; i < slices.length; i++) {
    const shorter = entry(slices, i - 256);
    slices[i] = entry(slices, shorter & 0xff) ^ (shorter >>> 8);
  }
  return slices;
}

/** CRC-32C (Castagnoli) of `bytes` from `start` to `end`, as an unsigned integer. */
export function crc32c(bytes: Uint8Array, start = 0, end = bytes.length): number {
  const slices = tables;
  let crc = -1;
  let i = start;
  for (const last = end - 8; i <= last; i += 8) {
    crc =
      entry(slices, 0x700 | ((crc ^ byteAt(bytes, i)) & 0xff)) ^
      entry(slices, 0x600 | (((crc >>> 8) ^ byteAt(bytes, i + 1)) & 0xff)) ^
      entry(slices, 0x500 | (((crc >>> 16) ^ byteAt(bytes, i + 2)) & 0xff)) ^
      entry(slices, 0x400 | ((crc >>> 24) ^ byteAt(bytes, i + 3))) ^
      entry(slices, 0x300 | byteAt(bytes, i + 4)) ^
      entry(slices, 0x200 | byteAt(bytes, i + 5)) ^
      entry(slices, 0x100 | byteAt(bytes, i + 6)) ^
      entry(slices, byteAt(bytes, i + 7));
  }
  for (; i < end; i++) crc = entry(slices, (crc ^ byteAt(bytes, i)) & 0xff) ^ (crc >>> 8);
  return ~crc >>> 0;
}

// Indexes are in range by construction; the compiler cannot know it.
function entry(slices: Int32Array, index: number): number {
  return slices[index] as number;
}

function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] as number;
}
