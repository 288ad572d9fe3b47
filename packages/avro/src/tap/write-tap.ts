import { writeUtf8 } from "./utf8.js";

/** Up to here a loop writes ASCII faster than a call into native code does. */
const SHORT_STRING = 24;
/** A long takes no more bytes than this. */
const MAX_VARINT = 10;
const TWO_27 = 2 ** 27;
const NOTHING = Buffer.alloc(0);
/** As much as serializers keep themselves from message to message. */
const KEPT_LENGTH = 1024 * 1024;

/**
 * Writes Avro's primitives into a buffer that somebody else owns. Where it ends too early nothing is written beyond it,
 * and `pos` goes on counting: what is missing is known when all is "written".
 */
export class WriteTap {
  buf: Buffer = NOTHING;
  pos = 0;
  end = 0;
  /** Of `buf`: its methods are small enough for V8 to put them where they are called, so that numbers stay unboxed. */
  private view: DataView = new DataView(NOTHING.buffer, NOTHING.byteOffset, 0);
  private readonly long = new BigInt64Array(1);
  private readonly words = new Uint32Array(this.long.buffer);

  constructor(buf: Buffer = NOTHING) {
    this.open(buf, 0);
  }

  open(buf: Buffer, pos: number): void {
    if (buf !== this.buf) {
      this.buf = buf;
      this.view = new DataView(buf.buffer, buf.byteOffset, buf.length);
      this.end = buf.length;
    }
    this.pos = pos;
  }

  /** Lets go of a buffer that is too large to be kept for the next message. */
  close(): void {
    if (this.end > KEPT_LENGTH) this.open(NOTHING, 0);
  }

  writeBoolean(value: boolean): void {
    this.writeByte(value ? 1 : 0);
  }

  private writeByte(byte: number): void {
    const pos = this.pos++;
    if (pos < this.end) this.buf[pos] = byte;
  }

  /** @param value an integer of 32 bits */
  writeInt(value: number): void {
    this.writeVarint(((value << 1) ^ (value >> 31)) >>> 0);
  }

  /** @param value a safe integer */
  writeLong(value: number): void {
    if (value === (value | 0)) this.writeVarint(((value << 1) ^ (value >> 31)) >>> 0);
    else this.writeWideLong(value);
  }

  /** @param bits what is written is not negative, and has 32 bits at most */
  private writeVarint(bits: number): void {
    const { buf } = this;
    let { pos } = this;
    let rest = bits;
    if (pos + MAX_VARINT > this.end) {
      for (; rest > 127; rest >>>= 7) this.writeByte((rest & 127) | 128);
      this.writeByte(rest);
      return;
    }
    for (; rest > 127; rest >>>= 7) buf[pos++] = (rest & 127) | 128;
    buf[pos++] = rest;
    this.pos = pos;
  }

  /** Zig-zag doubles a number, and those near 2^53 have no double: so the low 28 bits and the rest go separately. */
  private writeWideLong(value: number): void {
    const half = value < 0 ? -value - 1 : value;
    const low = half % TWO_27;
    let rest = (half - low) / TWO_27;
    let bits = low * 2 + (value < 0 ? 1 : 0);
    for (let i = 0; i < 4; i++) {
      const last = i === 3 ? rest === 0 : rest === 0 && bits < 128;
      this.writeByte(last ? bits & 127 : (bits & 127) | 128);
      if (last) return;
      bits >>>= 7;
    }
    for (; rest > 127; rest >>>= 7) this.writeByte((rest & 127) | 128);
    this.writeByte(rest);
  }

  /** @param value an integer of 64 bits */
  writeBigLong(value: bigint): void {
    const { words } = this;
    this.long[0] = value;
    const sign = (words[1] as number) >> 31;
    let low = (((words[0] as number) << 1) ^ sign) >>> 0;
    let high = ((((words[1] as number) << 1) | ((words[0] as number) >>> 31)) ^ sign) >>> 0;
    while (high !== 0) {
      this.writeByte((low & 127) | 128);
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
    this.writeVarint(low);
  }

  writeFloat(value: number): void {
    const { pos } = this;
    this.pos = pos + 4;
    if (this.pos <= this.end) this.view.setFloat32(pos, value, true);
  }

  writeDouble(value: number): void {
    const { pos } = this;
    this.pos = pos + 8;
    if (this.pos <= this.end) this.view.setFloat64(pos, value, true);
  }

  writeString(value: string): void {
    const { length } = value;
    const { buf, pos } = this;
    // In UTF-8 a character takes three bytes at most (four for two of them).
    if (pos + 3 * length + MAX_VARINT > this.end) {
      this.writeStringExactly(value);
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
        buf[pos] = length << 1;
        this.pos = at;
        return;
      }
    }
    // The length stands in front of text whose length is not known yet: written where it should begin, moved if not.
    const guess = varintLength(length);
    const written = writeUtf8(buf, value, pos + guess);
    const size = varintLength(written);
    if (size !== guess) buf.copyWithin(pos + size, pos + guess, pos + guess + written);
    this.writeLong(written);
    this.pos = pos + size + written;
  }

  /** Near the end of the buffer, where room for the worst case is not there but room for the text may be. */
  private writeStringExactly(value: string): void {
    const length = Buffer.byteLength(value);
    this.writeLong(length);
    const { pos } = this;
    this.pos = pos + length;
    if (this.pos <= this.end) writeUtf8(this.buf, value, pos);
  }

  writeBytes(bytes: Uint8Array): void {
    this.writeLong(bytes.length);
    this.writeFixed(bytes);
  }

  writeFixed(bytes: Uint8Array): void {
    const { pos } = this;
    this.pos = pos + bytes.length;
    if (this.pos <= this.end) this.buf.set(bytes, pos);
  }

  /** avsc's writers of records put in defaults that they encoded ahead, as a string of bytes. */
  writeBinary(bytes: string, length: number): void {
    const { pos } = this;
    this.pos = pos + length;
    if (this.pos <= this.end) this.buf.write(bytes, pos, "latin1");
  }
}

function varintLength(length: number): number {
  if (length < 64) return 1;
  if (length < 8192) return 2;
  if (length < 1_048_576) return 3;
  return length < 134_217_728 ? 4 : 5;
}
