const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?$/;
const BYTE = 8;

/** A decimal's digits in all, and those behind the point. */
export type DecimalSize = { readonly precision: number; readonly scale: number };

/** How many bytes every number of so many digits fits into. */
function bytesForPrecision(precision: number): number {
  return Math.ceil((precision * Math.log2(10) + 1) / BYTE);
}

/** How many digits every number of so many bytes fits. */
export function precisionOfBytes(size: number): number {
  return Math.floor((size * BYTE - 1) * Math.log10(2));
}

/** `-12.30` of a big-endian two's complement number, with as many digits behind the point as the schema says. */
export function decimalOfBytes(bytes: Uint8Array, { precision, scale }: DecimalSize): string {
  const start = significantFrom(bytes);
  // Writing out digits takes more than linear time: no more of them than the schema allows.
  if (bytes.length - start > bytesForPrecision(precision)) throw new RangeError("more digits than its precision");
  const unscaled = bigintOfBytes(bytes, start);
  const negative = unscaled < 0n;
  const digits = (negative ? -unscaled : unscaled).toString().padStart(scale + 1, "0");
  const sign = negative ? "-" : "";
  if (scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** The bytes of a decimal in a string: as few as possible, or, sign extended, as many as `size` says. */
export function bytesOfDecimal(decimal: unknown, { precision, scale }: DecimalSize, size?: number): Buffer {
  const match = typeof decimal === "string" ? DECIMAL.exec(decimal) : null;
  if (match === null) throw new TypeError("not a decimal");
  const [, sign = "", whole = "", fraction = ""] = match;
  // Nothing is rounded: zeros may stand behind the last digit that there is room for, other digits may not.
  if (/[1-9]/.test(fraction.slice(scale))) throw new RangeError("more digits behind the point than its scale");
  const digits = (whole + fraction.slice(0, scale).padEnd(scale, "0")).replace(/^0+(?=\d)/, "");
  if (digits.length > precision) throw new RangeError("more digits than its precision");
  const unscaled = sign === "-" ? -BigInt(digits) : BigInt(digits);
  return bytesOfBigint(unscaled, size);
}

/** Bytes at the front that only repeat the sign. */
function significantFrom(bytes: Uint8Array): number {
  const first = bytes[0];
  if (first !== 0 && first !== 255) return 0;
  let start = 0;
  while (start + 1 < bytes.length && bytes[start] === first && ((bytes[start + 1] as number) ^ first) < 128) start++;
  return start;
}

function bigintOfBytes(bytes: Uint8Array, start: number): bigint {
  if (bytes.length === start) return 0n;
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset + start, bytes.length - start).toString("hex");
  return BigInt.asIntN((bytes.length - start) * 8, BigInt(`0x${hex}`));
}

function bytesOfBigint(value: bigint, size?: number): Buffer {
  // Of -128 and of 127 the magnitude has seven bits, and the sign takes the eighth.
  const magnitude = value < 0n ? -value - 1n : value;
  const hexDigits = magnitude === 0n ? 0 : magnitude.toString(16).length;
  const topBits = hexDigits === 0 ? 0 : 32 - Math.clz32(Number.parseInt(magnitude.toString(16)[0] as string, 16));
  const bits = hexDigits === 0 ? 1 : (hexDigits - 1) * 4 + topBits + 1;
  const length = size ?? Math.ceil(bits / 8);
  const hex = BigInt.asUintN(length * 8, value).toString(16);
  return Buffer.from(hex.padStart(length * 2, "0"), "hex");
}
