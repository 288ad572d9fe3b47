import type { Codec } from "./codec.js";

/** A whole number in 4 bytes, big-endian. Java's IntegerSerializer. */
export const int32: Codec<number> = {
  name: "int32",
  encode(value) {
    if (!Number.isInteger(value) || value < -0x80000000 || value > 0x7fffffff) throw doesNotFit("int32", value);
    const buffer = Buffer.allocUnsafe(4);
    buffer.writeInt32BE(value);
    return buffer;
  },
  decode: (bytes) => ofLength(bytes, 4).readInt32BE(),
};

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

/** A whole number in 8 bytes, big-endian, as a bigint; numbers are taken when they are safe. Java's LongSerializer. */
export const int64: Codec<bigint, bigint | number> = {
  name: "int64",
  encode(value) {
    if (typeof value !== "bigint" && !Number.isSafeInteger(value)) throw doesNotFit("int64", value);
    const number = BigInt(value);
    if (number < INT64_MIN || number > INT64_MAX) throw doesNotFit("int64", value);
    const buffer = Buffer.allocUnsafe(8);
    buffer.writeBigInt64BE(number);
    return buffer;
  },
  decode: (bytes) => ofLength(bytes, 8).readBigInt64BE(),
};

/** A number in 8 bytes, big-endian. Java's DoubleSerializer. */
export const float64: Codec<number> = {
  name: "float64",
  encode(value) {
    if (typeof value !== "number") throw doesNotFit("float64", value);
    const buffer = Buffer.allocUnsafe(8);
    buffer.writeDoubleBE(value);
    return buffer;
  },
  decode: (bytes) => ofLength(bytes, 8).readDoubleBE(),
};

function doesNotFit(name: string, value: unknown): TypeError {
  const what = typeof value === "number" || typeof value === "bigint" ? "one that does not fit" : typeof value;
  return new TypeError(`expected ${name}, got ${what}`);
}

function ofLength(bytes: Buffer, length: number): Buffer {
  if (bytes.length === length) return bytes;
  throw new TypeError(`expected ${length} bytes, got ${bytes.length}`);
}
