import { MalformedRequestError } from "./malformed-request-error.js";

/**
 * How many array elements one request may hold in all. Elements cost memory far beyond their bytes on the wire, so that
 * a request within the size limit could otherwise ask for gigabytes.
 */
const MAX_ELEMENTS = 1_000_000;

const TWO_POW_32 = 4_294_967_296;

/**
 * Reads Kafka's primitive types off a request.
 *
 * Every read is checked against the bytes that are left, and lengths are checked before anything is allocated for them.
 * 64-bit integers come as numbers: offsets, ids and times stay far below 2^53 here, and values beyond it lose digits.
 *
 * @throws MalformedRequestError from each of its methods when the bytes end early or a length is impossible
 */
export class Reader {
  readonly #bytes: Buffer;
  #position: number;
  #elementsLeft = MAX_ELEMENTS;

  constructor(bytes: Buffer, position = 0) {
    this.#bytes = bytes;
    this.#position = position;
  }

  /** How many bytes have not been read. */
  get remaining(): number {
    return this.#bytes.length - this.#position;
  }

  int8(): number {
    return this.#bytes.readInt8(this.#take(1));
  }

  boolean(): boolean {
    return this.int8() !== 0;
  }

  int16(): number {
    return this.#bytes.readInt16BE(this.#take(2));
  }

  int32(): number {
    return this.#bytes.readInt32BE(this.#take(4));
  }

  int64(): number {
    const at = this.#take(8);
    return this.#bytes.readInt32BE(at) * TWO_POW_32 + this.#bytes.readUInt32BE(at + 4);
  }

  /** An unsigned variable-length integer of at most 32 bits. */
  uvarint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#bytes.readUInt8(this.#take(1));
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new MalformedRequestError("a variable-length integer has more than 5 bytes");
  }

  string(): string {
    return present(this.nullableString(), "string");
  }

  nullableString(): string | null {
    const length = this.int16();
    return length < 0 ? null : this.#text(length);
  }

  /** A view of the request's own bytes: copy what outlives it. */
  bytes(): Buffer {
    return present(this.nullableBytes(), "byte array");
  }

  /** A view of the request's own bytes: copy what outlives it. */
  nullableBytes(): Buffer | null {
    const length = this.int32();
    if (length < 0) return null;
    const at = this.#take(length);
    return this.#bytes.subarray(at, at + length);
  }

  array<T>(element: (reader: Reader) => T): T[] {
    return present(this.nullableArray(element), "array");
  }

  nullableArray<T>(element: (reader: Reader) => T): T[] | null {
    return this.#elements(this.int32(), element);
  }

  /** A string of a flexible version: its length plus one as an unsigned variable-length integer. */
  compactString(): string {
    return present(this.compactNullableString(), "string");
  }

  compactNullableString(): string | null {
    const length = this.uvarint() - 1;
    return length < 0 ? null : this.#text(length);
  }

  compactArray<T>(element: (reader: Reader) => T): T[] {
    return present(this.compactNullableArray(element), "array");
  }

  compactNullableArray<T>(element: (reader: Reader) => T): T[] | null {
    return this.#elements(this.uvarint() - 1, element);
  }

  /** Steps over the tagged fields that end every structure of a flexible version. */
  skipTags(): void {
    for (let left = this.uvarint(); left > 0; left--) {
      this.uvarint();
      this.#take(this.uvarint());
    }
  }

  #elements<T>(count: number, element: (reader: Reader) => T): T[] | null {
    if (count < 0) return null;
    // The smallest element takes a byte.
    if (count > this.remaining) {
      throw new MalformedRequestError(`an array claims ${count} elements, with ${this.remaining} bytes left`);
    }
    this.#elementsLeft -= count;
    if (this.#elementsLeft < 0) {
      throw new MalformedRequestError(`a request has more than ${MAX_ELEMENTS} array elements`);
    }
    const elements: T[] = [];
    for (let i = 0; i < count; i++) elements.push(element(this));
    return elements;
  }

  #text(length: number): string {
    const at = this.#take(length);
    return this.#bytes.toString("utf8", at, at + length);
  }

  #take(length: number): number {
    const at = this.#position;
    if (length > this.#bytes.length - at) {
      throw new MalformedRequestError(`${length} bytes expected at ${at}, of ${this.#bytes.length} in all`);
    }
    this.#position = at + length;
    return at;
  }
}

function present<T>(value: T | null, what: string): T {
  if (value === null) throw new MalformedRequestError(`a ${what} is null that must not be`);
  return value;
}
