import { ReadProblem } from "./read-problem.js";
import { shortAscii } from "./short-ascii.js";
import { readUtf8 } from "./utf8.js";

const NOTHING = Buffer.alloc(0);
/** Up to here V8 makes a string from codes faster than it calls out for one. */
const SHORT_STRING = 12;
/**
 * Items that take no bytes (null, empty records) cost a hostile writer nothing: a message may claim this many of them
 * in all. Nobody sends as many on purpose.
 */
const MAX_EMPTY_ITEMS = 65_536;

const TWO_27 = 2 ** 27;
const TWO_55 = 2 ** 55;

/**
 * Reads Avro's primitives off bytes that may be hostile: every read is checked against the bytes that are left before
 * anything is allocated or looped over. Stands in for avsc's tap, which checks when all is read.
 */
export class ReadTap {
  buf: Buffer = NOTHING;
  pos = 0;
  end = 0;
  private emptyItems = 0;
  private readonly words = new Uint32Array(2);
  private readonly long = new BigInt64Array(this.words.buffer);
  private hi = 0;
  private mid = 0;
  private lo = 0;

  open(buf: Buffer, pos: number): void {
    this.buf = buf;
    this.pos = pos;
    this.end = buf.length;
    this.emptyItems = 0;
  }

  /** Lets go of the message. */
  close(): void {
    this.buf = NOTHING;
  }

  fail(words: string, position = this.pos): never {
    throw new ReadProblem(words, position);
  }

  private truncated(position: number): never {
    throw new ReadProblem("the payload ends too early", position);
  }

  readBoolean(): boolean {
    const { pos } = this;
    if (pos >= this.end) this.truncated(pos);
    const byte = this.buf[pos] as number;
    if (byte > 1) this.fail("a boolean must be 0 or 1");
    this.pos = pos + 1;
    return byte === 1;
  }

  readInt(): number {
    const { pos } = this;
    if (pos < this.end) {
      const byte = this.buf[pos] as number;
      if (byte < 128) {
        this.pos = pos + 1;
        return (byte >>> 1) ^ -(byte & 1);
      }
    }
    this.readVarint();
    if (this.hi !== 0 || this.mid > 15) this.fail("an int must fit in 32 bits", pos);
    const zigzag = (this.lo | (this.mid << 28)) >>> 0;
    return (zigzag >>> 1) ^ -(zigzag & 1);
  }

  /** A long as a number. One that has more digits than a number holds is an error. */
  readLong(): number {
    const { pos } = this;
    if (pos < this.end) {
      const byte = this.buf[pos] as number;
      if (byte < 128) {
        this.pos = pos + 1;
        return (byte >>> 1) ^ -(byte & 1);
      }
    }
    return this.readLongOfBytes();
  }

  /** Two to seven bytes, which hold no more than a number does, without the detour over 64 bits. */
  private readLongOfBytes(): number {
    const { buf, end, pos: start } = this;
    let pos = start;
    let byte = 128;
    let low = 0;
    for (let shift = 0; shift < 28 && byte > 127; shift += 7) {
      if (pos >= end) this.truncated(start);
      byte = buf[pos++] as number;
      low |= (byte & 127) << shift;
    }
    if (byte < 128) {
      this.pos = pos;
      return (low >>> 1) ^ -(low & 1);
    }
    let high = 0;
    for (let shift = 0; shift < 21 && byte > 127; shift += 7) {
      if (pos >= end) this.truncated(start);
      byte = buf[pos++] as number;
      high |= (byte & 127) << shift;
    }
    if (byte > 127) return this.readLongOf64Bits();
    this.pos = pos;
    const half = (low >>> 1) + high * TWO_27;
    return (low & 1) === 0 ? half : -half - 1;
  }

  private readLongOf64Bits(): number {
    const { pos } = this;
    const value = this.readLongRounded();
    if (!Number.isSafeInteger(value)) {
      this.fail('the long has more digits than a number holds: read it with long: "bigint"', pos);
    }
    return value;
  }

  /** A long as the nearest number: what promotion to float and double asks for. */
  readLongRounded(): number {
    this.readVarint();
    const half = (this.lo >>> 1) + this.mid * TWO_27 + this.hi * TWO_55;
    return (this.lo & 1) === 0 ? half : -half - 1;
  }

