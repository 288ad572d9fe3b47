import { RecordFormatError } from "./record-format-error.js";

/** Walks through records, whose integers are zigzag varints. Every step is checked against the end. */
export class RecordCursor {
  readonly bytes: Buffer;
  position: number;

  constructor(bytes: Buffer, position = 0) {
    this.bytes = bytes;
    this.position = position;
  }

  /** A variable-length integer; up to 53 bits are exact. */
  varint(): number {
    let value = 0;
    let factor = 1;
    for (let length = 1; length <= 10; length++) {
      const byte = this.bytes[this.position++];
      if (byte === undefined) throw new RecordFormatError("a record ends within an integer");
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
      factor *= 128;
    }
    throw new RecordFormatError("an integer of a record has more than 10 bytes");
  }

  /** Steps over bytes and returns where they began. */
  skip(length: number): number {
    const start = this.position;
    if (length < 0 || length > this.bytes.length - start) {
      throw new RecordFormatError(`a record claims ${length} bytes where ${this.bytes.length - start} are left`);
    }
    this.position = start + length;
    return start;
  }

  /** Bytes after their length; `null` for a negative one. */
  sized(): Buffer | null {
    const length = this.varint();
    if (length < 0) return null;
    const start = this.skip(length);
    return this.bytes.subarray(start, start + length);
  }
}
