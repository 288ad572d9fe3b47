const FIRST_PAGE_BYTES = 1024;

/** Pages double up to this size, so that answers of many small parts have few chunks. */
const LAST_PAGE_BYTES = 64 * 1024;

/** Up to this size copying is cheaper than another buffer for the socket to gather. */
const RAW_BYTES_COPIED = 2048;

const TWO_POW_32 = 4_294_967_296;

/**
 * Writes Kafka's primitive types. What it has written is a list of chunks, so that record batches go from the log to the
 * socket as they lie in memory. Its methods return it, to be chained.
 */
export class Writer {
  readonly #chunks: Buffer[] = [];
  #page: Buffer;
  #nextPageBytes: number;
  #position = 0;
  #flushed = 0;

  /** @param expectedBytes room made in advance; an answer within it is one chunk */
  constructor(expectedBytes = FIRST_PAGE_BYTES) {
    this.#nextPageBytes = 2 * expectedBytes;
    this.#page = Buffer.allocUnsafe(expectedBytes);
  }

  /** How many bytes have been written. */
  get length(): number {
    return this.#flushed + this.#position;
  }

  int8(value: number): this {
    const at = this.#room(1);
    this.#page.writeInt8(value, at);
    return this;
  }

  boolean(value: boolean): this {
    return this.int8(value ? 1 : 0);
  }

  int16(value: number): this {
    const at = this.#room(2);
    this.#page.writeInt16BE(value, at);
    return this;
  }

  int32(value: number): this {
    const at = this.#room(4);
    this.#page.writeInt32BE(value, at);
    return this;
  }

  /** @param value an integer that a number holds exactly */
  int64(value: number): this {
    const at = this.#room(8);
    const high = Math.floor(value / TWO_POW_32);
    this.#page.writeInt32BE(high, at);
    this.#page.writeUInt32BE(value - high * TWO_POW_32, at + 4);
    return this;
  }

  uvarint(value: number): this {
    let rest = value;
    for (; rest > 0x7f; rest = Math.floor(rest / 128)) this.#byte((rest % 128) | 0x80);
    this.#byte(rest);
    return this;
  }

  string(value: string | null): this {
    if (value === null) return this.int16(-1);
    const length = Buffer.byteLength(value);
    this.int16(length);
    return this.#text(value, length);
  }

  bytes(value: Uint8Array | null): this {
    return value === null ? this.int32(-1) : this.int32(value.length).raw(value);
  }

  /** `null` is written as Kafka's null array. */
  array<T>(elements: readonly T[] | null, write: (writer: Writer, element: T, index: number) => unknown): this {
    return elements === null ? this.int32(-1) : this.int32(elements.length).#each(elements, write);
  }

  compactString(value: string | null): this {
    if (value === null) return this.uvarint(0);
    const length = Buffer.byteLength(value);
    this.uvarint(length + 1);
    return this.#text(value, length);
  }

  compactArray<T>(elements: readonly T[] | null, write: (writer: Writer, element: T, index: number) => unknown): this {
    return elements === null ? this.uvarint(0) : this.uvarint(elements.length + 1).#each(elements, write);
  }

  /** The empty set of tagged fields that ends every structure of a flexible version. */
  noTags(): this {
    return this.uvarint(0);
  }

  /** Bytes as they are. Larger ones are not copied: they must not change until the answer is sent. */
  raw(bytes: Uint8Array): this {
    if (bytes.length <= RAW_BYTES_COPIED) {
      const at = this.#room(bytes.length);
      this.#page.set(bytes, at);
      return this;
    }
    this.#closePage();
    this.#chunks.push(Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    this.#flushed += bytes.length;
    return this;
  }

  /** What has been written, in order. The writer can be written on. */
  chunks(): readonly Buffer[] {
    this.#closePage();
    return this.#chunks;
  }

  /** What has been written, in one piece. */
  toBuffer(): Buffer {
    return Buffer.concat(this.chunks());
  }

  #byte(value: number): void {
    const at = this.#room(1);
    this.#page.writeUInt8(value, at);
  }

  #each<T>(elements: readonly T[], write: (writer: Writer, element: T, index: number) => unknown): this {
    elements.forEach((element, index) => {
      write(this, element, index);
    });
    return this;
  }

  #text(value: string, length: number): this {
    const at = this.#room(length);
    this.#page.write(value, at, length, "utf8");
    return this;
  }

  /** Makes room in the current page, or in a new one: the page must be looked up after this. */
  #room(length: number): number {
    if (this.#position + length > this.#page.length) {
      this.#closePage();
      this.#page = Buffer.allocUnsafe(Math.max(this.#nextPageBytes, length));
      this.#nextPageBytes = Math.min(2 * this.#nextPageBytes, LAST_PAGE_BYTES);
    }
    const at = this.#position;
    this.#position = at + length;
    return at;
  }

  #closePage(): void {
    if (this.#position === 0) return;
    this.#chunks.push(this.#page.subarray(0, this.#position));
    this.#flushed += this.#position;
    this.#page = this.#page.subarray(this.#position);
    this.#position = 0;
  }
}