  readBigLong(): bigint {
    this.readVarint();
    const { lo, mid, hi, words } = this;
    const low = (lo | (mid << 28)) >>> 0;
    const high = ((mid >>> 4) | (hi << 24)) >>> 0;
    const sign = -(low & 1);
    words[0] = (((low >>> 1) | (high << 31)) ^ sign) >>> 0;
    words[1] = ((high >>> 1) ^ sign) >>> 0;
    return this.long[0] as bigint;
  }

  /** Into three parts of 28, 28 and 8 bits, because neither numbers nor their bits hold 64. */
  private readVarint(): void {
    const { buf, end, pos: start } = this;
    let pos = start;
    let byte = 128;
    let lo = 0;
    let mid = 0;
    let hi = 0;
    for (let shift = 0; shift < 28 && byte > 127; shift += 7) {
      if (pos >= end) this.truncated(start);
      byte = buf[pos++] as number;
      lo |= (byte & 127) << shift;
    }
    for (let shift = 0; shift < 28 && byte > 127; shift += 7) {
      if (pos >= end) this.truncated(start);
      byte = buf[pos++] as number;
      mid |= (byte & 127) << shift;
    }
    for (let shift = 0; shift < 14 && byte > 127; shift += 7) {
      if (pos >= end) this.truncated(start);
      byte = buf[pos++] as number;
      hi |= (byte & 127) << shift;
    }
    if (byte > 127 || hi > 255) this.fail("a long must fit in 64 bits", start);
    this.lo = lo;
    this.mid = mid;
    this.hi = hi;
    this.pos = pos;
  }

  /** The index of a union's branch or an enum's symbol. */
  readIndex(count: number): number {
    const { pos } = this;
    const index = this.readLong();
    if (index < 0 || index >= count) this.fail(`the index must be 0 to ${count - 1}`, pos);
    return index;
  }

  /**
   * How many items the next block of an array or map claims to have, and has room for; 0 at the end.
   *
   * @param minSize the fewest bytes that an item takes
   */
  readBlockCount(minSize: number): number {
    const { pos } = this;
    let count = this.readLong();
    if (count === 0) return 0;
    if (count < 0) {
      count = -count;
      // The block's size in bytes is for those who skip it.
      if (this.readLong() < 0) this.fail("the size of a block must not be negative", pos);
    }
    if (minSize > 0) {
      if (count * minSize > this.end - this.pos) this.fail("a block claims more items than there are bytes", pos);
    } else {
      this.emptyItems += count;
      if (this.emptyItems > MAX_EMPTY_ITEMS) {
        this.fail(`the message claims more than ${MAX_EMPTY_ITEMS} items that take no bytes`, pos);
      }
    }
    return count;
  }

  readFloat(): number {
    const { pos } = this;
    if (pos + 4 > this.end) this.truncated(pos);
    this.pos = pos + 4;
    return this.buf.readFloatLE(pos);
  }

  readDouble(): number {
    const { pos } = this;
    if (pos + 8 > this.end) this.truncated(pos);
    this.pos = pos + 8;
    return this.buf.readDoubleLE(pos);
  }

  /** Moves behind bytes or a string, and gives where they begin. */
  private take(): number {
    const start = this.pos;
    const length = this.readLong();
    const from = this.pos;
    if (length < 0) this.fail("a length must not be negative", start);
    if (length > this.end - from) this.fail("a length goes beyond the end of the payload", start);
    this.pos = from + length;
    return from;
  }

  readString(): string {
    const from = this.take();
    return this.text(from, this.pos);
  }

  private text(from: number, to: number): string {
    if (to - from <= SHORT_STRING) {
      const text = shortAscii(this.buf, from, to);
      if (text !== undefined) return text;
    }
    return readUtf8(this.buf, from, to);
  }

  skipString(): void {
    this.take();
  }

  /** A copy: a value that is kept must not keep the message, and whatever came with it, in memory. */
  readBytes(): Buffer {
    const from = this.take();
    return this.copy(from, this.pos);
  }

  readFixed(size: number): Buffer {
    const from = this.pos;
    this.skip(size);
    return this.copy(from, this.pos);
  }

  skip(size: number): void {
    const { pos } = this;
    if (size > this.end - pos) this.truncated(pos);
    this.pos = pos + size;
  }

  readRestAsBytes(): Buffer {
    const from = this.pos;
    this.pos = this.end;
    return this.copy(from, this.end);
  }

  readRestAsString(): string {
    const from = this.pos;
    this.pos = this.end;
    return this.text(from, this.end);
  }

  private copy(from: number, to: number): Buffer {
    const bytes = Buffer.allocUnsafe(to - from);
    this.buf.copy(bytes, 0, from, to);
    return bytes;
  }
}
