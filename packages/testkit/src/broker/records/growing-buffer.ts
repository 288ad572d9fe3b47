import { RecordFormatError } from "./record-format-error.js";

/** What a batch may grow to when it is decompressed: a guard against bombs, far above what brokers accept. */
export const MAX_DECOMPRESSED_BYTES = 256 * 1024 * 1024;

/** The output of a decompression whose size is not known in advance. */
export class GrowingBuffer {
  #bytes: Buffer;
  #length = 0;

  constructor(expectedBytes: number) {
    this.#bytes = Buffer.allocUnsafe(Math.min(expectedBytes, 1024 * 1024));
  }

  get length(): number {
    return this.#length;
  }

  append(source: Buffer): void {
    this.#reserve(source.length);
    source.copy(this.#bytes, this.#length);
    this.#length += source.length;
  }

  /** Repeats `length` bytes that begin `distance` before the end; the two may overlap, which repeats a pattern. */
  repeat(distance: number, length: number): void {
    if (distance < 1 || distance > this.#length) {
      throw new RecordFormatError("compressed records refer to bytes before their beginning");
    }
    this.#reserve(length);
    const bytes = this.#bytes;
    let from = this.#length - distance;
    let to = this.#length;
    this.#length += length;
    if (distance >= length) {
      bytes.copyWithin(to, from, from + length);
      return;
    }
    while (to < this.#length) bytes[to++] = bytes[from++] as number;
  }

  toBuffer(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #reserve(length: number): void {
    const needed = this.#length + length;
    if (needed <= this.#bytes.length) return;
    if (needed > MAX_DECOMPRESSED_BYTES) {
      throw new RecordFormatError(`compressed records unpack to more than ${MAX_DECOMPRESSED_BYTES} bytes`);
    }
    const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.#bytes.length));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
