/** The polynomial, which is also what the sum of no bytes is, in halves of 32 bits. */
const EMPTY = { high: 0xc15d213a, low: 0xa4d7a795 };

/** What each byte adds, in halves: numbers of 64 bits would be BigInts, which are slow. */
const TABLE = makeTable();

/** The CRC-64-AVRO of bytes, as 16 hex digits. */
export function crc64(bytes: Uint8Array): string {
  let { high, low } = EMPTY;
  for (const byte of bytes) {
    const at = (low ^ byte) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ (TABLE.low[at] ?? 0);
    high = (high >>> 8) ^ (TABLE.high[at] ?? 0);
  }
  return hex(high) + hex(low);
}

function hex(half: number): string {
  return (half >>> 0).toString(16).padStart(8, "0");
}

function makeTable(): { readonly high: Uint32Array; readonly low: Uint32Array } {
  const table = { high: new Uint32Array(256), low: new Uint32Array(256) };
  for (let byte = 0; byte < 256; byte++) {
    let high = 0;
    let low = byte;
    for (let bit = 0; bit < 8; bit++) {
      const odd = (low & 1) === 1;
      low = ((low >>> 1) | (high << 31)) ^ (odd ? EMPTY.low : 0);
      high = (high >>> 1) ^ (odd ? EMPTY.high : 0);
    }
    table.high[byte] = high;
    table.low[byte] = low;
  }
  return table;
}
