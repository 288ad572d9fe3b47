/** Up to here a loop writes ASCII faster than a call into native code does. */
const SHORT_STRING = 24;
/** A varint takes no more bytes than this. */
const MAX_VARINT = 10;

/**
 * Writes Protobuf's primitives into a buffer that somebody else owns. Where it ends too early nothing is written beyond
 * it, and `pos` goes on counting: what is missing is known when all is "written".
 *
 * protobuf-es has a BinaryWriter, which writes into memory of its own: it grows by doubling, is zeroed each time, and
 * is copied when done. That costs more than the writing does.
 */
export class ByteWriter {
  private buf: Buffer = Buffer.alloc(0);
  private view = new DataView(this.buf.buffer);
  private end = 0;
  private readonly longs = new BigInt64Array(1);
  private readonly words = new Uint32Array(this.longs.buffer);
  pos = 0;

  open(buf: Buffer, pos: number): void {
    if (buf.buffer !== this.view.buffer) this.view = new DataView(buf.buffer);
    this.buf = buf;
    this.pos = pos;
    this.end = buf.length;
  }

  /** What is missing of the buffer, as a number below zero, or where the next byte goes. */
  result(): number {
    return this.pos <= this.end ? this.pos : this.end - this.pos;
  }

  private byte(value: number): void {
    const pos = this.pos++;
    if (pos < this.end) this.buf[pos] = value;
  }

  bool(value: boolean): void {
    this.byte(value ? 1 : 0);
  }

  /** @param bits an integer of 32 bits, not negative */
  varint(bits: number): void {
    const { buf } = this;
    let { pos } = this;
    let rest = bits;
    if (pos + MAX_VARINT > this.end) {
      for (; rest > 127; rest >>>= 7) this.byte((rest & 127) | 128);
      this.byte(rest);
      return;
    }
    for (; rest > 127; rest >>>= 7) buf[pos++] = (rest & 127) | 128;
    buf[pos++] = rest;
    this.pos = pos;
  }

  /** @param value an integer of 32 bits; below zero it takes ten bytes, as one of 64 bits does */
  int32(value: number): void {
    if (value >= 0) this.varint(value);
    else this.varint64(value >>> 0, 0xffff_ffff);
  }

  /** @param value an integer of 32 bits */
  sint32(value: number): void {
    this.varint(((value << 1) ^ (value >> 31)) >>> 0);
  }

  /** @param value an integer of 64 bits, with a sign or without */
  int64(value: bigint): void {
    const { words } = this;
    this.longs[0] = value;
    this.varint64(words[0] as number, words[1] as number);
  }

  /** @param value an integer of 64 bits */
  sint64(value: bigint): void {
    const { words } = this;
    this.longs[0] = value;
    const [low, high] = [words[0] as number, words[1] as number];
    const sign = (high | 0) >> 31;
    this.varint64(((low << 1) ^ sign) >>> 0, (((high << 1) | (low >>> 31)) ^ sign) >>> 0);
  }

  private varint64(lowWord: number, highWord: number): void {
    let low = lowWord;
    let high = highWord;
    while (high !== 0) {
      this.byte((low & 127) | 128);
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
    this.varint(low);
  }

  fixed32(value: number): void {
    const { pos } = this;
    this.pos = pos + 4;
    if (this.pos <= this.end) this.view.setInt32(this.buf.byteOffset + pos, value, true);
  }

  /** @param value an integer of 64 bits, with a sign or without */
  fixed64(value: bigint): void {
    const { pos } = this;
    this.pos = pos + 8;
    if (this.pos <= this.end) this.view.setBigInt64(this.buf.byteOffset + pos, value, true);
  }

  float(value: number): void {
    const { pos } = this;
    this.pos = pos + 4;
    if (this.pos <= this.end) this.view.setFloat32(this.buf.byteOffset + pos, value, true);
  }

  double(value: number): void {
    const { pos } = this;
    this.pos = pos + 8;
    if (this.pos <= this.end) this.view.setFloat64(this.buf.byteOffset + pos, value, true);
  }

  string(value: string): void {
    const { length } = value;
    const { buf, pos } = this;
    // In UTF-8 a character takes three bytes at most (four for two of them).
    if (pos + 3 * length + MAX_VARINT > this.end) {
      this.stringExactly(value);
      return;
    }
    if (length <= SHORT_STRING) {
      let at = pos + 1;
      let i = 0;
      for (; i < length; i++) {
        const code = value.charCodeAt(i);
        if (code > 127) break;
        buf[at++] = code;
      }
      if (i === length) {
        buf[pos] = length;
        this.pos = at;
        return;
      }
    }
    // The length stands in front of text whose length is not known yet: written where it should begin, moved if not.
    const guess = varintLength(length);
    const written = buf.write(value, pos + guess);
    const size = varintLength(written);
    if (size !== guess) buf.copyWithin(pos + size, pos + guess, pos + guess + written);
    this.varint(written);
    this.pos = pos + size + written;
  }

  /** Near the end of the buffer, where room for the worst case is not there but room for the text may be. */
  private stringExactly(value: string): void {
    const length = Buffer.byteLength(value);
    this.varint(length);
    const { pos } = this;
    this.pos = pos + length;
    if (this.pos <= this.end) this.buf.write(value, pos);
  }

  bytes(value: Uint8Array): void {
    this.varint(value.length);
    this.raw(value);
  }

  raw(value: Uint8Array): void {
    const { pos } = this;
    this.pos = pos + value.length;
    if (this.pos <= this.end) this.buf.set(value, pos);
  }

  /** Leaves room for the length of what comes next, and says where. */
  begin(): number {
    return this.pos++;
  }

  /** Writes the length of what was written since {@link begin}, for which one byte is enough, or else moves it. */
  finish(start: number): void {
    const length = this.pos - start - 1;
    if (length < 128) {
      if (start < this.end) this.buf[start] = length;
      return;
    }
    const size = varintLength(length);
    const end = start + size + length;
    if (end <= this.end) this.buf.copyWithin(start + size, start + 1, this.pos);
    this.pos = start;
    this.varint(length);
    this.pos = end;
  }
}

function varintLength(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x20_0000) return 3;
  return value < 0x1000_0000 ? 4 : 5;
}
